// `gopls-proxy clean` as people use it: a question on a terminal, refusals, interruptions.
#include <signal.h>

#include <algorithm>
#include <thread>

#include "integration/cleaning.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/waiting.hpp"

using namespace cleaning;

namespace {

namespace fs = std::filesystem;

}  // namespace

TEST_CASE("wrong folders are refused with the reason", "[clean_consent]") {
    Cleaning cleaning;
    Sandbox& sandbox = cleaning.sandbox;
    sandbox.write("home/precious", "text");
    const auto refusal = [&](const fs::path& path) {
        sandbox.environment["GOCACHE"] = path.string();
        const Json document = cleaning.clean({"--yes", "--force", "--build-cache"});
        CHECK(document.at("exit_code") == 1);
        CHECK(document.at("items")[0].at("decision") == "refuse");
        return document.at("items")[0].at("reason").get<std::string>();
    };
    CHECK(refusal(sandbox.path("home")) == "your home folder is there");
    CHECK(refusal("/") == "it is the root of the file system");
    CHECK(refusal(sandbox.path("module")) == "a workspace is there");
    sandbox.write("data/main.go", "package main\n");
    CHECK(refusal(sandbox.path("data")).find("\"main.go\"") != std::string::npos);
    fs::create_directory_symlink(sandbox.path("data"), sandbox.path("link"));
    CHECK(refusal(sandbox.path("link")) == "it is a symbolic link");
    CHECK(sandbox.read("home/precious") == "text");
    CHECK(sandbox.read("module/main.go") == support::main_go());
    CHECK(sandbox.read("data/main.go") == "package main\n");
}

TEST_CASE("a chosen cache that the environment switches off is named", "[clean_consent]") {
    Cleaning cleaning;
    for (const char* value : {"off", "relative/path"}) {
        cleaning.sandbox.environment["GOCACHE"] = value;
        const Json document = cleaning.clean({"--yes", "--build-cache"});
        INFO(document.dump(2));
        CHECK(document.at("without_folder") == Json({"build_cache"}));
        CHECK(document.at("items").empty());
        CHECK(cleaning.run({"--build-cache"})
                  .output.find("build cache   the environment names no absolute folder for it") !=
              std::string::npos);
    }
}

TEST_CASE("on a terminal the plan is shown and one question asked", "[clean_consent]") {
    Cleaning cleaning;
    const Sandbox& sandbox = cleaning.sandbox;
    sandbox.write("gopls-cache/gopls/0a1b2c3d/00/x-export", std::string(100'000, 'x'));
    const auto answer = [&](const std::string& typed) {
        support::PseudoTerminal terminal(cleaning.command({}));
        terminal.read_until("[y/N] ");
        CHECK(terminal.output().find("Files to delete") != std::string::npos);
        CHECK(fs::exists(cleaning.gopls_cache()));
        terminal.type(typed);
        const ExitStatus end = terminal.await_end();
        const std::size_t first = terminal.output().find("[y/N]");
        CHECK(terminal.output().find("[y/N]", first + 1) == std::string::npos);
        return end;
    };
    CHECK(answer("n\n") == ExitStatus{1, 0});
    CHECK(answer("\n") == ExitStatus{1, 0});
    CHECK(answer("\x04") == ExitStatus{1, 0});  // the end of the input
    CHECK(fs::exists(cleaning.gopls_cache()));
    CHECK(answer("y\n") == ExitStatus{0, 0});
    CHECK_FALSE(fs::exists(cleaning.gopls_cache()));
    support::PseudoTerminal nothing(cleaning.command({}));
    CHECK(nothing.await_end() == ExitStatus{0, 0});
    CHECK(nothing.output().find("[y/N]") == std::string::npos);
}

TEST_CASE("without a terminal nothing is changed unless --yes is given", "[clean_consent]") {
    Cleaning cleaning;
    cleaning.sandbox.write("gopls-cache/gopls/0a1b2c3d/00/x-export", "x");
    const Completed shown = cleaning.run({});
    CHECK(shown.status == ExitStatus{0, 0});
    CHECK(shown.output.find("Nothing was changed. Add --yes") != std::string::npos);
    CHECK(fs::exists(cleaning.gopls_cache()));
    CHECK(cleaning.run({"--dry-run"}).status == ExitStatus{0, 0});
    CHECK(cleaning.run({"--dry-run", "--yes"}).status == ExitStatus{2, 0});
    CHECK(fs::exists(cleaning.gopls_cache()));
    const Completed done = cleaning.run({"--yes"});
    INFO(done.output);
    CHECK(done.status == ExitStatus{0, 0});
    CHECK(done.output.find("deleted     gopls cache") != std::string::npos);
    CHECK_FALSE(fs::exists(cleaning.gopls_cache()));
}

TEST_CASE("a run that is killed leaves a whole cache or none, and the next one the rest",
          "[clean_consent]") {
    Cleaning cleaning;
    const Sandbox& sandbox = cleaning.sandbox;
    constexpr int kFiles = 1500;
    const auto files_in = [](const fs::path& folder) {
        int count = 0;
        std::error_code failure;
        for (fs::recursive_directory_iterator at(folder, failure), end; at != end;
             at.increment(failure)) {
            count += at->is_regular_file() ? 1 : 0;
        }
        return count;
    };
    const auto left_over = [&] {
        return std::any_of(
            fs::directory_iterator(sandbox.path("gopls-cache")), {}, [](const auto& entry) {
                return entry.path().filename().string().starts_with(".gopls-proxy-deleted-");
            });
    };
    int whole = 0;
    int gone = 0;
    for (int round = 0; round < 8; ++round) {
        for (int i = 0; i < kFiles; ++i) {
            sandbox.write("gopls-cache/gopls/0a1b2c3d/00/" + std::to_string(i) + "-export", "x");
        }
        {
            support::ChildProcess child(cleaning.command({"--yes"}));
            // From before the first step to about the end, whatever the machine's speed is.
            if (round > 0) {
                support::wait_until(
                    [&] { return left_over() || !fs::exists(cleaning.gopls_cache()); },
                    "the rename");
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(round));
            child.kill(round % 2 == 0 ? SIGKILL : SIGTERM);
            if (round % 2 == 1) {  // it ends in good order
                support::wait_until([&] { return child.status().has_value(); }, "the end");
            }
        }
        const bool is_whole = fs::exists(cleaning.gopls_cache());
        (is_whole ? whole : gone)++;
        if (is_whole) CHECK(files_in(cleaning.gopls_cache()) == kFiles);
        CHECK(cleaning.run({"--yes"}).status == ExitStatus{0, 0});
        CHECK_FALSE(fs::exists(cleaning.gopls_cache()));
        CHECK_FALSE(left_over());
        CHECK(cleaning.run({"--yes"}).status == ExitStatus{0, 0});
    }
    CHECK(gone >= 7);
}

TEST_CASE("help and mistakes", "[clean_consent]") {
    Cleaning cleaning;
    const Completed help = cleaning.run({"--help"});
    CHECK(help.status == ExitStatus{0, 0});
    CHECK(help.output.find("--kill-others") != std::string::npos);
    CHECK(help.output.find("Examples:") != std::string::npos);
    const Completed mistake = cleaning.run({"--kill-other"});
    CHECK(mistake.status == ExitStatus{2, 0});
    CHECK(mistake.errors.find("did you mean \"--kill-others\"") != std::string::npos);
}
