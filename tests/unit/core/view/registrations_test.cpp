#include "core/view/registrations.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "support/catch.hpp"

using core::EditorRegistrations;
using core::ServerRegistrations;
using nlohmann::json;

namespace {

json one(const std::string& id, const json& options = nullptr,
         const std::string& method = "workspace/didChangeWatchedFiles") {
    json r = {{"id", id}, {"method", method}};
    if (!options.is_null()) r["registerOptions"] = options;
    return r;
}

std::string registering(const std::vector<json>& items) {
    return json{{"registrations", items}}.dump();
}

std::string giving_up(const std::string& id) {
    return json{{"unregisterations",
                 json::array({{{"id", id}, {"method", "workspace/didChangeWatchedFiles"}}})}}
        .dump();
}

ServerRegistrations server(const std::vector<json>& items) {
    ServerRegistrations s;
    s.registered(registering(items));
    return s;
}

std::string id_in(const std::string& params, const char* list) {
    return json::parse(params).at(list).at(0).at("id");
}

}  // namespace

TEST_CASE("EditorRegistrations passes the first server's registrations unchanged") {
    EditorRegistrations editor;
    CHECK_FALSE(editor.registered(registering({one("w"), one("c")}), false));
    CHECK_FALSE(editor.registered(registering({one("w")}), false));
    CHECK_FALSE(editor.unregistered(giving_up("w")));
    CHECK_FALSE(editor.unregistered(giving_up("unknown")));
}

TEST_CASE("A server with the same registrations sends nothing to the editor") {
    EditorRegistrations editor;
    editor.registered(registering({one("w", {{"a", 1}}), one("c", nullptr, "other")}), false);
    const auto change =
        editor.replaced_by(server({one("x", nullptr, "other"), one("w", {{"a", 1}})}));
    CHECK(change.unregister_params.empty());
    CHECK(change.register_params.empty());
    // The editor still uses the id "c".
    const auto given_up = editor.unregistered(
        json{{"unregisterations", json::array({{{"id", "x"}, {"method", "other"}}})}}.dump());
    REQUIRE(given_up);
    CHECK(id_in(*given_up, "unregisterations") == "c");
}

TEST_CASE("Missing registrations are withdrawn and new ones get an unused id") {
    EditorRegistrations editor;
    editor.registered(registering({one("w", {{"a", 1}})}), false);
    const auto change = editor.replaced_by(server({one("w", {{"a", 2}})}));
    REQUIRE_FALSE(change.unregister_params.empty());
    REQUIRE_FALSE(change.register_params.empty());
    CHECK(id_in(change.unregister_params, "unregisterations") == "w");
    const std::string fresh = id_in(change.register_params, "registrations");
    CHECK(fresh != "w");
    CHECK(json::parse(change.register_params)["registrations"][0]["registerOptions"] ==
          json{{"a", 2}});
    const auto given_up = editor.unregistered(giving_up("w"));
    REQUIRE(given_up);
    CHECK(id_in(*given_up, "unregisterations") == fresh);
}

TEST_CASE("A server without registrations withdraws all") {
    EditorRegistrations editor;
    editor.registered(registering({one("w"), one("c")}), false);
    const auto change = editor.replaced_by({});
    CHECK(json::parse(change.unregister_params)["unregisterations"].size() == 2);
    CHECK(change.register_params.empty());
}

TEST_CASE("Equal registrations are matched one to one") {
    EditorRegistrations editor;
    editor.registered(registering({one("1"), one("2")}), false);
    const auto change = editor.replaced_by(server({one("a"), one("b"), one("c")}));
    CHECK(change.unregister_params.empty());
    CHECK(json::parse(change.register_params)["registrations"].size() == 1);
}

