#include "doctor/facts/packages.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "app/gopls/executable.hpp"
#include "doctor/facts/in_thread.hpp"
#include "doctor/facts/json_stream.hpp"
#include "io/files.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;
using PackageJson = nlohmann::json;
using namespace std::chrono_literals;

constexpr std::size_t kMostPackages = 32;
constexpr std::size_t kMostFileBytesRead = std::size_t{4} << 20;
constexpr auto kReadTime = 1s;

std::vector<std::string> strings(const PackageJson& json, const char* name) {
    std::vector<std::string> list;
    if (!json.contains(name) || !json.at(name).is_array()) return list;
    for (const PackageJson& one : json.at(name)) {
        if (one.is_string()) list.push_back(one.get<std::string>());
    }
    return list;
}

std::string trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == text.npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1));
}

/// A line of the comment above `import "C"`, without the signs of the comment.
struct CommentLine {
    std::string text;
    int line = 0;
};

std::vector<CommentLine> lines_above_import(std::string_view go_file) {
    std::vector<CommentLine> comment;
    bool in_block = false;
    bool complete = false;  // a block comment that has ended may be the one
    int number = 0;
    std::istringstream lines{std::string(go_file)};
    for (std::string line; std::getline(lines, line);) {
        ++number;
        std::string text = trimmed(line);
        if (in_block) {
            const std::size_t end = text.find("*/");
            in_block = end == std::string::npos;
            complete = !in_block;
            comment.push_back({text.substr(0, end), number});
        } else if (text.starts_with("import \"C\"")) {
            return comment;
        } else if (text.starts_with("/*")) {
            const std::size_t end = text.find("*/", 2);
            in_block = end == std::string::npos;
            complete = !in_block;
            comment.clear();
            comment.push_back({text.substr(2, in_block ? end : end - 2), number});
        } else if (text.starts_with("//")) {
            if (complete) comment.clear();
            complete = false;
            comment.push_back({text.substr(2), number});
        } else {
            comment.clear();
        }
    }
    return {};
}

/// The includes of one package, and their places.
struct PackageIncludes {
    const CgoPackage* package = nullptr;
    std::vector<Include> includes;
    std::vector<std::string> files;  ///< of each include
};

PackageIncludes includes_of_package(const CgoPackage& package) {
    PackageIncludes found;
    found.package = &package;
    for (const std::string& file : package.files) {
        const std::string path = package.folder + "/" + file;
        auto read = in_thread([path]() -> std::string {
            auto text = io::read_file(path, kMostFileBytesRead);
            return text.has_value() ? std::move(*text) : std::string();
        });
        const std::string text =
            result_by(read, std::chrono::steady_clock::now() + kReadTime).value_or("");
        for (Include& include : includes_of(text)) {
            found.includes.push_back(std::move(include));
            found.files.push_back(path);
        }
    }
    return found;
}

void find_missing_folders(const std::string& source, const std::vector<std::string>& flags,
                          const std::string& folder, std::vector<MissingFolder>& missing) {
    for (std::size_t i = 0; i < flags.size(); ++i) {
        std::string path;
        if (flags[i] == "-I" && i + 1 < flags.size()) {
            path = flags[i + 1];
        } else if (flags[i].starts_with("-I")) {
            path = flags[i].substr(2);
        }
        if (path.empty() || (!path.starts_with('/') && folder.empty())) continue;
        const fs::path whole = path.starts_with('/') ? fs::path(path) : fs::path(folder) / path;
        auto exists = in_thread([whole] {
            std::error_code failure;
            return fs::is_directory(whole, failure);
        });
        const Deadline deadline = std::chrono::steady_clock::now() + kReadTime;
        if (!result_by(exists, deadline).value_or(true)) {
            missing.push_back({source, whole.lexically_normal().string()});
        }
    }
}

/// Returns the options of pkg-config for each package; records unknown libraries.
std::vector<std::vector<std::string>> ask_pkg_config(Programs& programs, const std::string& tool,
                                                     const app::Environment& environment,
                                                     PackageFacts& facts) {
    std::vector<Program> asked;
    std::vector<std::pair<std::size_t, std::string>> of;  // the package and the library
    std::vector<std::vector<std::string>> flags(facts.cgo.size());
    for (std::size_t i = 0; i < facts.cgo.size(); ++i) {
        for (const std::string& library : facts.cgo[i].pkg_config) {
            if (library.starts_with('-')) continue;
            if (tool.empty()) {
                facts.missing_libraries.push_back(
                    {facts.cgo[i].import_path, library, "pkg-config was not found on PATH"});
                continue;
            }
            asked.push_back({{tool, "--cflags", "--print-errors", "--", library},
                             facts.cgo[i].folder,
                             environment});
            of.emplace_back(i, library);
        }
    }
    const std::vector<Ran> answers = programs.run(asked);
    for (std::size_t k = 0; k < answers.size(); ++k) {
        const auto& [i, library] = of[k];
        if (answers[k].ok()) {
            const auto added = split_flags(trimmed(answers[k].output));
            flags[i].insert(flags[i].end(), added.begin(), added.end());
        } else if (answers[k].state == Ran::State::kEnded) {
            facts.missing_libraries.push_back(
                {facts.cgo[i].import_path, library, first_words(answers[k])});
        }
    }
    return flags;
}

