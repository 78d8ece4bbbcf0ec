// Unusual surroundings of a program. The same short session runs with gopls alone and through the
// proxy, and must not be worse through the proxy.
//
// Other tests have more surroundings: signals_test (blocked and ignored signals), hardening_streams
// (standard files), hardening_disk (no /proc, a read-only home, full disks), hardening_limits
// (descriptors) and hanging_folder (disks that do not answer).
#include <unistd.h>

#include <functional>
#include <optional>

#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/fake_servers.hpp"
#include "support/mount_namespace.hpp"
#include "support/sanitized.hpp"
#include "support/steps.hpp"

using support::ChildOptions;
using support::Editor;
using support::ExitStatus;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

/// The number of answers in a session, and the exit of the program.
struct Outcome {
    int answered = 0;
    ExitStatus status;
    friend bool operator==(const Outcome&, const Outcome&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
        return out << outcome.answered << " answered, " << outcome.status;
    }
};

constexpr int kAll = 3;

/// Plays initialize, a document, a request about it, shutdown and exit.
template <typename Ask>
Outcome play(const ChildOptions& options, const std::filesystem::path& folder, Ask ask) {
    Outcome outcome;
    Editor editor(options);
    try {
        editor.start(folder);
        ++outcome.answered;
        ask(editor);
        ++outcome.answered;
        editor.result(editor.request("shutdown", nullptr));
        ++outcome.answered;
    } catch (const support::TestFailure& failure) {
        UNSCOPED_INFO(failure.what());
    }
    editor.notify("exit", nullptr);
    editor.close_stdin();
    outcome.status = editor.wait_for_exit();
    return outcome;
}

Outcome play_real(const Sandbox& sandbox, const ChildOptions& options) {
    return play(options, sandbox.module(), [&](Editor& editor) {
        const std::string uri = steps::main_uri(sandbox);
        editor.open(uri, support::main_go());
        steps::expect_definition(editor, uri, steps::ask_definition(editor, uri));
    });
}

Outcome play_fake(const Sandbox& sandbox, const ChildOptions& options) {
    return play(options, sandbox.path(), [&](Editor& editor) {
        const std::string uri = steps::fake_uri(sandbox);
        editor.open(uri, "package a\n\nfunc target() {}\n");
        editor.call("textDocument/hover", editor.at(uri, "target"));
    });
}

ChildOptions behind(const std::vector<std::string>& words, ChildOptions options) {
    options.argv.insert(options.argv.begin(), words.begin(), words.end());
    return options;
}

/// Returns options that start the program through a line of shell, in which "$@" is the program.
ChildOptions behind_shell(const std::string& line, ChildOptions options) {
    return behind({"sh", "-c", line, "sh"}, std::move(options));
}

ChildOptions named(const std::string& name, ChildOptions options) {
    return behind({"bash", "-c", "exec -a \"$0\" \"$@\"", name}, std::move(options));
}

void without_home(ChildOptions& options) {
    for (const char* name : {"HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
                             "XDG_DATA_HOME", "GOPLS_PROXY_LOG_FILE"})
        options.environment.erase(name);
}

struct Row {
    const char* name;
    ChildOptions (*arrange)(ChildOptions options);
    /// A shell script that is run before in a mount namespace; null if none is needed.
    const char* mounts = nullptr;
};

const Row kRows[] = {
    {"no HOME, and a TMPDIR that is not there",
     [](ChildOptions options) {
         without_home(options);
         options.environment["TMPDIR"] = options.environment["TMPDIR"] + "/not/there";
         return options;
     }},
    {"no HOME, no TMPDIR",
     [](ChildOptions options) {
         without_home(options);
         options.environment.erase("TMPDIR");
         return options;
     }},
    {"a TMPDIR that is not there",
     [](ChildOptions options) {
         options.environment["TMPDIR"] = options.environment["TMPDIR"] + "/not/there";
         return options;
     }},
    {"a working folder that was deleted",
     [](ChildOptions options) {
         return behind_shell("mkdir ../gone && cd ../gone && rmdir ../gone && exec \"$@\"",
                             std::move(options));
     }},
    {"the first process of a PID namespace",
     [](ChildOptions options) {
         return behind({"unshare", "--pid", "--fork", "--kill-child", "--mount-proc"},
                       std::move(options));
     }},
    {"the same with the /proc of another namespace",
     [](ChildOptions options) {
         return behind({"unshare", "--pid", "--fork", "--kill-child"}, std::move(options));
     }},
    // With 24 gopls's go command sometimes runs out of descriptors, also without the proxy.
    {"few descriptors",
     [](ChildOptions options) {
         return behind_shell("ulimit -n 32; exec \"$@\"", std::move(options));
     }},
    {"no standard error",
     [](ChildOptions options) { return behind_shell("exec \"$@\" 2>&-", std::move(options)); }},
    {"no /dev/null", [](ChildOptions options) { return options; }, "mount -t tmpfs none /dev"},
    {"no /dev/null and no standard error",
     [](ChildOptions options) { return behind_shell("exec \"$@\" 2>&-", std::move(options)); },
     "mount -t tmpfs none /dev"},
    {"a full disk for state and cache",
     [](ChildOptions options) {
         options.environment["XDG_STATE_HOME"] = "/mnt/state";
         options.environment["XDG_CACHE_HOME"] = "/mnt/cache";
         options.environment["GOPLS_PROXY_CACHE_POLICY"] = "always-clean";
         options.environment.erase("GOPLS_PROXY_LOG_FILE");
         return options;
     },
     "mount -t tmpfs -o size=4k none /mnt; head -c 4096 /dev/zero >/mnt/filler"},
    {"an odd locale",
     [](ChildOptions options) {
         options.environment["LC_ALL"] = "tr_TR.ISO-8859-9";
         options.environment["LANG"] = "../../nonsense";
         options.environment["TZ"] = ":/not/there";
         return options;
     }},
    {"the locale C",
     [](ChildOptions options) {
         options.environment["LC_ALL"] = "C";
         return options;
     }},
    {"no name", [](ChildOptions options) { return named("", std::move(options)); }},
    {"the name of a login shell",
     [](ChildOptions options) { return named("-gopls-proxy", std::move(options)); }},
    {"a name that is a folder",
     [](ChildOptions options) { return named("/", std::move(options)); }},
};