TEST_CASE("A later server's registration does not reuse a live id") {
    EditorRegistrations editor;
    editor.registered(registering({one("w", {{"a", 1}})}), false);
    editor.replaced_by(server({one("v", {{"a", 1}})}));
    // The later server's "w" is a different registration from the editor's "w".
    const auto renamed = editor.registered(registering({one("w", {{"a", 2}})}), true);
    REQUIRE(renamed);
    const std::string fresh = id_in(*renamed, "registrations");
    CHECK(fresh != "w");
    CHECK(json::parse(*renamed)["registrations"][0]["registerOptions"] == json{{"a", 2}});
    CHECK(id_in(*editor.unregistered(giving_up("v")), "unregisterations") == "w");
    CHECK(id_in(*editor.unregistered(giving_up("w")), "unregisterations") == fresh);
    CHECK_FALSE(editor.registered(registering({one("w")}), true));
}

TEST_CASE("A refused registration is not withdrawn and its id is free") {
    EditorRegistrations editor;
    const std::string both = registering({one("w", {{"a", 1}}), one("c", nullptr, "other")});
    editor.registered(both, false);
    editor.refused(registering({one("w", {{"a", 1}})}));
    SECTION("by its server") {
        CHECK(editor.unregistered(giving_up("w")) == std::string());
        // After that it is unknown.
        CHECK_FALSE(editor.unregistered(giving_up("w")));
    }
    SECTION("among others") {
        const json items = json::array({{{"id", "w"}}, {{"id", "c"}}, {{"id", "unknown"}}});
        const auto params = editor.unregistered(json{{"unregisterations", items}}.dump());
        REQUIRE(params);
        CHECK(json::parse(*params)["unregisterations"] ==
              json::array({{{"id", "c"}}, {{"id", "unknown"}}}));
    }
    SECTION("by the next server which registers it again") {
        const auto change =
            editor.replaced_by(server({one("w", {{"a", 1}}), one("c", nullptr, "other")}));
        CHECK(change.unregister_params.empty());
        REQUIRE_FALSE(change.register_params.empty());
        CHECK(id_in(change.register_params, "registrations") == "w");
    }
    SECTION("unless its server has registered it again") {
        CHECK_FALSE(editor.registered(registering({one("w", {{"a", 1}})}), true));
        CHECK_FALSE(editor.unregistered(giving_up("w")));
    }
}

TEST_CASE("No id is live twice over many generations") {
    EditorRegistrations editor;
    editor.registered(registering({one("w", 0)}), false);
    std::vector<std::string> live = {"w"};
    for (int generation = 1; generation < 20; ++generation) {
        const auto change = editor.replaced_by(server({one("w", generation), one("x", 99)}));
        const json gone = json::parse(change.unregister_params);
        for (const json& r : gone.at("unregisterations")) {
            CHECK(std::erase(live, r.at("id").get<std::string>()) == 1);
        }
        const json added = json::parse(change.register_params);
        for (const json& r : added.at("registrations")) {
            const std::string id = r.at("id");
            CHECK(std::find(live.begin(), live.end(), id) == live.end());
            live.push_back(id);
        }
    }
    CHECK(live.size() == 2);
}

TEST_CASE("ServerRegistrations follows the server's messages") {
    ServerRegistrations s = server({one("1"), one("2"), one("3")});
    s.unregistered(giving_up("2"));
    REQUIRE(s.live().size() == 2);
    CHECK(s.live()[0].id == "1");
    CHECK(s.live()[1].id == "3");
}

TEST_CASE("Malformed parameters do not throw") {
    const auto params = GENERATE(as<std::string>(), "", "null", "[]", "{", R"({"registrations":7})",
                                 R"({"registrations":[7,null]})", R"({"unregisterations":[7]})",
                                 R"({"registrations":[{"id":7,"method":"m"},{"id":"a"}]})",
                                 R"({"unregisterations":[{"id":7},{"id":null},{}]})");
    EditorRegistrations editor;
    ServerRegistrations s;
    CHECK_NOTHROW(editor.registered(params, true));
    CHECK_NOTHROW(editor.unregistered(params));
    CHECK_NOTHROW(editor.refused(params));
    CHECK_NOTHROW(s.registered(params));
    CHECK_NOTHROW(s.unregistered(params));
    CHECK_NOTHROW(editor.replaced_by(s));
}
