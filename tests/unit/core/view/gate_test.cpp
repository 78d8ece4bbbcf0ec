#include "core/view/gate.hpp"

#include <nlohmann/json.hpp>

#include "core/relay/pending.hpp"
#include "core/view/server_requests.hpp"
#include "lsp/message.hpp"
#include "support/catch.hpp"

using core::GatedOutput;
using core::HeldDiagnostics;
using core::Progress;
using core::ShownDiagnostics;
using nlohmann::json;
using What = core::Progress::What;

namespace {

std::string progress(const std::string& raw_token, const char* kind) {
    return R"({"token":)" + raw_token + R"(,"value":{"kind":")" + kind + R"("}})";
}

std::string published(const std::string& uri, const json& diagnostics) {
    return json{{"uri", uri}, {"diagnostics", diagnostics}}.dump();
}

const json kOne = json::array({{{"message", "x"}}});
const json kNone = json::array();

json answer(const std::string& method, const json& params, GatedOutput& gated) {
    const std::string body = json{{"id", 7}, {"method", method}, {"params", params}}.dump();
    const core::Session session;
    return json::parse(
        lsp::body_of(core::answer_behind_gate(lsp::peek(body), body, session, gated)));
}

}  // namespace

TEST_CASE("Progress is open from its begin to its end") {
    Progress p;
    CHECK(p.notified(progress("1", "begin")) == What::kBegin);
    CHECK(p.notified(progress("\"1\"", "begin")) == What::kBegin);
    CHECK(p.notified(progress("1", "report")) == What::kReport);
    CHECK(p.open().size() == 2);
    CHECK(p.open().at("1") == progress("1", "begin"));
    CHECK(p.notified(progress("1", "end")) == What::kEnd);
    CHECK(p.notified(progress("2", "end")) == What::kEnd);
    REQUIRE(p.open().size() == 1);
    CHECK(p.open().contains("\"1\""));
}

TEST_CASE("Progress ignores other notifications") {
    Progress p;
    for (const char* params :
         {"", "null", R"({"token":1,"value":[]})", R"({"token":1})",
          R"({"value":{"kind":"begin"}})", R"({"token":1,"value":{"kind":"other"}})"}) {
        CHECK(p.notified(params) == What::kOther);
    }
    CHECK(p.open().empty());
}

TEST_CASE("Progress::message builds a notification") {
    const json message = json::parse(lsp::body_of(Progress::message("\"t\"", R"({"kind":"end"})")));
    CHECK(message.at("method") == "$/progress");
    CHECK(message.at("params") == json{{"token", "t"}, {"value", {{"kind", "end"}}}});
}

TEST_CASE("take_older_than returns diagnostics of older servers once") {
    ShownDiagnostics shown;
    shown.published(1, published("a", kOne));
    shown.published(1, published("b", kOne));
    shown.published(1, published("c", kOne));
    shown.published(1, published("never", kNone));
    shown.published(2, published("a", kOne));
    shown.published(2, published("b", kNone));
    CHECK(shown.take_older_than(1).empty());
    CHECK(shown.take_older_than(2) == std::vector<std::string>{"\"c\""});
    CHECK(shown.take_older_than(2).empty());
    CHECK(shown.take_older_than(3) == std::vector<std::string>{"\"a\""});
    shown.published(3, "broken");
    CHECK(shown.take_older_than(9).empty());
}

