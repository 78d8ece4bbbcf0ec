#include "core/servers/server.hpp"

#include "support/catch.hpp"
#include "unit/core/support.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Network;
using core::Server;
using core::SpawnReason;
using Written = core::Server::Written;

namespace {

struct OneServer : OneTurn {
    /// Streams the first `n` bytes of a large message.
    void stream(std::string_view message, std::size_t n) {
        server.streamed.emplace();
        server.streamed->written_bytes = n;
        server.forward(message.substr(0, n), turn);
    }
    /// Writes the complete message that was streamed.
    Written end_stream(std::string_view message) {
        server.streamed->frame = message;
        return server.write(message, turn);
    }

    Server server{1, SpawnReason::kFirst, Network::kNormal, 1 << 20, turn.now};
};

const std::string kLarge = lsp::notification("large", R"({"n":1234567890})");
const std::string kTyped = lsp::notification("typed", "{}");
const std::string kOwn = lsp::request("1", "own", "{}");

}  // namespace

TEST_CASE("Server::write forwards at once") {
    OneServer s;
    CHECK(s.server.write(kTyped, s.turn) == Written::kPassedOn);
    CHECK(s.turn.forwarded);
    s.server.send(kOwn, s.turn);
    CHECK(s.written_to(1) == kTyped + kOwn);
    CHECK(s.server.written_bytes == kTyped.size() + kOwn.size());
}

TEST_CASE("The proxy's own message does not count as forwarded") {
    OneServer s;
    s.server.send(kOwn, s.turn);
    CHECK_FALSE(s.turn.forwarded);
}

TEST_CASE("Messages during a streamed message wait for its end in order") {
    OneServer s;
    s.stream(kLarge, 10);
    CHECK_FALSE(s.server.is_excused());
    CHECK(s.server.write(kTyped, s.turn) == Written::kWaits);
    s.server.send(kOwn, s.turn);
    CHECK(s.written_to(1) == kLarge.substr(0, 10));
    CHECK(s.server.written_bytes == 10);
    CHECK(s.server.is_excused());
    s.pass(1s);
    CHECK(s.end_stream(kLarge) == Written::kWithThoseBehind);
    CHECK(s.written_to(1) == kLarge.substr(10) + kTyped + kOwn);
    CHECK(s.server.written_bytes == kLarge.size() + kTyped.size() + kOwn.size());
    CHECK_FALSE(s.server.is_excused());
    s.pass(1s);
    CHECK(s.server.write(kTyped, s.turn) == Written::kPassedOn);
    CHECK(s.written_to(1) == kTyped);
}

TEST_CASE("An equal message with other memory does not end the stream") {
    OneServer s;
    s.stream(kLarge, 10);
    s.server.streamed->frame = kLarge;
    const std::string equal = kLarge;
    CHECK(s.server.write(equal, s.turn) == Written::kWaits);
    CHECK(s.written_to(1) == kLarge.substr(0, 10));
}

TEST_CASE("A server is excused while its output is not read") {
    OneServer s;
    CHECK_FALSE(s.server.is_excused());
    s.server.paused = true;
    CHECK(s.server.is_excused());
}

TEST_CASE("Reading the bytes written to it is not work of gopls") {
    OneServer s;
    s.stream(kLarge, 10);
    s.server.activity.observe(gopls_with(), s.turn.now);
    s.pass(1s);
    s.server.write(kTyped, s.turn);
    s.end_stream(kLarge);
    s.server.send(std::string(100'000, 'x'), s.turn);
    core::Snapshot seen = gopls_with();
    seen.processes[0].read_chars = s.server.written_bytes;
    s.server.activity.observe(seen, s.turn.now);
    CHECK(s.server.activity.quiet(s.turn.now) == 1s);
    s.pass(1s);
    seen.processes[0].read_chars += 100'000;
    s.server.activity.observe(seen, s.turn.now);
    CHECK(s.server.activity.quiet(s.turn.now) == 0s);
}

TEST_CASE("The first server always takes messages and later ones only after catching up") {
    using Phase = Server::Phase;
    struct Row {
        Phase phase;
        bool loading;
        bool later_takes;
    };
    for (const Row& row :
         {Row{Phase::kSpawned, true, false}, Row{Phase::kInitializing, true, false},
          Row{Phase::kInitialized, true, false}, Row{Phase::kLoading, true, true},
          Row{Phase::kReady, false, true}}) {
        CAPTURE(static_cast<int>(row.phase));
        for (const SpawnReason purpose : {SpawnReason::kFirst, SpawnReason::kReplaceDead,
                                          SpawnReason::kReplaceStuck, SpawnReason::kAskedFor}) {
            Server server(2, purpose, Network::kNormal, 1 << 20, kStart);
            server.phase = row.phase;
            CHECK(server.loading() == row.loading);
            CHECK(server.takes_messages() == (purpose == SpawnReason::kFirst || row.later_takes));
        }
    }
}

TEST_CASE("A server with restricted network is offline") {
    for (const auto& [network, offline] :
         std::map<Network, bool>{{Network::kNormal, false},
                                 {Network::kOffline, true},
                                 {Network::kOfflineLocalToolchain, true}}) {
        CHECK(Server(1, SpawnReason::kFirst, network, 1 << 20, kStart).offline() == offline);
    }
}

TEST_CASE("Server::process is the last one observed") {
    OneServer s;
    CHECK(s.server.process() == core::ProcessRef{});
    s.server.activity.observe(gopls_with(), s.turn.now);
    CHECK(s.server.process() == core::ProcessRef{kServerPid, kServerPid});
}
