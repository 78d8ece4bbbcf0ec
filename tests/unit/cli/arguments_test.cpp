#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "support/catch.hpp"

namespace {

using Words = std::vector<std::string>;

boost::system::result<cli::Invocation, cli::UsageError> parse(const Words& words,
                                                              bool on_terminal = false) {
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    return cli::parse_arguments(static_cast<int>(argv.size()), argv.data(), on_terminal);
}

std::string joined(const Words& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

/// Returns the outcome of an invocation on one line.
std::string outcome(const Words& words) {
    const auto parsed = parse(words);
    if (!parsed) return "error: " + parsed.error().sentence;
    std::string text;
    switch (parsed->action) {
        case cli::Action::kServe:
            text = "serve(" + joined(parsed->server_arguments) + ")";
            break;
        case cli::Action::kExecGopls:
            text = "exec(" + joined(parsed->arguments) + ")";
            break;
        case cli::Action::kSubcommand:
            text = "own " + parsed->subcommand + "(" + joined(parsed->arguments) + ")";
            break;
        case cli::Action::kExplain:
            return "explain";
        case cli::Action::kHelp:
            text = "help";
            break;
        case cli::Action::kVersion:
            text = "version";
            break;
    }
    for (const app::ProxyFlag& flag : parsed->proxy_flags) {
        text += " {" + flag.name + "=" + flag.value + "}";
    }
    return text;
}

struct Row {
    const char* why;
    Words words;
    std::string expected;
};

void check(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        INFO(row.why << ": " << joined(row.words));
        CHECK(outcome(row.words) == row.expected);
    }
}

}  // namespace

TEST_CASE("gopls-proxy accepts the command line of every editor") {
    const std::string p = "/usr/local/bin/gopls-proxy";
    check({
        {"VS Code", {p}, "serve()"},
        {"VS Code, go.languageServerFlags", {p, "-rpc.trace"}, "serve(-rpc.trace)"},
        {"VS Code with a proxy setting",
         {p, "--proxy-stall-window=8s", "-rpc.trace"},
         "serve(-rpc.trace) {stall-window=8s}"},
        {"VS Code asks for the version", {p, "version", "-json"}, "exec(version -json)"},
        {"VS Code, older", {p, "version"}, "exec(version)"},
        {"VS Code, vulncheck",
         {p, "vulncheck", "--", "-mode=source", "./..."},
         "exec(vulncheck -- -mode=source ./...)"},
        {"Neovim, Helix, Kate, Kakoune, eglot", {p}, "serve()"},
        {"vim-go", {p, "-remote=auto"}, "serve(-remote=auto)"},
        {"ALE", {p, "--mode", "stdio"}, "serve(--mode stdio)"},
        {"coc-go with its daemon", {p, "-remote=auto", "serve"}, "serve(-remote=auto serve)"},
        {"lsp-mode", {p, "-remote=auto"}, "serve(-remote=auto)"},
        {"old configurations", {p, "-mode=stdio", "serve"}, "serve(-mode=stdio serve)"},
        {"serve spelled out", {p, "serve", "-rpc.trace"}, "serve(serve -rpc.trace)"},
        {"LSP4IJ templates", {p, "--stdio"}, "serve(--stdio)"},
    });
}

TEST_CASE("Every argument has gopls's meaning when the program is called gopls") {
    check({
        {"session", {"/opt/x/gopls"}, "serve()"},
        {"by PATH", {"gopls", "-remote=auto"}, "serve(-remote=auto)"},
        {"help", {"gopls", "help"}, "exec(help)"},
        {"-h", {"gopls", "-h"}, "exec(-h)"},
        {"--help", {"gopls", "--help"}, "exec(--help)"},
        {"help for a command", {"gopls", "serve", "-help"}, "exec(serve -help)"},
        {"gopls's own demo", {"gopls", "demo"}, "exec(demo)"},
        {"gopls's own incidents", {"gopls", "incidents", "list"}, "exec(incidents list)"},
        {"gopls's own config", {"gopls", "config", "--json"}, "exec(config --json)"},
        {"proxy flags work under any name",
         {"gopls", "--proxy-gopls", "/x/gopls", "version"},
         "exec(version) {gopls=/x/gopls}"},
        {"the proxy's version", {"gopls", "--proxy-version"}, "version"},
        {"the proxy's help", {"gopls", "-proxy-help"}, "help"},
    });
}

