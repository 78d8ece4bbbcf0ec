// The requests of a soak: asked without waiting, some cancelled, every one to be answered. That
// an answer is right is not looked at here (checks.hpp), only that gopls knew the text.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "soak/desk.hpp"
#include "soak/random.hpp"
#include "soak/tally.hpp"

namespace soak {

class Requests {
  public:
    Requests(Desk& desk, Random& random, Writing& writing, Tally& tally)
        : desk_(desk), random_(random), writing_(writing), tally_(tally) {}

    /// Asks something about some place of an open document.
    void ask();
    /// Asks this.
    support::Json ask(const std::string& method, const support::Json& params);
    /// The proxy's own command, as an editor runs it.
    support::Json run(const std::string& command);
    /// Cancels one of those in flight.
    void cancel();
    /// Counts those that have been answered. Throws TestFailure if gopls had another text than the
    /// editor when it answered.
    void collect();
    /// Waits until no more than `left` are in flight.
    void wait(std::size_t left);
    /// The result; asks again when told that gopls was replaced meanwhile.
    support::Json answer(const std::string& method, const support::Json& params);

    std::size_t in_flight() const { return in_flight_.size(); }

  private:
    struct Asked {
        support::Json id;
        std::string method;
    };
    void count(const Asked& asked, const support::Json& reply);

    Desk& desk_;
    Random& random_;
    Writing& writing_;
    Tally& tally_;
    std::vector<Asked> in_flight_;
};

/// An error that editors stay quiet about (docs/pitfalls.md, "Popups").
bool is_quiet(const support::Json& reply);

}  // namespace soak