TEST_CASE("clearing uses the server's spelling of the URI") {
    const json message =
        json::parse(lsp::body_of(ShownDiagnostics::clearing(R"("file:///a%20b")")));
    CHECK(message.at("params") == json{{"uri", "file:///a%20b"}, {"diagnostics", kNone}});
}

TEST_CASE("HeldDiagnostics keeps the newest diagnostics of each document") {
    HeldDiagnostics held;
    held.published(published("a", kOne), "first");
    held.published(published("b", kOne), "other");
    held.published(published("a", kNone), "second");
    held.published("{}", "nothing");
    REQUIRE(held.frames().size() == 2);
    CHECK(held.frames().at("\"a\"") == "second");
}

TEST_CASE("Every request behind the gate gets an answer") {
    GatedOutput gated;
    CHECK(answer("window/workDoneProgress/create", {{"token", 1}}, gated).at("result").is_null());
    CHECK(answer("window/showMessageRequest", {}, gated).at("result").is_null());
    CHECK(answer("workspace/semanticTokens/refresh", {}, gated).at("result").is_null());
    CHECK(answer("workspace/workspaceFolders", {}, gated).at("result").is_null());
    CHECK(answer("workspace/applyEdit", {}, gated).at("result") == json{{"applied", false}});
    CHECK(answer("window/showDocument", {}, gated).at("result") == json{{"success", false}});
    CHECK(answer("anything/else", {}, gated).at("error").at("code") == -32601);
    CHECK(answer("anything/else", {}, gated).at("id") == 7);
}

TEST_CASE("Registrations behind the gate are recorded") {
    GatedOutput gated;
    answer("client/registerCapability",
           {{"registrations",
             json::array({{{"id", "a"}, {"method", "m"}}, {{"id", "b"}, {"method", "m"}}})}},
           gated);
    answer("client/unregisterCapability",
           {{"unregisterations", json::array({{{"id", "a"}, {"method", "m"}}})}}, gated);
    REQUIRE(gated.registrations.live().size() == 1);
    CHECK(gated.registrations.live()[0].id == "b");
}

TEST_CASE("A token created behind the gate is unseen until it is shown or ends") {
    GatedOutput gated;
    answer("window/workDoneProgress/create", {{"token", "t"}}, gated);
    CHECK(gated.progress.is_unseen("\"t\""));
    CHECK(gated.progress.open().empty());
    gated.progress.notified(progress("\"t\"", "begin"));
    CHECK(gated.progress.is_unseen("\"t\""));
    CHECK(gated.progress.is_open(R"("\u0074")"));
    CHECK_FALSE(gated.progress.is_open("t"));
    SECTION("shown") {
        gated.progress.shown("\"t\"");
        CHECK(gated.progress.open().size() == 1);
    }
    SECTION("over") {
        gated.progress.notified(progress("\"t\"", "end"));
        CHECK(gated.progress.open().empty());
    }
    CHECK_FALSE(gated.progress.is_unseen("\"t\""));
}

TEST_CASE("Notifications behind the gate are held or dropped") {
    GatedOutput gated;
    const auto hold = [&](const char* method, const std::string& params) {
        const std::string body =
            R"({"method":")" + std::string(method) + R"(","params":)" + params + "}";
        core::hold_behind_gate(lsp::peek(body), body, "frame", gated);
    };
    hold("textDocument/publishDiagnostics", published("a", kOne));
    hold("$/progress", progress("1", "begin"));
    hold("window/logMessage", "{}");
    CHECK(gated.held.frames().size() == 1);
    CHECK(gated.progress.open().size() == 1);
}

TEST_CASE("ServerRequests uses integer ids in their own range") {
    core::ServerRequests asked;
    const lsp::RequestId first = asked.new_id();
    const lsp::RequestId second = asked.new_id();
    CHECK(first != second);
    CHECK(std::stoll(first.raw()) >= 1'000'000'000);
    core::ServerRequest one;
    one.generation = 2;
    one.method = "m";
    asked.add(first, one);
    CHECK(asked.taken(first));
    CHECK_FALSE(asked.taken(second));
    asked.retire(1);
    CHECK_FALSE(asked.begin()->second.retired);
    asked.retire(2);
    REQUIRE(asked.take(first));
    CHECK_FALSE(asked.take(first));
}

TEST_CASE("PendingRequests removes each request once and keeps their order") {
    core::PendingRequests pending;
    const core::Method method{.name = "m", .traits = {}};
    const auto add = [&](const lsp::RequestId& id, std::uint64_t order) {
        core::Pending* added = pending.add(id, method);
        if (added) added->order = order;
        return added;
    };
    for (int n : {3, 1, 2}) {
        const auto id = lsp::RequestId::from_integer(n);
        CHECK(add(id, static_cast<std::uint64_t>(n)));
        CHECK_FALSE(add(id, 100));
    }
    CHECK(add(lsp::RequestId::from_raw("\"1\""), 9));
    std::vector<std::string> order;
    for (const core::Pending* p : pending.in_order()) order.push_back(p->id.raw());
    CHECK(order == std::vector<std::string>{"1", "2", "3", "\"1\""});
    const auto first = lsp::RequestId::from_integer(1);
    pending.answered(*pending.find(first));
    CHECK_FALSE(pending.find(first));
    CHECK(pending.size() == 3);
}

TEST_CASE("A reused entry of PendingRequests contains nothing of its previous request") {
    core::PendingRequests pending;
    const core::Method first{.name = "first", .traits = {}};
    const core::Method second{.name = "second", .traits = {}};
    const auto id = [](int n) { return lsp::RequestId::from_integer(n); };
    for (int n = 0; n < 3; ++n) {
        core::Pending* entry = pending.add(id(n), first);
        REQUIRE(entry);
        entry->frame = "a frame that needs memory of its own, if it is long enough";
        entry->generation = 7;
        entry->cancelled = entry->reissued = entry->aside = true;
    }
    for (int n = 0; n < 3; ++n) pending.answered(*pending.find(id(n)));
    CHECK(pending.empty());
    core::Pending* again = pending.add(lsp::RequestId::from_raw("\"text\""), second);
    REQUIRE(again);
    CHECK(again->id.raw() == "\"text\"");
    CHECK(again->method == &second);
    CHECK(again->frame.empty());
    CHECK(again->generation == 0);
    CHECK_FALSE((again->cancelled || again->reissued || again->aside));
    // Duplicates are rejected with and without spare entries.
    CHECK_FALSE(pending.add(lsp::RequestId::from_raw("\"text\""), first));
    CHECK(pending.find(again->id) == again);
    CHECK(pending.size() == 1);
    CHECK(pending.add(id(1), first));
    CHECK(pending.add(id(2), first));
    CHECK_FALSE(pending.add(id(2), first));
    CHECK(pending.size() == 3);
}
