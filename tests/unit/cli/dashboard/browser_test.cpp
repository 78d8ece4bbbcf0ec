#include "cli/dashboard/browser.hpp"

#include "support/catch.hpp"

using cli::dashboard::browser_commands;
using cli::dashboard::open_browser;
using Commands = std::vector<std::vector<std::string>>;

#if !defined(__APPLE__)
TEST_CASE("the browser is the one that the person has chosen, else the system's") {
    CHECK(browser_commands({}, "u").empty());
    CHECK(browser_commands({{"DISPLAY", ":0"}}, "u") == Commands{{"xdg-open", "u"}});
    CHECK(browser_commands({{"WAYLAND_DISPLAY", "wayland-0"}}, "u") == Commands{{"xdg-open", "u"}});
    CHECK(browser_commands({{"WSL_DISTRO_NAME", "Debian"}}, "u") ==
          Commands{{"wslview", "u"}, {"xdg-open", "u"}});
    CHECK(browser_commands({{"BROWSER", "chromium --app=%s"}}, "u") ==
          Commands{{"chromium", "--app=u"}});
    CHECK(browser_commands({{"BROWSER", "firefox --new-tab %s:lynx:"}}, "u") ==
          Commands{{"firefox", "--new-tab", "u"}, {"lynx", "u"}});
}
#endif

TEST_CASE("the first browser that works is used") {
    CHECK_FALSE(open_browser({}));
    CHECK_FALSE(open_browser({{"no-such-browser", "u"}, {"false"}}));
    CHECK(open_browser({{"no-such-browser", "u"}, {"true"}}));
}
