// The requests of a soak: sent without waiting, some cancelled, all to be answered. Only checks.hpp
// checks that answers are right; this file checks that gopls knew the text.
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

    /// Sends a random request about a place in an open document.
    void ask();
    /// Sends this request.
    support::Json ask(const std::string& method, const support::Json& params);
    /// Runs a command of the proxy as an editor does.
    support::Json run(const std::string& command);
    /// Cancels a random request in flight.
    void cancel();
    /// Counts and removes the answered requests. Throws TestFailure if gopls answered from a
    /// different text than the editor's.
    void collect();
    /// Waits until no more than `left` are in flight.
    void wait(std::size_t left);
    /// Returns the result of a request. Repeats the request when the answer is that gopls was
    /// replaced meanwhile.
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

/// Returns whether this is an error that editors do not show (docs/pitfalls.md, "Popups").
bool is_quiet(const support::Json& reply);

}  // namespace soak
