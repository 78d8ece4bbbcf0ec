// Tests the bounds of the data that the core keeps of a session, each from both sides.
#include <algorithm>
#include <string>

#include "core/evidence/crash.hpp"
#include "core/evidence/goroutines.hpp"
#include "core/evidence/incident.hpp"
#include "core/evidence/recent_messages.hpp"
#include "core/workspace/server_log.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using core::RecentMessages;
using nlohmann::json;

namespace {

std::vector<json> lines_of(const RecentMessages& messages) {
    std::vector<json> lines;
    const std::string text = messages.json_lines(core::Time{});
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(json::parse(text.substr(at, end - at)));
        at = end + 1;
    }
    return lines;
}

void note(RecentMessages& messages, std::string_view id, std::string_view method = "m") {
    messages.record(1, {lsp::Kind::kRequest, id, method, false}, 1, core::Time{});
}

}  // namespace

TEST_CASE("RecentMessages keeps the newest messages up to its capacity") {
    RecentMessages messages;
    CHECK(lines_of(messages).empty());
    for (std::size_t i = 0; i < RecentMessages::kCapacity; ++i) note(messages, std::to_string(i));
    CHECK(lines_of(messages).size() == RecentMessages::kCapacity);
    CHECK(lines_of(messages).front()["id"] == "0");
    note(messages, "new");
    CHECK(lines_of(messages).size() == RecentMessages::kCapacity);
    CHECK(lines_of(messages).front()["id"] == "1");
    CHECK(lines_of(messages).back()["id"] == "new");
}

TEST_CASE("RecentMessages keeps the beginning of a long method and id") {
    RecentMessages messages;
    note(messages, std::string(23, 'i'), std::string(47, 'm'));
    note(messages, std::string(24, 'i'), std::string(48, 'm'));
    note(messages, std::string(1000, 'i'), std::string(1000, 'm'));
    for (const json& line : lines_of(messages)) {
        CHECK(line["id"] == std::string(23, 'i'));
        CHECK(line["method"] == std::string(47, 'm'));
    }
}

TEST_CASE("A crash reason is one line of at most 200 bytes") {
    const std::string start = "panic: ";
    const std::string fits = start + std::string(200 - start.size(), 'x');
    CHECK(core::read_crash(fits).reason == fits);
    CHECK(core::read_crash(fits + "y").reason == fits);
    CHECK(core::read_crash(fits + "y\n\ngoroutine 1 [running]:\n").is_panic);
}

TEST_CASE("A build cache fault is one line of at most 300 bytes") {
    const std::string words = "failed to initialize build cache";
    const std::string fits = words + std::string(300 - words.size(), 'x');
    CHECK(core::build_cache_fault(fits, "") == fits);
    CHECK(core::build_cache_fault(fits + "y\nmore", "") == fits);
}

TEST_CASE("A function and place and state of a dump are truncated at 300 bytes") {
    const auto parsed = [](std::size_t n) {
        const std::string word(n - 2, 'x');
        const auto dump = core::parse_goroutines("goroutine 1 [" + word + "zz]:\n" + word +
                                                 ".f(0x1)\n\t" + word + ":1 +0x2\n");
        REQUIRE(dump.goroutines.size() == 1);
        REQUIRE(dump.goroutines[0].frames.size() == 1);
        return dump.goroutines[0];
    };
    for (const std::size_t n : {299, 300, 301, 5000}) {
        const std::size_t kept = std::min(n, std::size_t{300});
        const core::Goroutine goroutine = parsed(n);
        CHECK(goroutine.state.size() == kept);
        CHECK(goroutine.frames[0].function.size() == kept);
        CHECK(goroutine.frames[0].place.size() == kept);
    }
}

TEST_CASE("An incident's timeline keeps the first 200 events") {
    core::Incident incident(1, 1, {core::verdict::Deadlocked{}}, {}, core::Time{} + 1h);
    const auto timeline = [&] { return json::parse(incident.effect().json)["timeline"]; };
    const std::size_t before = timeline().size();
    for (std::size_t i = before; i < 200; ++i) incident.happened(core::Time{} + 1h, "event");
    CHECK(timeline().size() == 200);
    for (int i = 0; i < 300; ++i) incident.tried(core::Time{} + 1h, "too many");
    CHECK(timeline().size() == 200);
    CHECK(json::parse(incident.effect().json)["remedies"].size() == 200);
}
