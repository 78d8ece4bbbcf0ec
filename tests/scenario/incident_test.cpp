// The record of a stall. Verdict and evidence are saved before anything is ended, the remedies and
// the outcome afterwards.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

json incident(const World& world, int number = 1) {
    REQUIRE(world.incidents.contains(number));
    return json::parse(world.incidents.at(number).json);
}

bool tells(const json& incident, std::string_view words) {
    for (const json& event : incident.at("timeline")) {
        if (event.at("what").get<std::string>().find(words) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("an incident records a replacement from the verdict to the answer") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package secret\n");
    world.passes(2s);
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);

    json kept = incident(world);
    CHECK(kept.at("schema") == 1);
    CHECK(kept.at("verdict") == "deadlocked");
    CHECK(kept.at("outcome") == "open");
    CHECK(kept.at("remedies") == json::array({"standby_clean"}));
    CHECK(kept.at("seconds_to_verdict") == 5.0);
    CHECK(kept.at("seconds_to_answer").is_null());
    CHECK(kept.at("evidence").at("head") == kHover);
    CHECK(kept.at("waiting_requests").size() == 1);
    CHECK(kept.at("open_documents") == 1);
    CHECK(kept.at("processes").at(0).at("pid") == world.gopls(1).leader().ref.pid);
    CHECK(tells(kept, "spawn generation=2"));
    CHECK_FALSE(world.gopls(1).ended);  // saved before anything is ended

    world.passes(1s);
    world.gopls(2).goes_on();
    world.settle();
    kept = incident(world);
    CHECK(kept.at("outcome") == "replaced");
    CHECK(kept.at("seconds_to_answer") == 7.0);
    CHECK(tells(kept, "switch generation=2"));
    CHECK(world.incidents.size() == 1);
}

TEST_CASE("an incident lists the newest messages without their contents") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package secret\n");
    for (int i = 0; i < 600; ++i) world.editor.asks(kHover, at(kFile));
    world.settle();
    deadlocks(world);
    world.passes(6s);
    const std::string& messages = world.incidents.at(1).messages;
    CHECK(std::count(messages.begin(), messages.end(), '\n') == 500);
    CHECK(messages.find("secret") == std::string::npos);
    const json last = json::parse(messages.substr(messages.rfind("{\"at")));
    CHECK(last.at("from") == "editor");
    CHECK(last.at("method") == kHover);
    CHECK(last.at("at_seconds") == -5.0);
}

TEST_CASE("a death over the budget is recorded as given up") {
    core::Settings settings;
    settings.budget.replacements = 0;
    World world(settings);
    world.session_runs();
    world.dies(1, {0, 11});
    CHECK(incident(world).at("verdict") == "dead");
    CHECK(incident(world).at("outcome") == "gave_up");
}

TEST_CASE("an incident records its outcome") {
    World world;
    world.session_runs();
    SECTION("averted: the old gopls answered first") {
        later_servers_hang_on(world, "initialized");
        deadlocks(world);
        world.passes(6s);
        world.gopls(1).goes_on();
        world.settle();
        CHECK(incident(world).at("outcome") == "averted");
        CHECK(incident(world).at("seconds_to_answer") == 6.0);
    }
    SECTION("recovered: gopls was continued") {
        world.gopls(1).leader().state = 'T';
        deadlocks(world);
        world.passes(5s);
        world.gopls(1).leader().state = 'S';
        world.gopls(1).goes_on();
        world.settle();
        CHECK(incident(world).at("outcome") == "recovered");
        CHECK(incident(world).at("remedies") == json::array({"sigcont"}));
    }
    SECTION("session_ended: the editor left") {
        later_servers_hang_on(world, "initialized");
        deadlocks(world);
        world.passes(6s);
        world.editor_goes();
        CHECK(incident(world).at("outcome") == "session_ended");
    }
    SECTION("the next incident has a number of its own") {
        deadlocks_and_is_replaced(world);
        deadlocks_and_is_replaced(world);
        CHECK(incident(world, 1).at("outcome") == "replaced");
        CHECK(incident(world, 2).at("outcome") == "replaced");
        CHECK(world.incidents.size() == 2);
    }
}
