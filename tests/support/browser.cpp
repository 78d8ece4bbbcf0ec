#include "support/browser.hpp"

#include <signal.h>

#include <boost/beast/core/detail/base64.hpp>

#include "support/failure.hpp"
#include "support/http_client.hpp"
#include "support/loopback_listener.hpp"
#include "support/proxied.hpp"
#include "support/target.hpp"
#include "support/waiting.hpp"

namespace support {
namespace {

std::string decoded(const std::string& base64) {
    namespace codec = boost::beast::detail::base64;
    std::string bytes(codec::decoded_size(base64.size()), '\0');
    bytes.resize(codec::decode(bytes.data(), base64.data(), base64.size()).first);
    return bytes;
}

}  // namespace

Browser::Browser(const Sandbox& sandbox) : port_(free_port()) {
    const std::string program = find_on_path("chromedriver", sandbox.environment.at("PATH"));
    if (program.empty()) {
        throw TestFailure("chromedriver is not installed: .ci/packages --tests installs it");
    }
    driver_ = std::make_unique<ChildProcess>(
        direct(sandbox, program, {"--port=" + std::to_string(port_), "--log-level=WARNING"}));
    wait_until(
        [&] {
            if (driver_->status()) throw TestFailure("chromedriver has ended");
            try {
                return http_request(port_, "GET", "/status", {{"Host", "localhost"}}).status == 200;
            } catch (const TestFailure&) {
                return false;
            }
        },
        "chromedriver");
    // On a busy machine Chromium may fail to start.
    constexpr int kTries = 3;
    for (int i = 1; session_.empty(); ++i) {
        const std::string profile = sandbox.path("browser" + std::to_string(i)).string();
        const Json options = {{"args",
                               {"--headless=new", "--no-sandbox", "--disable-gpu",
                                "--disable-dev-shm-usage", "--user-data-dir=" + profile}}};
        const Json wanted = {
            {"capabilities", {{"alwaysMatch", {{"goog:chromeOptions", options}}}}}};
        try {
            const std::string id = command("POST", "/session", wanted).at("sessionId");
            session_ = "/session/" + id;
        } catch (const TestFailure&) {
            if (i == kTries) throw;
        }
    }
}

Browser::~Browser() {
    try {
        if (!session_.empty()) command("DELETE", session_);
    } catch (const std::exception&) {
        // The driver ends it as well.
    }
    driver_->kill(SIGKILL);
}

Json Browser::command(const std::string& method, const std::string& path, const Json& body) {
    const HttpReply reply = http_request(
        port_, method, path, {{"Host", "localhost"}, {"Content-Type", "application/json"}},
        body.is_null() ? (method == "POST" ? "{}" : "") : body.dump());
    const Json value = Json::parse(reply.body).at("value");
    if (reply.status != 200) throw TestFailure(path + ": " + value.value("message", reply.body));
    return value;
}

void Browser::open(const std::string& url) {
    command("POST", session_ + "/url", {{"url", url}});
}

Json Browser::run(const std::string& script) {
    return command("POST", session_ + "/execute/sync",
                   {{"script", script}, {"args", Json::array()}});
}

std::string Browser::element(const std::string& selector) {
    const Json found =
        command("POST", session_ + "/element", {{"using", "css selector"}, {"value", selector}});
    return session_ + "/element/" + found.front().get<std::string>();
}

std::string Browser::text(const std::string& selector) {
    return command("GET", element(selector) + "/text");
}

void Browser::wait_for(const std::string& script) {
    try {
        wait_until([&] { return run(script) == true; }, script);
    } catch (const TestFailure& failure) {
        const std::string page = run("return document.body.innerText");
        throw TestFailure(failure.what() + std::string("\nThe page says:\n") + page);
    }
}

void Browser::click(const std::string& selector) {
    command("POST", element(selector) + "/click");
}

void Browser::resize(int width, int height) {
    command("POST", session_ + "/window/rect", {{"width", width}, {"height", height}});
}

std::string Browser::screenshot() {
    return decoded(command("GET", session_ + "/screenshot"));
}

}  // namespace support
