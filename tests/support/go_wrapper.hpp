// A `go` in front of the real one on a sandbox's PATH, whose `list` misbehaves when asked.
//
// A shell script: gopls cannot tell it from the shims of version managers. It blocks in a
// read of its own, without a child, so that the proxy sees a quiet `go list`.
#pragma once

#include <string>
#include <vector>

#include "support/sandbox.hpp"

namespace support {

class GoWrapper {
  public:
    /// Puts the wrapper on the PATH of `sandbox`. It does nothing yet but note its calls.
    explicit GoWrapper(Sandbox& sandbox);

    /// Which calls: those that load packages, or also the small ones that ask about the
    /// toolchain (`list -f {{context.…}} -- unsafe`), the first of which precedes the view.
    enum class Which { kLoads, kAll };

    /// The next such `go list` never ends by itself; those after it work.
    void block_next_list(Which which = Which::kLoads) const;
    /// The same for the next two.
    void block_next_two_lists() const;
    /// No such `go list` ends by itself until `release`.
    void block_every_list(Which which = Which::kLoads) const;
    /// Lets those that block go on, and blocks no more.
    void release() const;
    /// The next load gives its output in small pieces over `seconds`.
    void trickle_next_load(int seconds) const;
    /// The next load first computes for `seconds`.
    void burn_in_next_load(int seconds) const;

    /// The arguments of every call so far, one string each, in order.
    std::vector<std::string> calls() const;
    /// How many of them began to block.
    std::size_t blocked() const;

  private:
    void arm(const std::string& behaviour, const std::string& value) const;

    const Sandbox& sandbox_;
};

}  // namespace support
