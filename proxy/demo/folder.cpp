#include "demo/folder.hpp"

#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "io/remove_tree.hpp"

namespace demo {
namespace {

namespace fs = std::filesystem;

/// As one word of a shell.
std::string shell_word(const std::string& text) {
    std::string word = "'";
    for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

bool steers_go_or_proxy(std::string_view name) {
    return name.starts_with("GO") || name.starts_with("GOPLS_PROXY_");
}

}  // namespace

boost::system::result<std::unique_ptr<Folder>, app::Failure> Folder::make(bool keep) {
    std::error_code error;
    const fs::path parent = fs::canonical(fs::temp_directory_path(error), error);
    std::string path = (parent / "gopls-proxy-demo-XXXXXX").string();
    if (error || ::mkdtemp(path.data()) == nullptr) {
        return app::Failure{"cannot create a temporary folder in " + parent.string()};
    }
    return std::unique_ptr<Folder>(new Folder(path, keep));
}

Folder::~Folder() {
    const std::atomic<bool> stop{false};
    if (!keep_) io::remove_tree(path_, stop);
}

std::string Folder::operator/(std::string_view below) const {
    return path_ + "/" + std::string(below);
}

bool Folder::write(std::string_view below, std::string_view text) const {
    const fs::path file = *this / below;
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    std::ofstream stream(file, std::ios::binary);
    stream << text;
    stream.close();
    if (text.starts_with("#!")) ::chmod(file.c_str(), 0700);
    return static_cast<bool>(stream);
}

app::Environment contained(app::Environment environment, const std::string& folder) {
    std::erase_if(environment, [](const auto& entry) { return steers_go_or_proxy(entry.first); });
    const auto inside = [&](const char* name, const char* below) {
        environment[name] = folder + "/" + below;
    };
    inside("HOME", "home");
    inside("XDG_CONFIG_HOME", "home/.config");
    inside("XDG_CACHE_HOME", "home/.cache");
    inside("XDG_STATE_HOME", "home/.local/state");
    inside("XDG_DATA_HOME", "home/.local/share");
    inside("TMPDIR", "tmp");
    inside("GOPATH", "home/go");
    environment["GOPROXY"] = "off";
    environment["GOSUMDB"] = "off";
    environment["GOTOOLCHAIN"] = "local";
    return environment;
}

app::Environment for_proxy(app::Environment contained, const std::string& gopls,
                           const std::string& log) {
    contained.insert_or_assign("GOPLS_PROXY_GOPLS", gopls);
    contained.insert_or_assign("GOPLS_PROXY_LOG_FILE", log);
    contained.insert_or_assign("GOPLS_PROXY_STALL_WINDOW", "2s");
    contained.insert_or_assign("GOPLS_PROXY_STALL_LOAD_WINDOW", "4s");
    contained.insert_or_assign("GOPLS_PROXY_STALL_SAMPLE_INTERVAL", "250ms");
    contained.insert_or_assign("GOPLS_PROXY_BUDGET_MAX_SPACING", "0s");
    return contained;
}

std::string blocking_go(const std::string& go, const std::string& marker) {
    // The sleep is a child: the command that hangs is still called go.
    return "#!/bin/sh\n"
           "marker=" +
           shell_word(marker) +
           "\n"
           "case \"$*\" in list*-deps*)\n"
           "    mv \"$marker\" \"$marker.taken\" 2>/dev/null && sleep 1000 ;;\n"
           "esac\n"
           "exec " +
           shell_word(go) + " \"$@\"\n";
}

}  // namespace demo