/// Returns why these surroundings are not available here, or an empty string. It tries `true`.
std::string refused(const Sandbox& sandbox, const std::function<ChildOptions(ChildOptions)>& row) {
    const ChildOptions options = row(support::direct(sandbox, "true"));
    if (support::find_on_path(options.argv[0], sandbox.environment.at("PATH")).empty())
        return "no " + options.argv[0] + " on PATH";
    const support::Completed tried = support::run(options);
    if (tried.status == ExitStatus{0, 0}) return "";
    return options.argv[0] + ": " + tried.errors.substr(0, tried.errors.find('\n'));
}

}  // namespace

TEST_CASE("the proxy is never worse than gopls alone in unusual surroundings",
          "[surroundings][real]") {
    const Row& row = GENERATE(from_range(std::begin(kRows), std::end(kRows)));
    INFO(row.name);
    // A sanitizer needs /proc and descriptors of its own.
    if (support::kSanitized) return;
    Sandbox sandbox;
    sandbox.write_module();
    std::optional<support::MountNamespace> space;
    if (row.mounts != nullptr) space.emplace(row.mounts, sandbox.environment);
    const auto arranged = [&](ChildOptions options) {
        options = row.arrange(std::move(options));
        return space ? space->with(std::move(options)) : options;
    };
    const std::string why =
        space && !space->refused().empty() ? space->refused() : refused(sandbox, arranged);
    if (!why.empty()) {
        WARN("not run: " << row.name << ": " << why);
        return;
    }
    const Outcome alone =
        play_real(sandbox, arranged(support::direct(sandbox, Target::real_gopls())));
    const Outcome through =
        play_real(sandbox, arranged(support::proxied(sandbox, Target::real_gopls())));
    INFO("alone: " << alone);
    INFO("through the proxy: " << through);
    INFO("its log: " << sandbox.read("proxy.log"));
    CHECK(through.answered >= alone.answered);
    // An `exit` without `shutdown` and the end of the input race for gopls's exit code.
    if (through.answered == kAll && alone.answered == kAll) CHECK(through.status == alone.status);
    CHECK(through.status.signal == 0);
}

// Only the fake has a fixed number of tasks, three. Go's runtime starts a varying number.
TEST_CASE("the proxy needs only six tasks of its own", "[surroundings][fake]") {
    // The proxy, its guardian, and up to four threads for the disk.
    constexpr int kOwnTasks = 6;
    constexpr int kMost = 16;
    if (support::kSanitized) return;
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    // Another user without other tasks, since root has no such limit, with programs that it can
    // reach.
    const int user = 200000 + ::getpid() % 100000;
    for (const std::string& program : {Target::proxy(), Target::fake_gopls()})
        std::filesystem::copy_file(program,
                                   sandbox.path(std::filesystem::path(program).filename()));
    const std::string fake =
        sandbox.path(std::filesystem::path(Target::fake_gopls()).filename()).string();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(sandbox.path()))
        if (::chown(entry.path().c_str(), user, user) != 0) break;
    if (::chown(sandbox.path().c_str(), user, user) != 0) {
        WARN("not run: only root can become another user");
        return;
    }
    const auto limited = [&](int tasks) {
        return [user, tasks](ChildOptions options) {
            const std::string id = std::to_string(user);
            const std::string most = std::to_string(tasks);
            return behind({"setpriv", "--reuid", id, "--regid", id, "--clear-groups", "prlimit",
                           "--nproc=" + most + ":" + most},
                          std::move(options));
        };
    };
    const std::string why = refused(sandbox, limited(kMost));
    if (!why.empty()) {
        WARN("not run: " << why);
        return;
    }
    const Outcome good{kAll, {0, 0}};
    int least = 1;
    while (least < kMost &&
           play_fake(sandbox, limited(least)(support::direct(sandbox, fake))) != good)
        ++least;
    REQUIRE(least < kMost);
    // With too few tasks the proxy retries a start for half a minute, so there is only one such
    // run.
    for (const int tasks : {least, least + kOwnTasks}) {
        ChildOptions options = support::proxied(sandbox, fake);
        options.argv[0] = sandbox.path(std::filesystem::path(options.argv[0]).filename()).string();
        const Outcome through = play_fake(sandbox, limited(tasks)(options));
        INFO(tasks << " tasks, gopls alone needs " << least << "; through the proxy: " << through);
        INFO("its log: " << sandbox.read("proxy.log"));
        CHECK(through.status.signal == 0);
        if (tasks == least + kOwnTasks) CHECK(through == good);
        std::filesystem::remove(sandbox.path("proxy.log"));
    }
}
