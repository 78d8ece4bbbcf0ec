// The dashboard in a real browser during a stall of the real gopls, and what it refuses.
#include <unistd.h>

#include <fstream>

#include "support/browser.hpp"
#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/go_wrapper.hpp"
#include "support/http_client.hpp"
#include "support/open_sockets.hpp"
#include "support/steps.hpp"
#include "support/waiting.hpp"

using support::Browser;
using support::ChildProcess;
using support::Completed;
using support::Editor;
using support::FakeServers;
using support::Headers;
using support::HttpReply;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

namespace fs = std::filesystem;

struct Workplace {
    Sandbox sandbox;
    Workplace() {
        fs::create_directory(sandbox.path("runtime"));
        sandbox.environment["XDG_RUNTIME_DIR"] = sandbox.path("runtime").string();
    }
    Completed command(std::vector<std::string> words) const {
        return support::run(support::direct(sandbox, Target::proxy(), std::move(words)));
    }
    /// Returns a fresh link to the dashboard of the only session.
    std::string link(std::vector<std::string> flags = {}) const {
        flags.insert(flags.begin(), {"dashboard", "--print"});
        std::string url;
        support::wait_until(
            [&] {
                url = command(flags).output;
                return url.starts_with("http://127.0.0.1:");
            },
            "the control socket");
        return url.substr(0, url.find('\n'));
    }
};

/// Keeps the picture of a page beside the build, for people.
void keep(Browser& browser, const std::string& name) {
    fs::create_directories(GOPLS_PROXY_TEST_SCREENSHOTS);
    std::ofstream(GOPLS_PROXY_TEST_SCREENSHOTS "/" + name + ".png", std::ios::binary)
        << browser.screenshot();
}

/// A link, taken apart.
struct Link {
    std::uint16_t port = 0;
    std::string path;   ///< "/0123456789abcdef/"
    std::string token;  ///< "open?token=…"

