#include "io/within.hpp"

#include <atomic>

#include "support/catch.hpp"

TEST_CASE("within returns the result of work that ends in time", "[io]") {
    CHECK(io::within(std::chrono::minutes(1), [] { return 7; }) == 7);
}

TEST_CASE("within does not wait for hanging work", "[io]") {
    const auto let_go = std::make_shared<std::atomic<bool>>(false);
    const auto result = io::within(std::chrono::milliseconds(1), [let_go] {
        let_go->wait(false);
        return 7;
    });
    CHECK_FALSE(result.has_value());
    *let_go = true;
    let_go->notify_all();
}
