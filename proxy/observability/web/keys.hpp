// The keys of the dashboard: a link opens it once, and leaves the browser a cookie that opens it
// until the dashboard closes. Pure, but for the source of random bytes.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace observability::web {

/// What a person who opens the dashboard may see.
struct Visitor {
    bool hides_paths = false;
};

class Keys {
  public:
    using Time = std::chrono::steady_clock::time_point;
    /// Returns so many bytes that nobody can guess.
    using Random = std::function<std::string(std::size_t)>;

    static constexpr std::size_t kBytes = 32;
    /// A browser that starts takes seconds; a person who copies the link takes longer.
    static constexpr std::chrono::minutes kLinkLife{5};
    /// Older links, and older cookies, stop working.
    static constexpr std::size_t kMaxLinks = 16;
    static constexpr std::size_t kMaxCookies = 32;

    explicit Keys(Random random) : random_(std::move(random)) {}

    /// Returns the token of a new link: 64 hexadecimal digits.
    std::string new_link(Visitor visitor, Time now);
    /// Returns a new cookie for a token, which is used up. Nothing if the token is wrong, was used,
    /// or is too old.
    std::optional<std::string> exchange(std::string_view token, Time now);
    /// Returns who has this cookie.
    std::optional<Visitor> visitor(std::string_view cookie) const;

  private:
    struct Key {
        std::string text;
        Visitor visitor;
        Time made{};
    };
    Random random_;
    std::deque<Key> links_;    ///< the oldest first
    std::deque<Key> cookies_;  ///< the oldest first
};

}  // namespace observability::web