TEST_CASE("gopls's commands are executed after any flags") {
    const std::string p = "gopls-proxy";
    check({
        {"a command", {p, "check", "a.go"}, "exec(check a.go)"},
        {"switch in front", {p, "-v", "check", "a.go"}, "exec(-v check a.go)"},
        {"alias in front", {p, "-veryverbose", "stats", "-anon"}, "exec(-veryverbose stats -anon)"},
        {"value as a word", {p, "-logfile", "check", "stats"}, "exec(-logfile check stats)"},
        {"value behind =", {p, "-otel=http://x", "symbols", "a"}, "exec(-otel=http://x symbols a)"},
        {"value of a switch", {p, "-v=true", "bug"}, "exec(-v=true bug)"},
        {"commands keep -remote",
         {p, "-remote=auto", "remote", "sessions"},
         "exec(-remote=auto remote sessions)"},
        {"unknown command", {p, "frobnicate"}, "exec(frobnicate)"},
        {"end of flags", {p, "--", "version"}, "exec(-- version)"},
        {"a single dash is not a flag", {p, "-"}, "exec(-)"},
        {"proxy flags behind a command belong to it",
         {p, "check", "--proxy-mode=off"},
         "exec(check --proxy-mode=off)"},
        {"gopls's help for one command", {p, "help", "check"}, "exec(help check)"},
        {"the proxy has no such command", {p, "surgeon"}, "exec(surgeon)"},
        {"gopls's flags in front make it gopls's command", {p, "-v", "config"}, "exec(-v config)"},
    });
}

TEST_CASE("Unknown flags are passed to gopls unchanged") {
    const std::string p = "gopls-proxy";
    check({
        {"unknown switch", {p, "-new"}, "serve(-new)"},
        {"unknown, with a value as a word", {p, "-new", "value"}, "serve(-new value)"},
        {"unknown, in front of a command", {p, "-new", "version"}, "exec(-new version)"},
        {"unknown, in front of serve", {p, "-new", "serve", "-v"}, "serve(-new serve -v)"},
        {"bad syntax", {p, "---x"}, "exec(---x)"},
        {"bad syntax", {p, "-=x"}, "exec(-=x)"},
        {"value missing", {p, "-logfile"}, "serve(-logfile)"},
        {"empty value", {p, "-debug="}, "serve(-debug=)"},
        {"old flags", {p, "-ocagent", "off", "-port=0"}, "serve(-ocagent off -port=0)"},
        {"gopls rejects an argument of serve", {p, "serve", "x"}, "serve(serve x)"},
    });
}

TEST_CASE("gopls is executed if it listens on a socket") {
    const std::string p = "gopls-proxy";
    check({
        {"listen", {p, "-listen=localhost:4389"}, "exec(-listen=localhost:4389)"},
        {"listen", {p, "serve", "--listen", "unix;/s"}, "exec(serve --listen unix;/s)"},
        {"port", {p, "-port", "4389"}, "exec(-port 4389)"},
        {"time-out only", {p, "-listen.timeout=1m"}, "serve(-listen.timeout=1m)"},
        {"no address", {p, "-listen="}, "serve(-listen=)"},
        {"MCP beside stdio", {p, "-mcp.listen=:8092"}, "serve(-mcp.listen=:8092)"},
    });
}

TEST_CASE("The proxy runs its own commands") {
    const std::string p = "gopls-proxy";
    check({
        {"config", {p, "config"}, "own config()"},
        {"arguments", {p, "config", "--json"}, "own config(--json)"},
        {"settings in front", {p, "--proxy-mode=off", "config"}, "own config() {mode=off}"},
        {"settings behind",
         {p, "config", "--json", "--proxy-mode", "off"},
         "own config(--json) {mode=off}"},
        {"demo", {p, "demo", "--scenario", "load"}, "own demo(--scenario load)"},
        {"help", {p, "-h"}, "help"},
        {"help", {p, "--help"}, "help"},
        {"help", {p, "-v", "-help", "check"}, "help"},
        {"help", {p, "help"}, "help"},
        {"help for a command of the proxy", {p, "help", "demo"}, "own demo(--help)"},
        {"help for a command of the proxy", {p, "help", "config"}, "own config(--help)"},
        {"help for one of its commands",
         {p, "help", "incidents", "show"},
         "own incidents(show --help)"},
        {"help for gopls's serve", {p, "serve", "-h"}, "exec(serve -h)"},
        {"version", {p, "--proxy-version"}, "version"},
        {"renamed program", {"/x/gopls-proxy-1.0", "config"}, "own config()"},
    });
}

