// Completion of commands in real shells, and the manual page.
#include <filesystem>
#include <optional>

#include "support/catch.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/sandbox.hpp"
#include "support/target.hpp"

using support::ChildOptions;
using support::Sandbox;
using support::Target;

namespace {

namespace fs = std::filesystem;

struct Shell {
    std::string name;
    std::vector<std::string> command;
    std::string load;  ///< its line of `gopls-proxy completion --help`
};

const std::vector<Shell>& shells() {
    static const std::vector<Shell> all = {
        {"bash", {"bash", "--norc", "-i"}, "eval \"$(gopls-proxy completion bash)\""},
        {"zsh",
         {"zsh", "-f", "-i"},
         "autoload -U compinit; compinit -u; eval \"$(gopls-proxy completion zsh)\""},
        {"fish", {"fish", "--no-config"}, "gopls-proxy completion fish | source"}};
    return all;
}

/// A shell on a terminal, in a folder with something to complete.
class Typed {
  public:
    explicit Typed(const Shell& shell) {
        sandbox_.write("bin/.folder", "");
        fs::create_symlink(Target::proxy(), sandbox_.path("bin") / "gopls-proxy");
        sandbox_.prepend_path(sandbox_.path("bin"));
        sandbox_.environment["TERM"] = "xterm";
        sandbox_.environment["EDITOR"] = "emacs";
        sandbox_.write("work/some folder/file.toml", "");
        sandbox_.write("work/some file", "");
        ChildOptions options{shell.command, sandbox_.environment, sandbox_.path("work").string(),
                             "", false};
        options.argv.insert(options.argv.begin(), "/usr/bin/env");
        terminal_.emplace(options);
        terminal_->type(shell.load + "\n");
        terminal_->type("echo lo''aded\n");
        terminal_->read_until("loaded");
    }

    /// Presses the Tab key behind `line`, and expects the line to become `completed`.
    void expect(const std::string& line, const std::string& completed) {
        const std::string number = std::to_string(++lines_);
        INFO(line);
        // Ctrl-A: the beginning of the line. What `echo` prints has no quotation marks.
        terminal_->type(line + "\t.\x01" + "echo line''" + number + " \n");
        terminal_->read_until("line" + number + " " + completed + ".");
        SUCCEED();
    }

  private:
    Sandbox sandbox_;
    std::optional<support::PseudoTerminal> terminal_;
    int lines_ = 0;
};

}  // namespace

TEST_CASE("bash, zsh and fish complete commands, options and values", "[completion]") {
    for (const Shell& shell : shells()) {
        DYNAMIC_SECTION(shell.name) {
            Typed typed(shell);
            typed.expect("gopls-proxy dashb", "gopls-proxy dashboard ");
            typed.expect("gopls-proxy trace --form", "gopls-proxy trace --format ");
            typed.expect("gopls-proxy trace --format chr", "gopls-proxy trace --format chrome ");
            typed.expect("gopls-proxy trace --format=chr", "gopls-proxy trace --format=chrome ");
            typed.expect("gopls-proxy --proxy-mode=ob", "gopls-proxy --proxy-mode=observe ");
            typed.expect("gopls-proxy setup vim-a", "gopls-proxy setup vim-ale ");
            typed.expect("gopls-proxy incidents rep", "gopls-proxy incidents report ");
            typed.expect("gopls-proxy referen", "gopls-proxy references ");
        }
    }
}

TEST_CASE("bash, zsh and fish complete paths where an option takes one", "[completion]") {
    for (const Shell& shell : shells()) {
        DYNAMIC_SECTION(shell.name) {
            Typed typed(shell);
            typed.expect("gopls-proxy doctor some", "gopls-proxy doctor some folder/");
            typed.expect("gopls-proxy trace -o some\\ fi", "gopls-proxy trace -o some file ");
            typed.expect("gopls-proxy --proxy-config=some\\ fi",
                         "gopls-proxy --proxy-config=some file ");
        }
    }
}

TEST_CASE("a mistake in the settings does not disturb the completion", "[completion]") {
    const Sandbox sandbox;
    const auto done = support::run({{Target::proxy(), "__complete", "--proxy-mode=wrong", "stat"},
                                    sandbox.environment,
                                    sandbox.path().string(),
                                    "",
                                    false});
    CHECK(done.output.starts_with("status\t"));
    CHECK(done.errors.empty());
    CHECK(done.status.code == 0);
}

TEST_CASE("a script for a shell that is not known is refused", "[completion]") {
    const Sandbox sandbox;
    for (const std::string shell : {"", "csh"}) {
        ChildOptions options{{Target::proxy(), "completion"},
                             sandbox.environment,
                             sandbox.path().string(),
                             "",
                             false};
        if (!shell.empty()) options.argv.push_back(shell);
        const auto done = support::run(options);
        CHECK(done.status.code == 2);
        CHECK(done.errors.find("bash, zsh or fish") != std::string::npos);
        CHECK(done.output.empty());
    }
}

TEST_CASE("the manual page has every command, and man(7) has nothing to complain about",
          "[completion]") {
    const Sandbox sandbox;
    const auto page = support::run(
        {{Target::proxy(), "__man"}, sandbox.environment, sandbox.path().string(), "", false});
    CHECK(page.status.code == 0);
    CHECK(page.errors.empty());
    sandbox.write("gopls-proxy.1", page.output);
    const auto shown =
        support::run({{"groff", "-man", "-Kutf8", "-ww", "-Tutf8", "-P-cbou", "gopls-proxy.1"},
                      sandbox.environment,
                      sandbox.path().string(),
                      "",
                      false});
    CHECK(shown.errors.empty());
    for (const char* text : {"gopls-proxy doctor", "gopls-proxy clean", "--json", "stall.window",
                             "config.toml", "Exit codes:"}) {
        INFO(text);
        CHECK(shown.output.find(text) != std::string::npos);
    }
}
