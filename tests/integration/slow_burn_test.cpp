// A load that computes for 30 s, which is left alone.
#include "support/catch.hpp"
#include "support/go_wrapper.hpp"
#include "support/steps.hpp"

using core::Event;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

TEST_CASE("a go list that computes for 30 s is not ended", "[slow_burn][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const support::GoWrapper go(sandbox);
    go.burn_in_next_load(30);
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const ProxyLog log(sandbox);
    CHECK_FALSE(log.has({Event::kSpawn, {{"generation", 2}}}));
    CHECK_FALSE(log.has({Event::kRemedy, {{"remedy", "end_command"}}}));
    steps::finish(*editor);
}
