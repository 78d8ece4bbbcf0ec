#include "observability/web/keys.hpp"

#include "observability/hex.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using observability::hex;
using observability::web::Keys;

namespace {

constexpr Keys::Time kNow{};

/// Returns keys whose bytes are different each time.
Keys numbered_keys() {
    return Keys(
        [n = 0](std::size_t count) mutable { return std::string(count, static_cast<char>(++n)); });
}

}  // namespace

TEST_CASE("bytes are shown as hexadecimal digits") {
    CHECK(hex(std::string("\0\x0f\xa5\xff", 4)) == "000fa5ff");
    CHECK(hex("").empty());
}

TEST_CASE("a link opens the page once") {
    Keys keys = numbered_keys();
    const std::string token = keys.new_link({true}, kNow);
    CHECK(token.size() == 64);
    CHECK_FALSE(keys.visitor(token));
    CHECK_FALSE(keys.exchange("", kNow));
    CHECK_FALSE(keys.exchange(token.substr(1), kNow));
    CHECK_FALSE(keys.exchange(token + "0", kNow));
    const auto cookie = keys.exchange(token, kNow + 1min);
    REQUIRE(cookie);
    CHECK(*cookie != token);
    CHECK(cookie->size() == 64);
    CHECK_FALSE(keys.exchange(token, kNow + 1min));
    REQUIRE(keys.visitor(*cookie));
    CHECK(keys.visitor(*cookie)->hides_paths);
    CHECK_FALSE(keys.visitor(""));
    CHECK_FALSE(keys.visitor(cookie->substr(0, 63)));
}

TEST_CASE("an old link does not open the page") {
    Keys keys = numbered_keys();
    const std::string token = keys.new_link({}, kNow);
    CHECK_FALSE(keys.exchange(token, kNow + Keys::kLinkLife + 1s));
    CHECK_FALSE(keys.exchange(token, kNow));
}

TEST_CASE("the newest links and cookies work") {
    Keys keys = numbered_keys();
    const std::string first = keys.new_link({}, kNow);
    std::string last;
    for (std::size_t i = 0; i < Keys::kMaxLinks; ++i) last = keys.new_link({}, kNow);
    CHECK_FALSE(keys.exchange(first, kNow));
    const auto cookie = keys.exchange(last, kNow);
    REQUIRE(cookie);
    for (std::size_t i = 0; i < Keys::kMaxCookies; ++i) {
        CHECK(keys.visitor(*cookie));
        REQUIRE(keys.exchange(keys.new_link({}, kNow), kNow));
    }
    CHECK_FALSE(keys.visitor(*cookie));
}