TEST_CASE("Proxy flags are accepted in all of Go's spellings and in order") {
    const std::string p = "gopls-proxy";
    check({
        {"=", {p, "-proxy-mode=off"}, "serve() {mode=off}"},
        {"next word", {p, "--proxy-mode", "off"}, "serve() {mode=off}"},
        {"a value with =", {p, "--proxy-gopls=/a=b"}, "serve() {gopls=/a=b}"},
        {"empty value", {p, "--proxy-gopls="}, "serve() {gopls=}"},
        {"twice", {p, "--proxy-mode=off", "--proxy-mode=act"}, "serve() {mode=off} {mode=act}"},
        {"behind serve", {p, "serve", "--proxy-mode", "off"}, "serve(serve) {mode=off}"},
        {"value of another flag",
         {p, "-logfile", "--proxy-mode=off"},
         "serve(-logfile --proxy-mode=off)"},
        {"no value",
         {p, "--proxy-mode"},
         "error: missing value for --proxy-mode: write --proxy-mode=<value>; allowed: act, observe "
         "or off"},
        {"no value, for a method",
         {p, "--proxy-slow.methods.textDocument/hover"},
         "error: missing value for --proxy-slow.methods.textDocument/hover: write "
         "--proxy-slow.methods.textDocument/hover=<value>; allowed: 1ms to 1h"},
        {"unknown setting without a value",
         {p, "--proxy-verison"},
         "error: unknown setting --proxy-verison (from the command line); did you mean "
         "\"--proxy-version\"?"},
    });
}

TEST_CASE("A terminal gets help without arguments and an explanation for a session") {
    CHECK(parse({"gopls-proxy"}, true)->action == cli::Action::kHelp);
    CHECK(parse({"gopls-proxy", "-v"}, true)->action == cli::Action::kExplain);
    CHECK(parse({"gopls-proxy", "serve"}, true)->action == cli::Action::kExplain);
    CHECK(parse({"gopls"}, true)->action == cli::Action::kExplain);
    CHECK(parse({"gopls", "version"}, true)->action == cli::Action::kExecGopls);
    CHECK(parse({"gopls", "-listen=:6061"}, true)->action == cli::Action::kExecGopls);
    CHECK(parse({"gopls-proxy", "config"}, true)->action == cli::Action::kSubcommand);
    CHECK(parse({}, false)->action == cli::Action::kServe);
}

TEST_CASE("A misspelt proxy command is reported and not passed to gopls") {
    for (const auto& [word, meant] :
         std::vector<std::pair<std::string, std::string>>{{"incident", "incidents"},
                                                          {"cofnig", "config"},
                                                          {"demos", "demo"},
                                                          {"hlep", "help"}}) {
        const std::string rest =
            " \"" + word + "\"; did you mean \"" + meant + "\"? (see gopls-proxy --help)";
        CHECK(outcome({"gopls-proxy", word}) == "error: unknown command" + rest);
        CHECK(outcome({"gopls-proxy", "help", word}) == "error: unknown help topic" + rest);
        CHECK(parse({"gopls", word})->action == cli::Action::kExecGopls);
        CHECK(parse({"gopls", "help", word})->action == cli::Action::kExecGopls);
    }
    CHECK(outcome({"gopls-proxy", "help", "defintion"}) ==
          "error: unknown help topic \"defintion\"; did you mean \"definition\"? (see gopls-proxy "
          "--help)");
    CHECK(parse({"gopls-proxy", "defintion"})->action == cli::Action::kExecGopls);
    CHECK(parse({"gopls-proxy", "help", "newcommand"})->action == cli::Action::kExecGopls);
    CHECK(parse({"gopls-proxy", "help", "check"})->action == cli::Action::kExecGopls);
    for (const char* word : {"check", "codelens", "newcommand"})
        CHECK(parse({"gopls-proxy", word})->action == cli::Action::kExecGopls);
}
