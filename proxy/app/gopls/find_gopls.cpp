#include "app/gopls/find_gopls.hpp"

#include <algorithm>
#include <optional>

#include "app/config/mistakes.hpp"
#include "app/paths.hpp"

namespace app {

namespace {

struct Folder {
    std::filesystem::path path;
    std::string name;  ///< its usual name: `PATH`
};

/// Appends the absolute folders of a list such as PATH.
void append_list(std::vector<Folder>& folders, std::string_view list, std::string_view below,
                 const std::string& name) {
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(':'), list.size());
        const std::filesystem::path entry(list.substr(0, end));
        if (entry.is_absolute()) folders.push_back({entry / below, name});
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

std::vector<Folder> path_folders(const Environment& environment) {
    std::vector<Folder> folders;
    append_list(folders, value_of(environment, "PATH"), "", "PATH");
    return folders;
}

std::vector<Folder> all_folders(const Environment& environment) {
    std::vector<Folder> folders = path_folders(environment);
    append_list(folders, value_of(environment, "GOBIN"), "", "GOBIN");
    append_list(folders, value_of(environment, "GOPATH"), "bin", "GOPATH/bin");
    if (const PathResult home = home_folder(environment)) {
        folders.push_back({*home / "go" / "bin", "~/go/bin"});
    }
    return folders;
}

/// Returns a sentence if `file` is this program or another copy of it.
std::optional<std::string> is_ours(const std::filesystem::path& file,
                                   const std::filesystem::path& self) {
    std::error_code failure;
    if (!self.empty() && std::filesystem::equivalent(file, self, failure)) {
        return file.string() + " is gopls-proxy itself";
    }
    if (is_gopls_proxy(file)) return file.string() + " is another gopls-proxy";
    return std::nullopt;
}

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
    std::string text;
    for (const std::string& part : texts)
        text += (text.empty() ? "" : std::string(separator)) + part;
    return text;
}

/// Returns the first program called `name` in `folders` that is not a gopls-proxy.
std::optional<FoundGopls> look_in(const std::vector<Folder>& folders, const std::string& name,
                                  const std::filesystem::path& self,
                                  std::vector<std::string>& notes) {
    for (const Folder& folder : folders) {
        const std::filesystem::path file = folder.path / name;
        if (!is_executable(file)) continue;
        if (auto note = is_ours(file, self)) {
            notes.push_back(std::move(*note));
            continue;
        }
        return FoundGopls{file.string(), folder.name, notes};
    }
    return std::nullopt;
}

boost::system::result<FoundGopls, NotFound> find_explicit(const GoplsSearch& search,
                                                          const Environment& environment) {
    const auto refused = [&](const std::string& complaint) {
        return NotFound{invalid_value(search.explicit_path, "gopls", search.source, complaint)};
    };
    const std::filesystem::path file(expand_home(search.explicit_path, environment));
    if (!file.has_parent_path()) {
        std::vector<std::string> notes;
        auto found = look_in(path_folders(environment), file.string(), search.self, notes);
        if (found) return *found;
        return refused(": not found on PATH" +
                       (notes.empty() ? "" : " (" + joined(notes, ", ") + ")") +
                       "; set the absolute path of the real gopls");
    }
    if (!file.is_absolute()) return refused(": not an absolute path");
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) return refused(": the file does not exist");
    if (!is_executable(file)) return refused(": the file is not executable");
    if (is_ours(file, search.self)) {
        return refused(
            ": this is gopls-proxy, not gopls; set the path of the real gopls, or remove the "
            "setting to have it searched for");
    }
    return FoundGopls{file.string(), search.source, {}};
}

}  // namespace

GoplsSearch search_of(const Configured& configured) {
    GoplsSearch search;
    search.explicit_path = configured.gopls;
    const auto source = configured.sources.find("gopls");
    if (source != configured.sources.end()) search.source = source->second;
    return search;
}

boost::system::result<FoundGopls, NotFound> find_gopls(const GoplsSearch& search,
                                                       const Environment& environment) {
    // A script may have cleared the environment, so count the processes above as well.
    const int depth = std::max(depth_from(environment), copies_above());
    if (depth >= kMaxDepth) {
        return NotFound{"gopls-proxy started itself " + std::to_string(depth) +
                        " times over: the program found as gopls starts gopls-proxy again; set "
                        "the path of the real one: GOPLS_PROXY_GOPLS=/path/to/gopls"};
    }
    if (!search.explicit_path.empty()) return find_explicit(search, environment);

    std::vector<std::string> notes;
    const std::string name = "gopls";
    if (auto found = look_in(all_folders(environment), name, search.self, notes)) return *found;
    return NotFound{"gopls was not found on PATH, in GOBIN, GOPATH/bin or ~/go/bin" +
                    (notes.empty() ? "" : " (" + joined(notes, ", ") + ")") +
                    ": install it with `" + std::string(kInstallCommand) +
                    "`, or set its path: GOPLS_PROXY_GOPLS=/path/to/gopls"};
}

}  // namespace app
