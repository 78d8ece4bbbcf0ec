#include "cli/clean/contents.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace cli::clean {
namespace {

bool is_hex(std::string_view text, std::size_t digits) {
    return text.size() == digits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The Finder makes it in every folder that it has shown.
bool is_of_finder(std::string_view entry) {
    return entry == ".DS_Store";
}

/// Returns the first entry that does not fit; empty if all do.
std::string foreign_entry(const std::vector<std::string>& entries,
                          const std::function<bool(std::string_view)>& fits) {
    for (const std::string& entry : entries) {
        if (!is_of_finder(entry) && !fits(entry)) return entry;
    }
    return {};
}

std::string with_foreign(const std::string& entry, std::string_view maker) {
    return entry.empty() ? std::string()
                         : "it contains \"" + entry + "\", which " + std::string(maker) +
                               " does not put there";
}

bool has(const std::vector<std::string>& entries, std::string_view name) {
    return std::find(entries.begin(), entries.end(), name) != entries.end();
}

std::string not_a_build_cache(const std::vector<std::string>& entries, std::string_view readme) {
    // cmd/go/internal/cache: 00 to ff, trim.txt, README, fuzz; older versions log.txt,
    // testexpire.txt
    constexpr std::array<std::string_view, 5> kFiles = {"README", "trim.txt", "fuzz", "log.txt",
                                                        "testexpire.txt"};
    const std::string foreign = foreign_entry(entries, [&](std::string_view entry) {
        return is_hex(entry, 2) || std::find(kFiles.begin(), kFiles.end(), entry) != kFiles.end();
    });
    if (!foreign.empty()) return with_foreign(foreign, "the go command");
    const bool is_described = readme.find("Go build system") != std::string_view::npos;
    if (!is_described && !has(entries, "trim.txt") && !has(entries, "00")) {
        return "it has neither the README nor the folders of a build cache of Go";
    }
    return {};
}

std::string not_a_mod_cache(const std::vector<std::string>& entries) {
    // The first element of the path of a module that can be downloaded has a dot
    // (module.CheckPath).
    const std::string foreign = foreign_entry(entries, [](std::string_view entry) {
        return entry == "cache" ||
               (entry.find('.') != std::string_view::npos && !entry.starts_with('.'));
    });
    if (!foreign.empty()) return with_foreign(foreign, "the go command");
    if (!has(entries, "cache")) return "it has no folder cache, which every module cache has";
    return {};
}

}  // namespace

std::string not_a_cache(Kind kind, const std::vector<std::string>& entries,
                        std::string_view readme) {
    switch (kind) {
        case Kind::kGoplsCache:
            return with_foreign(
                foreign_entry(entries, [](std::string_view entry) { return is_hex(entry, 8); }),
                "gopls");
        case Kind::kBuildCache:
            return entries.empty() ? std::string() : not_a_build_cache(entries, readme);
        case Kind::kModCache:
            return entries.empty() ? std::string() : not_a_mod_cache(entries);
        case Kind::kModuleIndex:
            return with_foreign(
                foreign_entry(entries,
                              [](std::string_view entry) { return entry.starts_with("index-"); }),
                "gopls");
        case Kind::kOldGeneration: {
            // A generation is a GOPLSCACHE: the folder gopls, the lock and the mark of the store.
            constexpr std::array<std::string_view, 3> kOwn = {"gopls", "lock", "bad"};
            return with_foreign(foreign_entry(entries,
                                              [&](std::string_view entry) {
                                                  return std::find(kOwn.begin(), kOwn.end(),
                                                                   entry) != kOwn.end();
                                              }),
                                "gopls-proxy");
        }
        case Kind::kTemporary:
        case Kind::kLeftOver:
            break;
    }
    return {};
}

}  // namespace cli::clean
