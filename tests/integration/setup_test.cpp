// `gopls-proxy setup` in a home with the settings of many editors.
#if __has_include(<pty.h>)
#include <pty.h>
#else
#include <util.h>
#endif
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/proxied.hpp"
#include "support/sandbox.hpp"
#include "support/schema.hpp"
#include "support/target.hpp"

using support::Json;
using support::Sandbox;
using support::Target;

namespace {

namespace fs = std::filesystem;

constexpr const char* kCode = ".config/Code/User/settings.json";
constexpr const char* kVscode =
    "{\n"
    "  // the font, \"big\"\n"
    "  \"editor.fontSize\": 14, /* points */\n"
    "  \"go.alternateTools\": {\n"
    "    \"dlv\": \"/opt/dlv\", // patched\n"
    "  },\n"
    "}\n";

/// A home in which the program is installed, and on PATH.
class Home {
  public:
    Home() {
        sandbox.write("bin/.folder", "");
        sandbox.write("lib/gopls-proxy/.folder", "");
        fs::create_symlink(Target::proxy(), sandbox.path("bin") / "gopls-proxy");
        fs::create_symlink("../../bin/gopls-proxy", sandbox.path("lib/gopls-proxy") / "gopls");
        sandbox.environment["HOME"] = home().string();
        for (const char* name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"}) {
            sandbox.environment.erase(name);
        }
        fs::create_directories(home());
        sandbox.prepend_path(sandbox.path("bin"));
    }

    fs::path home() const { return sandbox.path() / "the-home"; }
    std::string path(const std::string& relative) const { return (home() / relative).string(); }
    void write(const std::string& relative, const std::string& text) const {
        sandbox.write("the-home/" + relative, text);
    }
    std::string read(const std::string& relative) const {
        return sandbox.read("the-home/" + relative);
    }
    std::string proxy() const { return sandbox.path().string() + "/bin/gopls-proxy"; }
    std::string gopls() const { return sandbox.path().string() + "/lib/gopls-proxy/gopls"; }

    support::Completed setup(std::vector<std::string> words) const {
        words.insert(words.begin(), "setup");
        return support::run(support::direct(sandbox, proxy(), words));
    }
    /// The same with `--json`, by editor.
    std::map<std::string, Json> json(std::vector<std::string> words, int code = 0) const {
        words.push_back("--json");
        const support::Completed done = setup(words);
        INFO(done.output << done.errors);
        CHECK(done.status.code == code);
        const Json all = Json::parse(done.output);
        CHECK(support::schema_violation("setup", all).empty());
        std::map<std::string, Json> by_editor;
        for (const Json& editor : all["editors"]) by_editor[editor["id"]] = editor;
        return by_editor;
    }
    /// The files below the home, with their texts.
    std::map<std::string, std::string> files() const {
        std::map<std::string, std::string> texts;
        for (const auto& entry : fs::recursive_directory_iterator(home())) {
            const std::string name = fs::relative(entry.path(), home()).string();
            if (entry.is_regular_file()) texts[name] = read(name);
        }
        return texts;
    }

