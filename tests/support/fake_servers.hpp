// The fake goplses of one test: their script, and their notes.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/sandbox.hpp"

namespace support {

class FakeServers {
  public:
    /// From now on a fake that starts in `sandbox` follows this script (none yet).
    explicit FakeServers(Sandbox& sandbox);

    /// Adds a rule (fake_gopls/script.hpp, misbehaviour.hpp) for fakes that start later.
    FakeServers& rule(const nlohmann::json& rule);
    /// A file that a `hold` or `reply_late` rule can name; it does not exist until `open_gate`.
    std::string gate(const std::string& name) const;
    void open_gate(const std::string& name) const;

    /// All notes, in order.
    std::vector<nlohmann::json> notes() const;
    /// How many fakes have started.
    int started() const;
    /// The environment and arguments of the nth fake (from 1); null if it has not started.
    nlohmann::json start_of(int process) const;
    /// How often the nth fake was told `method`.
    int told(int process, const std::string& method) const;
    /// True once the nth fake has begun to follow a rule that does `what`.
    bool does(int process, const std::string& what) const;

  private:
    const Sandbox& sandbox_;
    nlohmann::json rules_ = nlohmann::json::array();
};

}  // namespace support
