#include "core/servers/server_pool.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "unit/core/support.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::CacheUse;
using core::Network;
using core::Server;
using core::ServerPool;
using core::SpawnReason;

namespace {

struct Pool : OneTurn {
    Server& add(SpawnReason purpose = SpawnReason::kReplaceStuck) {
        return pool.add(purpose, Network::kNormal, turn);
    }
    void pass(core::Duration time) {
        OneTurn::pass(time);
        pool.begin_turn();
    }

    ServerPool pool;
};

}  // namespace

TEST_CASE("The first server is active and the second is the standby") {
    Pool p;
    CHECK_FALSE(p.pool.active());
    CHECK_FALSE(p.pool.standby());
    Server& first = p.add(SpawnReason::kFirst);
    CHECK(p.pool.active() == &first);
    CHECK_FALSE(p.pool.standby());
    p.pass(2s);
    Server& second = p.pool.add(SpawnReason::kReturnOnline, Network::kOffline, p.turn);
    CHECK(p.pool.active() == &first);
    CHECK(p.pool.standby() == &second);
    CHECK((p.pool.is_active(first) && !p.pool.is_standby(first)));
    CHECK((p.pool.is_standby(second) && !p.pool.is_active(second)));
    CHECK(p.pool.both() == std::array<Server*, 2>{&first, &second});
    CHECK(second.spawn_reason == SpawnReason::kReturnOnline);
    CHECK(second.offline());
    CHECK(second.spawned == kStart + 2s);
}

TEST_CASE("A generation can be found while it exists and its number is not reused") {
    Pool p;
    CHECK_FALSE(p.pool.find(1));
    Server& first = p.add();
    Server& second = p.add();
    CHECK(p.pool.find(1) == &first);
    CHECK(p.pool.find(2) == &second);
    p.pool.retire(second, false, p.turn);
    CHECK_FALSE(p.pool.find(2));
    CHECK(p.add().generation == 3);
    CHECK(p.pool.find(0) == nullptr);
}

TEST_CASE("The next server becomes active after the active one is gone") {
    Pool p;
    p.pool.retire(p.add(), false, p.turn);
    CHECK_FALSE(p.pool.active());
    Server& next = p.add();
    CHECK(p.pool.active() == &next);
}

TEST_CASE("A switch makes the standby active and the old server can be retired") {
    Pool p;
    Server& old = p.add();
    Server& fresh = p.add();
    CHECK(p.pool.switch_over() == &old);
    CHECK(p.pool.active() == &fresh);
    CHECK_FALSE(p.pool.standby());
    CHECK_FALSE(p.pool.find(old.generation));
    p.pool.retire(old, false, p.turn);
    const auto ended = p.effects<core::effect::EndServer>();
    REQUIRE(ended.size() == 1);
    CHECK(ended[0]->generation == 1);
    CHECK(p.pool.active() == &fresh);
}

TEST_CASE("A standby takes over if there is no active server") {
    Pool p;
    Server& old = p.add();
    Server& fresh = p.add();
    p.pool.retire(old, false, p.turn);
    CHECK(p.pool.switch_over() == nullptr);
    CHECK(p.pool.active() == &fresh);
}

TEST_CASE("retire tells whether the server's cache is bad") {
    struct Row {
        bool dump;
        CacheUse cache;
        bool gate_open;
        bool cache_is_bad;
    };
    for (const Row& row :
         {Row{true, CacheUse::kSame, true, true}, Row{false, CacheUse::kSame, true, false},
          Row{false, CacheUse::kSame, false, false}, Row{false, CacheUse::kClean, true, false},
          Row{false, CacheUse::kClean, false, true}}) {
        CAPTURE(row.dump, static_cast<int>(row.cache), row.gate_open);
        Pool p;
        Server& server = p.add();
        server.cache = row.cache;
        server.gate_open = row.gate_open;
        server.activity.observe(gopls_with(), p.turn.now);
        p.pool.retire(server, row.dump, p.turn);
        const auto ended = p.effects<core::effect::EndServer>();
        REQUIRE(ended.size() == 1);
        CHECK(ended[0]->dump == row.dump);
        CHECK(ended[0]->cache_is_bad == row.cache_is_bad);
        CHECK(ended[0]->process == core::ProcessRef{kServerPid, kServerPid});
        CHECK(p.logged() ==
              Events{{core::LogLevel::kInfo, core::Event::kEnded, {{"generation", 1}}}});
    }
}

TEST_CASE("A retired server lives until the next turn") {
    Pool p;
    Server& server = p.add();
    server.output.append(lsp::notification("m", "{}"));
    const auto frame = server.output.next();
    REQUIRE((frame && *frame));
    p.pool.retire(server, false, p.turn);
    // An effect may point into it. A sanitizer sees a use after free.
    CHECK((*frame)->body == R"({"jsonrpc":"2.0","method":"m","params":{}})");
}

TEST_CASE("A retired server gets a buffer for late output") {
    Pool p;
    Server& server = p.add();
    CHECK(p.pool.room(1).data() == server.output.prepare().data());
    p.pool.retire(server, false, p.turn);
    p.pass(1s);
    const auto late = p.pool.room(1);
    REQUIRE_FALSE(late.empty());
    std::fill(late.begin(), late.end(), 'x');
    CHECK_FALSE(p.pool.room(77).empty());
}

TEST_CASE("Views into a replaced reader stay valid for the turn") {
    Pool p;
    Server& server = p.add();
    server.output.append(lsp::notification("old", "{}"));
    const auto frame = server.output.next();
    REQUIRE((frame && *frame));
    p.pool.exchange_output(server, lsp::FrameReader());
    server.output.append(lsp::notification("new", "{}"));
    const auto next = server.output.next();
    REQUIRE((next && *next));
    CHECK((*next)->body == R"({"jsonrpc":"2.0","method":"new","params":{}})");
    CHECK((*frame)->body == R"({"jsonrpc":"2.0","method":"old","params":{}})");
}