    explicit Link(const std::string& url) {
        const std::string rest = url.substr(std::string("http://127.0.0.1:").size());
        const auto slash = rest.find('/'), last = rest.rfind('/');
        port = static_cast<std::uint16_t>(std::stoi(rest.substr(0, slash)));
        path = rest.substr(slash, last + 1 - slash);
        token = rest.substr(last + 1);
    }
    Headers headers(const std::string& cookie = "") const {
        Headers made{{"Host", "127.0.0.1:" + std::to_string(port)}};
        if (!cookie.empty()) made.emplace_back("Cookie", cookie);
        return made;
    }
    HttpReply get(const std::string& target, const Headers& headers) const {
        return support::http_request(port, "GET", path + target, headers);
    }
    /// Opens the link and returns the cookie.
    std::string enter() const {
        const std::string set = get(token, headers()).header("Set-Cookie");
        return set.substr(0, set.find(';'));
    }
    Headers socket(const std::string& cookie, const std::string& origin) const {
        Headers made = headers(cookie);
        made.insert(made.end(), {{"Origin", origin},
                                 {"Connection", "Upgrade"},
                                 {"Upgrade", "websocket"},
                                 {"Sec-WebSocket-Version", "13"},
                                 {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
        return made;
    }
};

}  // namespace

TEST_CASE("the dashboard shows why gopls is stuck, and restarts it", "[dashboard][real]") {
    Workplace workplace;
    Sandbox& sandbox = workplace.sandbox;
    sandbox.write_module();
    const support::GoWrapper go(sandbox);
    // Otherwise the proxy would replace gopls before anybody had read the page.
    sandbox.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "0";
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    Browser browser(sandbox);
    browser.resize(1200, 1000);
    browser.open(workplace.link());
    browser.wait_for(
        "return document.title.endsWith('gopls-proxy') && "
        "document.querySelector('#facts div') !== null");
    CHECK(browser.text("#state") == "Healthy");
    CHECK(browser.text("#workspace") == "module");
    // The cookie is beyond the page's reach, and the link is not in the history.
    CHECK(browser.run("return document.cookie") == "");
    CHECK(browser.run("return location.search") == "");
    browser.wait_for("return document.querySelectorAll('#processes tbody tr').length > 0");

    go.block_every_list();
    sandbox.write("module/go.mod", "module example.com/sandbox\n\ngo 1.22\n");
    editor->file_changed(Sandbox::uri(sandbox.module() / "go.mod"), 2);
    const Json waiting = steps::edit_and_ask(*editor, steps::main_uri(sandbox));
    browser.wait_for("return document.querySelector('#verdict').dataset.state === 'stuck'");
    CHECK(browser.text("#state") == "Stuck");
    CHECK(browser.text("#summary").find("go list") != std::string::npos);
    CHECK(browser.text("#waiting .head").find("textDocument/definition") != std::string::npos);
    CHECK(browser.text("#processes").find("list") != std::string::npos);
    keep(browser, "stuck");
    for (const int width : {800, 400}) {
        browser.resize(width, 1000);
        INFO(width);
        CHECK(browser.run("return document.documentElement.scrollWidth <= innerWidth") == true);
        keep(browser, "stuck-" + std::to_string(width));
    }
    browser.resize(1200, 1000);

    browser.click("[data-command=restart]");
    browser.wait_for("return document.querySelector('#question').open");
    browser.click("#yes");
    browser.wait_for("return document.querySelector('#facts').textContent.includes('Fresh gopls')");
    go.release();
    browser.wait_for(
        "return document.querySelector('#facts').textContent.includes('generation 2') "
        "&& document.querySelector('#verdict').dataset.state === 'healthy'");
    steps::expect_definition(*editor, steps::main_uri(sandbox), waiting);
    for (const auto& server : sandbox.servers(Target::real_gopls())) {
        CHECK(support::open_sockets(server.pid) == 0);  // none of the page's
    }
    keep(browser, "restarted");

    browser.click("[data-command=incident]");
    browser.wait_for("return document.querySelectorAll('#incidents details').length > 0");
    browser.click("#incidents summary");
    browser.wait_for("return document.querySelectorAll('#incidents li').length > 0");
    keep(browser, "incident");

    steps::finish(*editor);
    browser.wait_for("return document.querySelector('#verdict').dataset.state === 'ended'");
}

TEST_CASE("the dashboard is for the one who has the link", "[dashboard][fake]") {
    Workplace workplace;
    FakeServers fakes(workplace.sandbox);
    const auto editor = steps::settle_fake(
        workplace.sandbox, support::proxied(workplace.sandbox, Target::fake_gopls()));
    const Link link(workplace.link());
    CHECK(link.get("", link.headers()).status == 403);
    CHECK(link.get("open?token=" + std::string(64, '0'), link.headers()).status == 403);
    const std::string cookie = link.enter();
    CHECK(cookie.starts_with("gopls_proxy="));
    CHECK(link.enter().empty());  // once only
    CHECK(link.get("", link.headers(cookie)).status == 200);
    CHECK(link.get("script.js", link.headers(cookie)).header("Content-Type") ==
          "text/javascript; charset=utf-8");
    const std::string trace = link.get("trace", link.headers(cookie)).body;
    CHECK_FALSE(trace.empty());
    CHECK(link.get("incident?id=latest", link.headers(cookie)).status == 404);

    Headers wrong_host = link.headers(cookie);
    wrong_host[0].second = "evil.example:" + std::to_string(link.port);
    CHECK(link.get("", wrong_host).status == 403);
    const std::string own = "http://127.0.0.1:" + std::to_string(link.port);
    CHECK(link.get("socket", link.socket(cookie, "http://evil.example")).status == 403);
    CHECK(link.get("socket", link.socket("", own)).status == 403);
    CHECK(link.get("socket", link.socket(cookie, own)).status == 101);
    CHECK(link.get("socket", link.headers(cookie)).status == 403);  // without an Origin
    CHECK(support::http_request(link.port, "POST", link.path, link.headers(cookie), "x").status ==
          405);
    Headers large = link.headers(cookie);
    large.emplace_back("X-Large", std::string(20'000, 'x'));
    CHECK(link.get("", large).status == 431);

    // Who must not see paths gets neither a trace nor evidence.
    const Link masked(workplace.link({"--hide-paths"}));
    const std::string other = masked.enter();
    CHECK(masked.get("", masked.headers(other)).status == 200);
    CHECK(masked.get("trace", masked.headers(other)).status == 403);
    CHECK(masked.get("incident?id=latest", masked.headers(other)).status == 403);

    // The same page again, at the same port; another port is refused.
    CHECK(Link(workplace.link()).port == link.port);
    const Completed refused = workplace.command({"dashboard", "--print", "--port=1"});
    CHECK(refused.status == support::ExitStatus{1, 0});
    CHECK(refused.errors.find("open already, at port " + std::to_string(link.port)) !=
          std::string::npos);
    steps::finish(*editor);
}

TEST_CASE("another user of the machine reaches no dashboard", "[dashboard][fake]") {
    if (::getuid() != 0) return;  // only root may become another user
    Workplace workplace;
    FakeServers fakes(workplace.sandbox);
    const auto editor = steps::settle_fake(
        workplace.sandbox, support::proxied(workplace.sandbox, Target::fake_gopls()));
    const std::string url = workplace.link();
    const auto as_user = [&](const char* user) {
        return support::run(support::direct(
            workplace.sandbox, "/usr/bin/setpriv",
            {"--reuid", user, "--clear-groups", "/bin/bash", "-c",
             "exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(Link(url).port) +
                 "; printf 'GET / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n' >&3; cat <&3"}));
    };
    CHECK(as_user("root").output.starts_with("HTTP/1.1 403"));
    CHECK(as_user("nobody").output.empty());
    steps::finish(*editor);
}

TEST_CASE("without a session there is no dashboard", "[dashboard][fake]") {
    const Workplace workplace;
    const Completed completed = workplace.command({"dashboard"});
    CHECK(completed.status == support::ExitStatus{1, 0});
    CHECK(completed.errors.find("no gopls-proxy is running") != std::string::npos);
    CHECK(workplace.command({"dashboard", "--port=0"}).status == support::ExitStatus{2, 0});
}
