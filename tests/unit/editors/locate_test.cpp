#include "editors/locate.hpp"

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace editors;
using unit_test::TempFolder;

namespace {

Located located(const std::string& id, const app::Environment& environment,
                app::Platform platform = app::Platform::kXdg) {
    const Editor* editor = editor_named(id);
    REQUIRE(editor != nullptr);
    return locate(*editor, environment, platform);
}

}  // namespace

TEST_CASE("Editors are found by their folders, on each platform") {
    const TempFolder home;
    const app::Environment environment = {{"HOME", home.path().string()}};
    CHECK_FALSE(located("vscode", environment).found);
    CHECK(located("vscode", environment).searched == home / ".config/Code/User");
    home.write(".config/Code/User/settings.json", "{}");
    home.write("Library/Application Support/Cursor/User/x", "");
    home.write("other/VSCodium/User/x", "");
    CHECK(located("vscode", environment).found);
    CHECK(located("vscode", environment).file == home / ".config/Code/User/settings.json");
    CHECK_FALSE(located("vscode", environment, app::Platform::kMac).found);
    CHECK_FALSE(located("cursor", environment).found);
    CHECK(located("cursor", environment, app::Platform::kMac).file ==
          home / "Library/Application Support/Cursor/User/settings.json");
    app::Environment elsewhere = environment;
    elsewhere["XDG_CONFIG_HOME"] = home / "other";
    CHECK(located("vscodium", elsewhere).found);
    CHECK_FALSE(located("vscode", elsewhere).found);
    CHECK_FALSE(located("vscode", {}).found);
}

TEST_CASE("Marks match as in a shell, and characters of the home only themselves") {
    const TempFolder folder;
    const app::Environment environment = {{"HOME", folder / "a[b]*"}};
    folder.write("a[b]*/.config/JetBrains/GoLand2026.1/x", "");
    folder.write("ab/.vim/pack/mine/opt/ale/x", "");
    CHECK(located("goland", environment).found);
    CHECK_FALSE(located("vim-ale", environment).found);
    folder.write("a[b]*/.vim/pack/mine/opt/ale/x", "");
    CHECK(located("vim-ale", environment).found);
    CHECK_FALSE(located("vim-go", environment).found);
}

TEST_CASE("The settings are the first file that exists") {
    const TempFolder home;
    const app::Environment environment = {{"HOME", home.path().string()}};
    CHECK(located("opencode", environment).file == home / ".config/opencode/opencode.json");
    home.write(".config/opencode/opencode.jsonc", "{}");
    CHECK(located("opencode", environment).file == home / ".config/opencode/opencode.jsonc");
    home.write(".config/opencode/opencode.json", "{}");
    CHECK(located("opencode", environment).file == home / ".config/opencode/opencode.json");
}

TEST_CASE("Scripts that mention the proxy are found, but not in folders of plugins") {
    const TempFolder home;
    const app::Environment environment = {{"HOME", home.path().string()}};
    home.write(".config/nvim/init.lua", "require('go')\n");
    home.write(".config/nvim/pack/x/start/y/z.lua", "gopls-proxy");
    home.write(".config/nvim/notes.txt", "gopls-proxy");
    CHECK_FALSE(mentions_proxy(located("neovim", environment)));
    home.write(".config/nvim/lua/go.lua", "cmd = { 'gopls-proxy' }");
    CHECK(mentions_proxy(located("neovim", environment)));
    home.write(".vimrc", "\"");
    CHECK_FALSE(mentions_proxy(located("vim-ale", environment)));
    home.write(".vimrc", "let g:ale_go_gopls_executable = 'gopls-proxy'");
    CHECK(mentions_proxy(located("vim-ale", environment)));
}
