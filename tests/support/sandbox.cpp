#include "support/sandbox.hpp"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <fstream>
#include <iterator>

#include "support/failure.hpp"
#include "support/target.hpp"

namespace support {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name, const std::string& otherwise = "") {
    const char* value = ::getenv(name);
    return value == nullptr ? otherwise : value;
}

/// Go's build cache on this machine; asked once, since it costs a process.
const std::string& go_build_cache() {
    static const std::string cache = [] {
        Environment environment{{"PATH", variable("PATH")}, {"HOME", variable("HOME", "/")}};
        for (const char* name : {"GOCACHE", "XDG_CACHE_HOME"})
            if (::getenv(name) != nullptr) environment[name] = variable(name);
        if (find_on_path("go", environment["PATH"]).empty()) return std::string();
        std::string output = run({{"go", "env", "GOCACHE"}, environment, "", ""}).output;
        while (!output.empty() && output.back() == '\n') output.pop_back();
        return output;
    }();
    return cache;
}

void make_writable_and_remove(const fs::path& root) {
    std::error_code ignored;
    // The module cache is read-only, folders included.
    for (const auto& entry : fs::recursive_directory_iterator(root, ignored))
        if (entry.is_directory(ignored) && !entry.is_symlink(ignored))
            fs::permissions(entry, fs::perms::owner_all, fs::perm_options::add, ignored);
    fs::remove_all(root, ignored);
}

}  // namespace

Sandbox::Sandbox(GoplsCache cache) : exceptions_at_start_(std::uncaught_exceptions()) {
    std::string pattern = (fs::temp_directory_path() / "gopls-proxy-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw TestFailure("cannot make a temporary folder");
    root_ = fs::canonical(pattern);
    static std::atomic<int> counter{0};
    const std::string value = std::to_string(::getpid()) + "-" + std::to_string(++counter) + "-" +
                              root_.filename().string();
    mark_ = "SANDBOX_MARK=" + value;

    for (const char* folder : {"home", "config", "cache", "state", "data", "tmp", "gopath"})
        fs::create_directories(path(folder));
    // Without this gopls starts a telemetry process of its own beside each server.
    write("config/go/telemetry/mode", "off 2020-01-01\n");
    environment = {
        {"SANDBOX_MARK", value},
        {"PATH", variable("PATH")},
        {"HOME", path("home").string()},
        {"XDG_CONFIG_HOME", path("config").string()},
        {"XDG_CACHE_HOME", path("cache").string()},
        {"XDG_STATE_HOME", path("state").string()},
        {"XDG_DATA_HOME", path("data").string()},
        {"TMPDIR", path("tmp").string()},
        {"GOPATH", path("gopath").string()},
        {"GOMODCACHE", path("gopath/pkg/mod").string()},
        {"GOPROXY", "off"},
        {"GOSUMDB", "off"},
        {"GOTOOLCHAIN", "local"},
        {"GIT_CONFIG_NOSYSTEM", "1"},
        {"LC_ALL", "C.UTF-8"},
    };
    if (!go_build_cache().empty()) environment["GOCACHE"] = go_build_cache();
    environment["GOPLSCACHE"] =
        cache == GoplsCache::kShared ? Target::shared_gopls_cache() : path("gopls-cache").string();
    for (const char* name : {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"})
        if (::getenv(name) != nullptr) environment[name] = variable(name);
}

Sandbox::~Sandbox() noexcept(false) {
    const bool failing = std::uncaught_exceptions() > exceptions_at_start_;
    std::string complaint;
    if (!failing) {
        try {
            expect_nothing_left();
        } catch (const TestFailure& failure) {
            complaint = failure.what();
        }
    }
    for (const MarkedProcess& process : processes()) ::kill(process.pid, SIGKILL);
    if (variable("GOPLS_PROXY_TEST_KEEP").empty()) make_writable_and_remove(root_);
    if (!complaint.empty()) throw TestFailure(complaint);
}

fs::path Sandbox::path(const std::string& relative) const {
    return relative.empty() ? root_ : root_ / relative;
}

std::string Sandbox::uri(const fs::path& path) {
    return "file://" + path.string();
}

void Sandbox::write(const std::string& relative, const std::string& text) const {
    const fs::path target = path(relative);
    fs::create_directories(target.parent_path());
    std::ofstream file(target, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) throw TestFailure("cannot write " + target.string());
}

void Sandbox::write_script(const std::string& relative, const std::string& text) const {
    // Written beside and moved: a script that is being written cannot be executed.
    write(relative + ".new", text);
    fs::permissions(path(relative + ".new"), fs::perms::owner_all);
    fs::rename(path(relative + ".new"), path(relative));
}

std::string Sandbox::read(const std::string& relative) const {
    std::ifstream file(path(relative), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void Sandbox::prepend_path(const fs::path& folder) {
    environment["PATH"] = folder.string() + ":" + environment["PATH"];
}

std::vector<MarkedProcess> Sandbox::processes() const {
    return processes_marked(mark_);
}

std::vector<MarkedProcess> Sandbox::servers(const std::string& program) const {
    std::error_code ignored;
    const std::string executable = fs::canonical(program, ignored).string();
    std::vector<MarkedProcess> found = processes();
    std::erase_if(found, [&](const MarkedProcess& process) {
        return process.executable != executable ||
               (process.pid != process.session && process.parent != ::getpid());
    });
    return found;
}

void Sandbox::expect_nothing_left(std::chrono::milliseconds limit) const {
    std::vector<MarkedProcess> left;
    // A process that is just starting another, or a program, can be missed by one look.
    int empty_looks = 0;
    const auto gone = [&] {
        left = processes();
        empty_looks = left.empty() ? empty_looks + 1 : 0;
        return empty_looks == 3;
    };
    try {
        wait_until(gone, "the end of all processes", limit);
    } catch (const TestFailure&) {
        std::string text = "processes left running:";
        for (const MarkedProcess& process : left) text += "\n  " + process.describe();
        throw TestFailure(text);
    }
}

}  // namespace support
