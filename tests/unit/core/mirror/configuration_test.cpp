#include "core/mirror/configuration.hpp"

#include "support/catch.hpp"
#include "unit/core/session_support.hpp"

using namespace session_support;

TEST_CASE("Configuration returns an answer exactly as it was written") {
    Session session;
    session.configuration.answered(
        asking({item("gopls")}),
        R"({"id":1,"result":[{"a":1.50,"b":12345678901234567890,"c":"\ud800"}]})");
    CHECK(session.configuration.known(asking({item("gopls")})) ==
          R"([{"a":1.50,"b":12345678901234567890,"c":"\ud800"}])");
}

TEST_CASE("Configuration is remembered item by item") {
    Session session;
    CHECK_FALSE(session.configuration.known(asking({item("gopls")})));
    answer(session, {item("gopls"), item("gopls", "file:///a")},
           json::array({{{"x", 1}}, {{"x", 2}}}));
    const auto known = [&](const Items& items) {
        const auto answered = session.configuration.known(asking(items));
        return answered ? json::parse(*answered) : json("nothing");
    };
    CHECK(known({item("gopls")}) == json::array({{{"x", 1}}}));
    CHECK(known({item("gopls", "file:///a"), item("gopls")}) ==
          json::array({{{"x", 2}}, {{"x", 1}}}));
    // The order of an item's members does not matter.
    CHECK(json::parse(*session.configuration.known(
              R"({"items":[{"section":"gopls","scopeUri":"file:///a"}]})")) ==
          json::array({{{"x", 2}}}));
    CHECK(known({item("gopls"), item("other")}) == json::array({{{"x", 1}}, nullptr}));
    CHECK(known({item("other")}) == "nothing");
    answer(session, {item("gopls")}, json::array({{{"x", 3}}}));
    CHECK(known({item("gopls")}) == json::array({{{"x", 3}}}));
}

TEST_CASE("Configuration rejects answers that do not match the question") {
    Session session;
    answer(session, {item("a"), item("b")}, json::array({1}));
    answer(session, {item("a")}, "no array");
    session.configuration.answered("broken", "broken");
    CHECK_FALSE(session.configuration.known(asking({item("a"), item("b")})));
    CHECK_FALSE(session.configuration.known("broken"));
}

TEST_CASE("nulls returns one null for each requested item") {
    CHECK(core::Configuration::nulls(asking({item("a"), item("b")})) == "[null,null]");
    CHECK(core::Configuration::nulls("broken") == "[]");
}

TEST_CASE("gopls_watches follows gopls's rules for fileWatcher") {
    const auto given = [](const json& options) {
        return session_with({{"initializationOptions", options}});
    };
    CHECK_FALSE(given(json()).configuration.gopls_watches());
    CHECK_FALSE(given({{"fileWatcher", "off"}}).configuration.gopls_watches());
    for (const char* mode : {"fsnotify", "poll", "FsNotify", "POLL"})
        CHECK(given({{"fileWatcher", mode}}).configuration.gopls_watches());
    CHECK(given({{"ui.experimental.fileWatcher", "poll"}}).configuration.gopls_watches());
    // gopls rejects these values and keeps its setting.
    for (const json& mode : {json("inotify"), json(true), json(), json("")})
        CHECK_FALSE(given({{"fileWatcher", mode}}).configuration.gopls_watches());
    CHECK_FALSE(given("poll").configuration.gopls_watches());

    Session session = given({{"fileWatcher", "poll"}});
    const auto answered = [&](const char* scope, const json& settings) {
        answer(session, {item("gopls", scope)}, json::array({settings}));
        return session.configuration.gopls_watches();
    };
    CHECK(answered("file:///a", {{"fileWatcher", "off"}}));
    CHECK(answered(nullptr, {{"fileWatcher", "inotify"}}));
    CHECK(answered(nullptr, nullptr));
    CHECK(answered(nullptr, json::object()));
    CHECK_FALSE(answered(nullptr, {{"fileWatcher", "Off"}}));
    CHECK_FALSE(answered("file:///a", {{"fileWatcher", "poll"}}));
    CHECK_FALSE(answered(nullptr, json::object()));
    CHECK(answered(nullptr, {{"fileWatcher", "fsnotify"}}));
}

TEST_CASE("go_work prefers the folder's setting to the global one") {
    CHECK_FALSE(session_with(json::object()).configuration.go_work());
    const auto env = [](const json& go_work) {
        return json{{"build.env", {{"GOWORK", go_work}, {"GOFLAGS", "-mod=mod"}}}};
    };
    CHECK_FALSE(session_with({{"initializationOptions", env(7)}}).configuration.go_work());
    CHECK_FALSE(
        session_with({{"initializationOptions", {{"env", "GOWORK=off"}}}}).configuration.go_work());
    Session session = session_with({{"initializationOptions", env("/first.work")}});
    const auto answered = [&](const char* scope, const json& settings) {
        answer(session, {item("gopls", scope)}, json::array({settings}));
        return session.configuration.go_work().value_or("none");
    };
    CHECK(session.configuration.go_work() == "/first.work");
    CHECK(answered("file:///a", json::object()) == "/first.work");
    CHECK(answered("file:///a", env("/a.work")) == "/a.work");
    CHECK(answered("file:///b", env("off")) == "off");
    CHECK(answered("file:///c", {{"env", {{"GOFLAGS", "x"}}}}) == "off");
    CHECK(answered("file:///b", json()) == "/a.work");
    CHECK(answered(nullptr, env("")) == "/a.work");
    CHECK(answered("file:///a", json::object()).empty());
    CHECK(answered(nullptr, json::object()).empty());  // gopls keeps it too
}