std::string program_path(const std::string& name, const app::Environment& environment) {
    if (name.find('/') != std::string::npos) return app::is_executable(name) ? name : "";
    return app::find_on_path(name, environment);
}

}  // namespace

std::vector<std::string> split_flags(std::string_view flags) {
    std::vector<std::string> words;
    bool in_word = false;
    char quote = 0;
    for (const char c : flags) {
        if (quote != 0 ? c == quote : c == '\'' || c == '"') {
            if (!in_word) words.emplace_back();
            in_word = true;
            quote = quote != 0 ? '\0' : c;
        } else if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
            in_word = false;
        } else {
            if (!in_word) words.emplace_back();
            in_word = true;
            words.back() += c;
        }
    }
    return words;
}

std::vector<CgoPackage> read_cgo_packages(std::string_view json) {
    std::vector<CgoPackage> packages;
    each_document(json, [&](const PackageJson& one) {
        CgoPackage package;
        package.files = strings(one, "CgoFiles");
        if (package.files.empty()) return;
        package.import_path = one.value("ImportPath", "");
        package.folder = one.value("Dir", "");
        package.flags = strings(one, "CgoCPPFLAGS");
        const auto more = strings(one, "CgoCFLAGS");
        package.flags.insert(package.flags.end(), more.begin(), more.end());
        package.pkg_config = strings(one, "CgoPkgConfig");
        packages.push_back(std::move(package));
    });
    return packages;
}

std::vector<Include> includes_of(std::string_view go_file) {
    std::vector<Include> includes;
    int conditions = 0;
    for (const CommentLine& line : lines_above_import(go_file)) {
        std::string text = trimmed(line.text);
        if (!text.starts_with('#')) continue;
        text = trimmed(std::string_view(text).substr(1));
        if (text.starts_with("if")) ++conditions;
        if (text.starts_with("endif")) --conditions;
        if (!text.starts_with("include") || conditions > 0) continue;
        text = trimmed(std::string_view(text).substr(7));
        if (text.size() < 3 || (text[0] != '<' && text[0] != '"')) continue;
        const std::size_t end = text.find(text[0] == '<' ? '>' : '"', 1);
        if (end == std::string::npos) continue;
        const std::string header = text.substr(0, end + 1);
        if (header != "\"_cgo_export.h\"") includes.push_back({header, line.line});
    }
    return includes;
}

std::string probe_of(const std::vector<Include>& includes) {
    std::string text;
    for (std::size_t i = 0; i < includes.size(); ++i) {
        text += "#if !__has_include(" + includes[i].header + ")\n" + std::string(kMissingMark) +
                " " + std::to_string(i) + "\n#endif\n";
    }
    return text;
}

void examine_cgo(Programs& programs, const GoSettings& settings,
                 const app::Environment& environment, PackageFacts& facts) {
    if (facts.cgo.size() > kMostPackages) facts.cgo.resize(kMostPackages);
    const auto words = split_flags(settings.value("CC"));
    facts.compiler = words.empty() ? "cc" : words.front();
    facts.compiler_path = program_path(facts.compiler, environment);

    std::vector<std::string> common;
    for (const char* name : {"CGO_CPPFLAGS", "CGO_CFLAGS"}) {
        const auto flags = split_flags(settings.value(name));
        find_missing_folders(name, flags, "", facts.missing_folders);
        common.insert(common.end(), flags.begin(), flags.end());
    }
    for (const CgoPackage& package : facts.cgo) {
        find_missing_folders(package.import_path, package.flags, package.folder,
                             facts.missing_folders);
    }
    const std::string pkg_config(settings.value("PKG_CONFIG"));
    const auto found = ask_pkg_config(
        programs, program_path(pkg_config.empty() ? "pkg-config" : pkg_config, environment),
        environment, facts);
    if (facts.compiler_path.empty()) return;

    std::vector<Program> probes;
    std::vector<PackageIncludes> probed;
    for (std::size_t i = 0; i < facts.cgo.size(); ++i) {
        PackageIncludes includes = includes_of_package(facts.cgo[i]);
        if (includes.includes.empty()) continue;
        Program probe{
            {facts.compiler_path}, facts.cgo[i].folder, environment, probe_of(includes.includes)};
        probe.argv.insert(probe.argv.end(), words.begin() + (words.empty() ? 0 : 1), words.end());
        probe.argv.insert(probe.argv.end(), common.begin(), common.end());
        for (const std::vector<std::string>& flags : {found[i], facts.cgo[i].flags}) {
            probe.argv.insert(probe.argv.end(), flags.begin(), flags.end());
        }
        for (const char* word : {"-E", "-P", "-x", "c", "-"}) probe.argv.emplace_back(word);
        probes.push_back(std::move(probe));
        probed.push_back(std::move(includes));
    }
    const std::vector<Ran> answers = programs.run(probes);
    for (std::size_t k = 0; k < answers.size(); ++k) {
        if (!answers[k].ok()) continue;
        std::istringstream output(answers[k].output);
        for (std::string word; output >> word;) {
            std::size_t index = 0;
            if (word != kMissingMark || !(output >> index)) continue;
            if (index >= probed[k].includes.size()) continue;
            const Include& include = probed[k].includes[index];
            facts.missing_headers.push_back({probed[k].package->import_path, probed[k].files[index],
                                             include.line, include.header});
        }
    }
}

}  // namespace doctor
