#include "app/build_info.hpp"

#include <uv.h>

#include <array>
#include <cstddef>

#include "version.hpp"  // version.cmake

// The format is that of Go's debug/buildinfo (flagsVersionInl, since Go 1.18): a header of 32
// bytes, then two strings, each preceded by its length as a varint. 16-byte aligned.
//
// The Go version is invented and will deliberately never exist. vscode-go compares it with the
// user's Go at every start, and asks to recompile "gopls" if it is older. No Go compiles this
// program, so no Go is too new for it.

namespace app {

namespace {

constexpr std::string_view kHeader("\xff Go buildinf:\x08\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32);
constexpr std::string_view kGoVersion = "go1.999";
// The sentinels around the module information (cmd/go/internal/modload, infoStart and infoEnd).
constexpr std::string_view kStart(
    "\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6", 16);
constexpr std::string_view kModule =
    "path\tgopls-proxy\nmod\tgopls-proxy\tv" GOPLS_PROXY_VERSION "\t\n";
constexpr std::string_view kEnd("\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2",
                                16);
constexpr std::size_t kModuleLength = kStart.size() + kModule.size() + kEnd.size();
static_assert(kModule.starts_with(kBuildInfoMarker));
static_assert(kModuleLength < 128, "one byte of varint is written for each length");

constexpr auto blob() {
    std::array<char, kHeader.size() + 1 + kGoVersion.size() + 1 + kModuleLength> bytes{};
    std::size_t at = 0;
    const auto append = [&](std::string_view text) {
        for (const char c : text) bytes[at++] = c;
    };
    append(kHeader);
    bytes[at++] = static_cast<char>(kGoVersion.size());
    append(kGoVersion);
    bytes[at++] = static_cast<char>(kModuleLength);
    append(kStart);
    append(kModule);
    append(kEnd);
    return bytes;
}

alignas(16)
#if defined(__APPLE__)
    [[gnu::used, gnu::section("__DATA_CONST,__go_buildinfo")]]
#elif defined(__ELF__)
    [[gnu::used, gnu::section(".go.buildinfo")]]
#endif
    constexpr auto kBlob = blob();

std::string compiler() {
#if defined(__clang__)
    return "clang " __clang_version__;
#elif defined(__GNUC__)
    return "GCC " __VERSION__;
#else
    return "an unknown compiler";
#endif
}

}  // namespace

std::string version_number() {
    return GOPLS_PROXY_VERSION;
}

std::string version_text() {
    return "gopls-proxy " + version_number() + " (libuv " + uv_version_string() + ", built by " +
           compiler() + ")\n";
}

std::string_view build_info() {
    return {kBlob.data(), kBlob.size()};
}

}  // namespace app
