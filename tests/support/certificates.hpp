// Certificates for tests of TLS, made by the program `openssl` in the sandbox: an authority, and of
// it one for a server on 127.0.0.1, one for a server elsewhere, and one for a client.
#pragma once

#include <string>
#include <vector>

#include "support/sandbox.hpp"

namespace support {

class Certificates {
  public:
    /// Throws TestFailure if openssl cannot make them.
    explicit Certificates(const Sandbox& sandbox);

    std::string authority() const { return path("ca.pem"); }
    /// Paths of the files of `name`: "server", "elsewhere" or "client".
    std::string certificate(const std::string& name) const { return path(name + ".pem"); }
    std::string key(const std::string& name) const { return path(name + ".key"); }

  private:
    std::string path(const std::string& file) const;
    void make(const std::string& name, const std::string& extension) const;
    void openssl(std::vector<std::string> arguments) const;

    const Sandbox& sandbox_;
};

}  // namespace support