    Sandbox sandbox;
};

/// Runs the command on a terminal of its own, with `answers` typed in advance. Returns what the
/// screen got, and the exit code.
std::pair<std::string, int> on_terminal(const Home& home, const std::vector<std::string>& words,
                                        const std::string& answers) {
    support::ChildOptions options = support::direct(home.sandbox, home.proxy(), {"setup"});
    options.argv.insert(options.argv.end(), words.begin(), words.end());
    std::vector<std::string> variables;
    for (const auto& [name, value] : options.environment) variables.push_back(name + "=" + value);
    std::vector<char*> argv;
    std::vector<char*> environment;
    for (std::string& word : options.argv) argv.push_back(word.data());
    for (std::string& variable : variables) environment.push_back(variable.data());
    argv.push_back(nullptr);
    environment.push_back(nullptr);
    int terminal = -1;
    const pid_t pid = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (pid == 0) {
        ::execve(argv[0], argv.data(), environment.data());
        ::_exit(126);
    }
    REQUIRE(pid > 0);
    REQUIRE(::write(terminal, answers.data(), answers.size()) ==
            static_cast<ssize_t>(answers.size()));
    std::string screen;
    std::array<char, 4096> bytes;
    for (ssize_t n = 0; (n = ::read(terminal, bytes.data(), bytes.size())) > 0;) {
        screen.append(bytes.data(), static_cast<std::size_t>(n));
    }
    ::close(terminal);
    int status = 0;
    REQUIRE(::waitpid(pid, &status, 0) == pid);
    return {screen, WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A home with each kind of editor.
void write_editors(const Home& home) {
    home.write(kCode, kVscode);
    home.write(".config/Cursor/User/keybindings.json", "[]");
    home.write(".config/zed/settings.json", "{\r\n\t\"theme\": \"One\"\r\n}\r\n");
    home.write(".config/helix/languages.toml", "[[language]]\nname = \"go\"\n");
    home.write(".config/nvim/init.lua", "vim.o.number = true\n");
    home.write(".vscode-server/data/Machine/settings.json", "{}");
    home.write(".config/opencode/opencode.jsonc", "// mine\n{\"model\": \"x\"}\n");
    home.write(".config/crush/crush.json", "{\n  \"lsp\": {\"nix\": {\"command\": \"nil\"}}\n}\n");
    home.write(".copilot/config.json", "{}");
    home.write(".claude/settings.json", "{}");
}

}  // namespace

TEST_CASE("without a terminal, setup shows the changes and makes none", "[setup][fake]") {
    const Home home;
    write_editors(home);
    const auto before = home.files();
    const support::Completed done = home.setup({});
    INFO(done.output);
    CHECK(done.status.code == 1);
    CHECK(has(done.output, "VS Code                   not set up        ~/" + std::string(kCode)));
    CHECK(has(done.output, "+    \"gopls\": \"" + home.gopls() + "\","));
    CHECK(has(done.output, "Neovim: add this to ~/.config/nvim/init.lua"));
    CHECK(has(done.output, "cmd = { 'gopls-proxy' }"));
    CHECK(has(done.output, "--yes makes the changes"));
    CHECK(home.files() == before);
    CHECK(home.setup({"--dry-run"}).status.code == 0);
    CHECK(home.json({})["vscode"]["outcome"] == "pending");
    CHECK(home.files() == before);
}

TEST_CASE("setup --yes sets up every editor, once, and --undo restores every byte",
          "[setup][fake]") {
    const Home home;
    write_editors(home);
    const auto before = home.files();
    auto first = home.json({"--yes"});
    CHECK(first["vscode"]["backup"] == home.path(kCode) + ".gopls-proxy-backup");
    for (const char* id :
         {"vscode", "cursor", "zed", "helix", "vscode-server", "opencode", "crush", "copilot"}) {
        INFO(id);
        CHECK(first[id]["state"] == "not_set_up");
        CHECK(first[id]["outcome"] == "done");
    }
    CHECK(first["claude"]["state"] == "by_hand");
    CHECK(first["neovim"]["state"] == "by_hand");
    CHECK(home.read(kCode) ==
          "{\n"
          "  // the font, \"big\"\n"
          "  \"editor.fontSize\": 14, /* points */\n"
          "  \"go.alternateTools\": {\n"
          "    \"dlv\": \"/opt/dlv\", // patched\n"
          "    \"gopls\": \"" +
              home.gopls() +
              "\",\n"
              "  },\n"
              "}\n");
    CHECK(home.read(std::string(kCode) + ".gopls-proxy-backup") == kVscode);
    CHECK(has(home.read(".config/zed/settings.json"), "\"path\": \"" + home.proxy() + "\"\r\n"));

    const auto after = home.files();
    auto second = home.json({"--yes"});
    for (const auto& [id, editor] : second) {
        INFO(id);
        CHECK(editor["outcome"] == "none");
        CHECK((editor["state"] == "set_up" || editor["state"] == "by_hand"));
    }
    CHECK(second["vscode"]["line"] == 6);
    CHECK(second["vscode"]["value"] == home.gopls());
    CHECK(home.setup({"--yes"}).status.code == 0);
    CHECK(home.files() == after);

    auto undone = home.json({"--undo", "--yes"});
    CHECK(undone["vscode"]["outcome"] == "done");
    CHECK(home.files() == before);
    CHECK(home.setup({"--undo"}).status.code == 0);
}

TEST_CASE("a second setup refuses to run beside the first", "[setup][fake]") {
    const Home home;
    write_editors(home);
    const auto before = home.files();
    home.write(".local/state/gopls-proxy/.folder", "");
    const int lock = ::open(home.path(".local/state/gopls-proxy").c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(lock >= 0);
    REQUIRE(::flock(lock, LOCK_EX | LOCK_NB) == 0);
    const support::Completed refused = home.setup({"--yes"});
    CHECK(refused.status.code == 1);
    CHECK(has(refused.errors, "another `gopls-proxy setup` is running"));
    CHECK(home.read(kCode) == kVscode);
    CHECK(home.setup({"--dry-run"}).status.code == 0);
    ::close(lock);
    CHECK(home.setup({"--yes"}).status.code == 0);
    CHECK(home.files() != before);
}

TEST_CASE("on a terminal, setup asks once for each editor", "[setup][fake]") {
    const Home home;
    home.write(kCode, kVscode);
    home.write(".config/Cursor/User/settings.json", "{}");
    const auto [screen, code] = on_terminal(home, {}, "n\ny\n");
    INFO(screen);
    CHECK(code == 1);
    CHECK(has(screen, "Make this change? [y/N]"));
    CHECK(has(screen, "VS Code is left as it is."));
    CHECK(has(screen, "Cursor is set up; the old file is "));
    CHECK(home.read(kCode) == kVscode);
    CHECK(has(home.read(".config/Cursor/User/settings.json"), home.gopls()));
    // An end of the input, and anything but yes, mean no.
    CHECK(on_terminal(home, {}, "\x04").second == 1);
    CHECK(on_terminal(home, {"vscode"}, "yesterday\n").second == 1);
    CHECK(home.read(kCode) == kVscode);
    const auto [undone, undo_code] = on_terminal(home, {"--undo"}, "yes\n");
    CHECK(undo_code == 0);
    CHECK(has(undone, "Cursor is restored."));
    CHECK(home.read(".config/Cursor/User/settings.json") == "{}");
}

TEST_CASE("the editor finds a gopls behind the path that setup wrote", "[setup][fake]") {
    const Home home;
    home.write(kCode, "");
    CHECK(home.setup({"vscode", "--yes"}).status.code == 0);
    const Json settings = Json::parse(home.read(kCode));
    const std::string path = settings["go.alternateTools"]["gopls"];
    CHECK(path == home.gopls());
    const support::Completed done =
        support::run(support::direct(home.sandbox, path, {"--proxy-version"}));
    CHECK(done.status.code == 0);
    CHECK(has(done.output, "gopls-proxy "));
}

TEST_CASE("setup of one editor leaves the others alone, and --undo keeps later edits",
          "[setup][fake]") {
    const Home home;
    write_editors(home);
    const auto before = home.files();
    CHECK(home.setup({"vscode", "--yes"}).status.code == 0);
    CHECK(home.setup({"copilot", "--yes"}).status.code == 0);
    CHECK(home.read(".config/zed/settings.json") == before.at(".config/zed/settings.json"));

    std::string edited = home.read(kCode);
    edited.insert(edited.rfind('}'), "  \"later\": true // by me\n");
    home.write(kCode, edited);
    CHECK(home.setup({"--undo", "vscode"}).status.code == 1);  // not without --yes
    CHECK(home.setup({"--undo", "vscode", "--yes"}).status.code == 0);
    std::string wanted = kVscode;
    wanted.insert(wanted.rfind('}'), "  \"later\": true // by me\n");
    CHECK(home.read(kCode) == wanted);
    CHECK(fs::exists(home.path(std::string(kCode) + ".gopls-proxy-backup")));
    CHECK(fs::exists(home.path(".copilot/lsp-config.json")));
    CHECK(home.setup({"--undo", "--yes"}).status.code == 0);
    CHECK_FALSE(fs::exists(home.path(".copilot/lsp-config.json")));
}

TEST_CASE("setup leaves another program alone and says where it is", "[setup][fake]") {
    const Home home;
    home.write(kCode, "{\n  \"go.alternateTools\": {\n    \"gopls\": \"/opt/gopls\"\n  }\n}\n");
    const auto before = home.files();
    const support::Completed done = home.setup({"--yes"});
    INFO(done.output);
    CHECK(done.status.code == 1);
    CHECK(has(done.output, "set up otherwise  ~/" + std::string(kCode) +
                               ":3 (go.alternateTools.gopls is \"/opt/gopls\")"));
    CHECK(home.files() == before);
}

TEST_CASE("settings that are set up by hand are recognized, and --undo does not touch them",
          "[setup][fake]") {
    const Home home;
    home.write(kCode, "{\"go.alternateTools\": {\"gopls\": \"" + Target::proxy() + "\"}}");
    home.write(".config/nvim/lua/lsp.lua", "cmd = { 'gopls-proxy' }\n");
    const auto before = home.files();
    auto found = home.json({});
    CHECK(found["vscode"]["state"] == "set_up");
    CHECK(found["neovim"]["state"] == "set_up");
    CHECK(home.setup({"--yes"}).status.code == 0);
    auto kept = home.json({"--undo", "--yes"}, 1);
    CHECK(kept["vscode"]["state"] == "refused");
    CHECK(has(kept["vscode"]["reason"], "remove it by hand"));
    CHECK(home.files() == before);
}

TEST_CASE("settings that are broken are refused with their place, and the others are set up",
          "[setup][fake]") {
    const Home home;
    home.write(kCode, "{\n  \"a\": 1\n  \"b\": 2\n}\n");
    home.write(".config/VSCodium/User/settings.json", "{}\n");
    auto done = home.json({"--yes"}, 1);
    CHECK(done["vscode"]["state"] == "refused");
    CHECK(done["vscode"]["reason"] == "it is not valid JSON (line 3, column 5: not valid JSON)");
    CHECK(done["vscodium"]["outcome"] == "done");
    CHECK(home.read(kCode) == "{\n  \"a\": 1\n  \"b\": 2\n}\n");
}

TEST_CASE("a damaged record of additions stops setup before it changes anything", "[setup][fake]") {
    const Home home;
    home.write(kCode, "{}");
    home.write(".local/state/gopls-proxy/setup.json", "damaged");
    const auto before = home.files();
    for (const auto& words : {std::vector<std::string>{"--yes"}, {"--undo", "--yes"}}) {
        const support::Completed done = home.setup(words);
        CHECK(done.status.code == 1);
        CHECK(has(done.errors, "setup.json, the record of what was added, cannot be used"));
        CHECK(home.files() == before);
    }
}

TEST_CASE("setup names what was not found, and unknown editors", "[setup][fake]") {
    const Home home;
    const support::Completed none = home.setup({});
    CHECK(none.status.code == 0);
    CHECK(has(none.output, "No editor or coding agent was found."));
    const support::Completed zed = home.setup({"zed"});
    CHECK(zed.status.code == 1);
    CHECK(has(zed.output, "it was not found: there is no " + home.path(".config/zed")));
    const support::Completed unknown = home.setup({"notepad"});
    CHECK(unknown.status.code == 2);
    CHECK(has(unknown.errors, "unknown editor \"notepad\""));
}

TEST_CASE("a program in a build folder says so", "[setup][fake]") {
    Home home;
    home.write(kCode, "{}");
    home.sandbox.write("build/CMakeCache.txt", "");
    fs::copy_file(Target::proxy(), home.sandbox.path("build") / "gopls-proxy");
    fs::remove(home.proxy());
    home.sandbox.environment["PATH"] = home.sandbox.path("bin").string();
    const support::Completed done = support::run(support::direct(
        home.sandbox, home.sandbox.path("build/gopls-proxy").string(), {"setup", "--dry-run"}));
    INFO(done.output << done.errors);
    CHECK(done.status.code == 0);
    CHECK(has(done.output, "build/gopls-proxy is in a build folder."));
}
