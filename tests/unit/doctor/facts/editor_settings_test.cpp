#include "doctor/facts/editor_settings.hpp"

#include "doctor/facts/costly_settings.hpp"
#include "support/catch.hpp"

using doctor::Dialect;
using doctor::EditorFile;
using doctor::EditorSetting;

namespace {

EditorFile read(Dialect dialect, const std::string& text, const std::string& name = "/f") {
    EditorFile file{"An editor", name, dialect, false, text};
    doctor::read_settings_of(file);
    return file;
}

/// Returns settings as `LINE PLACE=VALUE`.
std::vector<std::string> listed(const std::vector<EditorSetting>& settings) {
    std::vector<std::string> lines;
    for (const EditorSetting& one : settings) {
        lines.push_back(std::to_string(one.line) + " " + one.place() + "=" + one.value.dump());
    }
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("The settings of VS Code are read with their lines") {
    const EditorFile file = read(Dialect::kVsCode, R"({
  // mine
  "go.useLanguageServer": false,
  "editor.fontSize": 12,
  "go.languageServerFlags": [
    "-rpc.trace",
    "-remote=auto",
  ],
  "go.alternateTools": { "gopls": "/p/gopls" },
  "gopls": {
    "ui.semanticTokens": true,
  },
  "gopls.build.buildFlags": ["-tags=x"]
})");
    CHECK(file.error.empty());
    CHECK(listed(file.gopls) ==
          Lines{"13 gopls.build.buildFlags=[\"-tags=x\"]", "11 gopls.ui.semanticTokens=true"});
    CHECK(listed(file.flags) == Lines{"6 go.languageServerFlags=\"-rpc.trace\"",
                                      "7 go.languageServerFlags=\"-remote=auto\""});
    CHECK(listed(file.programs) == Lines{"9 go.alternateTools.gopls=\"/p/gopls\""});
    REQUIRE(file.find_go("go.useLanguageServer") != nullptr);
    CHECK(file.find_go("go.useLanguageServer")->line == 3);
    CHECK(file.find_go("go.buildTags") == nullptr);
    CHECK(file.gopls[1].name_for_gopls() == "semanticTokens");
}

TEST_CASE("The settings of a workspace file of VS Code are one level down") {
    const EditorFile file = read(Dialect::kVsCodeWorkspace,
                                 "{\"folders\": [],\n\"settings\": {\n\"go.buildTags\": \"x\"}}");
    REQUIRE(file.go.size() == 1);
    CHECK(file.go[0].line == 3);
    CHECK(file.go[0].keys == editors::Keys{"settings", "go.buildTags"});
}

TEST_CASE("The settings of Zed, Helix and coc.nvim are read") {
    const EditorFile zed = read(Dialect::kZed, R"({"lsp": {"gopls": {
  "binary": {"path": "/p", "arguments": ["-debug=:6060"]},
  "initialization_options": {"staticcheck": true}}}})");
    CHECK(listed(zed.gopls) == Lines{"3 lsp.gopls.initialization_options.staticcheck=true"});
    CHECK(listed(zed.flags) == Lines{"2 lsp.gopls.binary.arguments=\"-debug=:6060\""});
    const EditorFile helix = read(Dialect::kHelix,
                                  "[language-server.gopls]\ncommand = \"/p\"\nargs = [\"-v\"]\n"
                                  "[language-server.gopls.config]\nsemanticTokens = true\n"
                                  "hints = { parameterNames = true }\n");
    CHECK(listed(helix.gopls) ==
          Lines{"6 language-server.gopls.config.hints={\"parameterNames\":true}",
                "5 language-server.gopls.config.semanticTokens=true"});
    CHECK(listed(helix.flags) == Lines{"3 language-server.gopls.args=\"-v\""});
    CHECK(listed(helix.programs) == Lines{"2 language-server.gopls.command=\"/p\""});
    const EditorFile coc = read(Dialect::kCoc, R"({"languageserver": {"go": {"command": "/p",
"args": ["-x"], "initializationOptions": {"gofumpt": true}}}, "go.goplsOptions": {"local": "a"}})");
    CHECK(coc.gopls.size() == 2);
    CHECK(coc.flags.size() == 1);
    CHECK(coc.programs.size() == 1);
}

TEST_CASE("A broken settings file has its place, and odd values are left out") {
    const EditorFile broken = read(Dialect::kVsCode, "{\n\"a\": ,\n}");
    CHECK_FALSE(broken.error.empty());
    CHECK(broken.error_line == 2);
    CHECK_FALSE(read(Dialect::kHelix, "a = \n").error.empty());
    for (const char* text :
         {"[]", "1", "// nothing", R"({"gopls": 1, "go.languageServerFlags": 1})",
          R"({"go.languageServerFlags": [1, null]})"}) {
        const EditorFile odd = read(Dialect::kVsCode, text);
        CHECK(odd.error.empty());
        CHECK(odd.gopls.empty());
        CHECK(odd.flags.empty());
    }
}

TEST_CASE("Flags and obsolete settings are found in scripts that mention gopls") {
    const EditorFile lua = read(Dialect::kScript,
                                "vim.lsp.config('gopls', {\n"
                                "  cmd = { 'gopls', '-remote=auto', \"-debug=:6060\" },\n"
                                "  -- cmd = { 'gopls', '-listen=:1' },\n"
                                "  settings = { gopls = { newDiff = 'both', staticcheck = true,\n"
                                "    ['ui.semanticTokens'] = true } } })\n",
                                "/init.lua");
    CHECK(listed(lua.flags) ==
          Lines{"2 -remote=auto=\"-remote=auto\"", "2 -debug=:6060=\"-debug=:6060\""});
    CHECK(listed(lua.gopls) ==
          Lines{"4 newDiff=null", "4 staticcheck=true", "5 semanticTokens=true"});
    CHECK(read(Dialect::kScript, "x = '-remote=auto'\n", "/init.lua").flags.empty());
    CHECK(
        read(Dialect::kScript, "\" gopls\nlet g:x = ['-remote=auto']\n", "/.vimrc").flags.size() ==
        1);
    CHECK(read(Dialect::kScript, ";; gopls '-remote=auto'\n(x \"-remote=auto\")\n", "/init.el")
              .flags.size() == 1);
    CHECK(read(Dialect::kScript, "gopls = 'unclosed\n", "/init.lua").flags.empty());
}

TEST_CASE("Settings that are on and cost time are listed, each once") {
    EditorFile file = read(Dialect::kVsCode, R"({
"gopls": {"ui.semanticTokens": true, "ui.diagnostic.staticcheck": false,
          "ui.diagnostic.analyses": {"nilness": true}, "usePlaceholders": true},
"go.inlayHints.parameterNames": true, "go.inlayHints.constantValues": true,
"go.diagnostic.vulncheck": "Imports"})");
    std::vector<std::string> names;
    for (const auto& one : doctor::costly_settings({file})) names.push_back(one.name);
    CHECK(names == Lines{"analyses", "semanticTokens", "vulncheck", "hints"});
    file = read(Dialect::kVsCode, R"({"gopls": {"hints": {"parameterNames": false},
"analyses": {"x": false}, "vulncheck": "Off"}, "go.inlayHints.parameterNames": false})");
    CHECK(doctor::costly_settings({file}).empty());
}
