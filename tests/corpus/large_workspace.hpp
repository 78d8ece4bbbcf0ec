// A module that imports some of the largest Go modules: client-go and apiserver of Kubernetes, and
// the AWS SDK. They are fetched once through the module proxy of the environment, and stored in the
// build folder.
//
// Sessions get the fetched modules and never use the network.
#pragma once

#include <string>

#include "support/sandbox.hpp"

namespace corpus {

class LargeWorkspace {
  public:
    /// Fetches the modules unless they are already stored.
    LargeWorkspace();

    /// Returns why the modules are missing, the last line of the go command; empty if they are
    /// stored.
    const std::string& refused() const { return refused_; }

    /// Writes the sample module, which also imports the large modules. Its caches are empty.
    void write_to(support::Sandbox& sandbox) const;
    /// Adds packages to the module that each use `metav1.ListOptions` and a client.
    static void write_users_to(const support::Sandbox& sandbox, int packages);

  private:
    std::string refused_;
};

}  // namespace corpus
