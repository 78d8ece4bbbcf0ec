// What the packages below the folder need of the C compiler.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "doctor/facts/go_settings.hpp"
#include "doctor/facts/programs.hpp"

namespace doctor {

/// A package that imports "C".
struct CgoPackage {
    std::string import_path;
    std::string folder;
    std::vector<std::string> files;
    std::vector<std::string> flags;       ///< of its `#cgo CFLAGS` and `CPPFLAGS` lines
    std::vector<std::string> pkg_config;  ///< of its `#cgo pkg-config` lines
};

struct MissingHeader {
    std::string package;
    std::string file;    ///< absolute
    int line = 0;        ///< of the #include
    std::string header;  ///< `zlib.h`
};

/// A folder of an option `-I` that does not exist.
struct MissingFolder {
    std::string source;  ///< `CGO_CFLAGS`, or the import path of the package
    std::string path;
};

/// A library that pkg-config does not know.
struct MissingLibrary {
    std::string package;
    std::string name;
    std::string words;  ///< of pkg-config, or why it did not run
};

struct PackageFacts {
    std::vector<CgoPackage> cgo;
    std::string compiler;       ///< CC, the program alone
    std::string compiler_path;  ///< empty if it was not found
    std::vector<MissingHeader> missing_headers;
    std::vector<MissingFolder> missing_folders;
    std::vector<MissingLibrary> missing_libraries;
};

/// Returns the packages in the output of `go list -json`. Pure.
std::vector<CgoPackage> read_cgo_packages(std::string_view json);

/// An `#include` in the comment above `import "C"`.
struct Include {
    std::string header;  ///< with its quotes: `<zlib.h>`
    int line = 0;
};

/// Returns the includes of a Go file, except those inside `#if`. Pure.
std::vector<Include> includes_of(std::string_view go_file);

/// Returns the text for the preprocessor that prints `kMissingMark N` for each include that it
/// cannot find; N is its index. Pure.
std::string probe_of(const std::vector<Include>& includes);
inline constexpr std::string_view kMissingMark = "gopls_proxy_missing_header";

/// Splits the value of a variable such as CGO_CFLAGS at blanks, except in quotes. Pure.
std::vector<std::string> split_flags(std::string_view flags);

/// Fills in what the packages in `facts.cgo` miss. Runs the preprocessor and pkg-config.
void examine_cgo(Programs& programs, const GoSettings& settings,
                 const app::Environment& environment, PackageFacts& facts);

}  // namespace doctor
