#include "core/relay/methods.hpp"

#include <string>

#include "support/catch.hpp"

using namespace std::chrono_literals;
using core::Methods;
using core::Metrics;

TEST_CASE("Methods returns one object with all data for each method") {
    core::SlowSettings slow;
    slow.methods["textDocument/references"] = 7s;
    Metrics metrics;
    Methods methods(slow, metrics);
    const core::Method& hover = methods.of("textDocument/hover");
    CHECK(hover.name == "textDocument/hover");
    CHECK(hover.traits.pure_read);
    CHECK(hover.slow_after == 150ms);
    CHECK(hover.metrics == &metrics.method("textDocument/hover"));
    CHECK(methods.of("textDocument/references").slow_after == 7s);
    CHECK_FALSE(methods.of("workspace/executeCommand").traits.pure_read);
    for (int i = 0; i < 500; ++i) methods.of("x/" + std::to_string(i));
    CHECK(&methods.of("textDocument/hover") == &hover);
}

TEST_CASE("Methods limits unknown methods without displacing known ones") {
    const core::SlowSettings slow;
    Metrics metrics;
    Methods methods(slow, metrics);
    for (std::size_t i = 0; i < Metrics::kMaxMethods; ++i) {
        const std::string name = "x/" + std::to_string(i);
        CHECK(methods.of(name).name == name);
    }
    const core::Method& other = methods.of("x/one-too-many");
    CHECK(other.name == Metrics::kOther);
    CHECK(&methods.of("x/another") == &other);
    CHECK_FALSE(other.traits.pure_read);
    const core::Method& definition = methods.of("textDocument/definition");
    CHECK(definition.name == "textDocument/definition");
    CHECK(definition.traits.pure_read);
    CHECK(methods.of("x/0").name == "x/0");
}
