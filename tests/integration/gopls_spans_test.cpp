// The setting trace.gopls: what gopls did for a message is in the trace.
#include <algorithm>

#include "app/gopls/executable.hpp"
#include "app/gopls/server_arguments.hpp"
#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/fake_servers.hpp"
#include "support/pftrace.hpp"
#include "support/steps.hpp"

using core::Event;
using support::FakeServers;
using support::ProxyLog;
using support::Sandbox;
using support::Target;
using Slice = support::PerfettoTrace::Slice;

namespace {

constexpr const char* kDefinition = "textDocument/definition";
constexpr const char* kLacksFlag = "trace.gopls: gopls's own work is not traced";

support::PerfettoTrace trace_past(const Sandbox& sandbox) {
    support::ChildOptions options;
    options.argv = {Target::proxy(), "trace", "--past", "--seconds", "1", "-o", "past.pftrace"};
    options.environment = sandbox.environment;
    options.working_directory = sandbox.path().string();
    const auto done = support::run(options);
    INFO(done.errors);
    REQUIRE(done.status.code == 0);
    return support::read_perfetto(sandbox.read("past.pftrace"));
}

/// Returns the first slice with this name.
Slice named(const std::vector<Slice>& slices, const std::string& name) {
    const auto found = std::find_if(slices.begin(), slices.end(),
                                    [&](const Slice& slice) { return slice.begin.name == name; });
    if (found == slices.end()) throw support::TestFailure("no slice is called " + name);
    return *found;
}

bool has_warning(const Sandbox& sandbox) {
    return !ProxyLog(sandbox).is_without(kLacksFlag);
}

}  // namespace

TEST_CASE("what gopls did for a request is in the trace", "[gopls_spans]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.environment["GOPLS_PROXY_TRACE_GOPLS"] = "on";
    sandbox.environment["GOPLS_PROXY_TRACE_RING"] = "on";
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const auto trace = trace_past(sandbox);
    const auto inside = trace.nested_slices("inside gopls");
    if (!app::has_otel_flag(app::go_version_of(Target::real_gopls()))) {
        CHECK(inside.empty());
        CHECK(has_warning(sandbox));
        return steps::finish(*editor);
    }
    const Slice load = named(inside, "cache.snapshot.load");
    REQUIRE(load.end);
    CHECK(*load.end > load.begin.at);
    CHECK(load.begin.category == "gopls");
    const Slice definition = named(inside, kDefinition);
    CHECK(definition.depth == 0);
    const Slice request = named(trace.slices("requests"), kDefinition);
    CHECK(definition.begin.arguments.at("trace_id") == request.begin.arguments.at("trace_id"));
    const auto below = std::find_if(inside.begin(), inside.end(), [&](const Slice& slice) {
        return slice.depth == 1 && slice.begin.track == definition.begin.track &&
               slice.begin.at >= definition.begin.at && slice.end <= definition.end;
    });
    CHECK(below != inside.end());
    CHECK_FALSE(has_warning(sandbox));
    steps::finish(*editor);
}

TEST_CASE("an older gopls is started without the flag", "[gopls_spans][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_TRACE_GOPLS"] = "on";
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    CHECK(has_warning(sandbox));
    CHECK(trace_past(sandbox).nested_slices("inside gopls").empty());
    steps::finish(*editor);
}
