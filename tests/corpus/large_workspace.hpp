// A module that imports much of what is large in the world of Go: client-go and apiserver of
// Kubernetes, and the AWS SDK. Fetched once through the module proxy of the environment, and
// kept below the build folder.
//
// Its rule: sessions get the modules, never the network.
#pragma once

#include <string>

#include "support/sandbox.hpp"

namespace corpus {

class LargeWorkspace {
  public:
    /// Fetches the modules, unless they are there.
    LargeWorkspace();

    /// Empty, or why there are none: what the go command said last.
    const std::string& refused() const { return refused_; }

    /// The sample module, which imports them as well; its caches are empty.
    void write_to(support::Sandbox& sandbox) const;
    /// Adds packages to the module that use `metav1.ListOptions` and a client each.
    static void write_users_to(const support::Sandbox& sandbox, int packages);

  private:
    std::string refused_;
};

}  // namespace corpus
