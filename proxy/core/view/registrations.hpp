// Dynamic registrations over several servers: gopls gives the same ids in every
// process, and an editor that gets one twice keeps both
// (docs/pitfalls.md, "Double registrations"). Server ids are mapped to editor ids;
// an equal registration is never repeated. Pure.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// LSP 3.17, "Registration".
struct Registration {
    std::string id;
    std::string method;
    nlohmann::json options;
};

/// What a server has registered, by its own ids, in its order.
class ServerRegistrations {
  public:
    /// Takes in the params of `client/registerCapability` / `client/unregisterCapability`.
    void registered(std::string_view params);
    void unregistered(std::string_view params);
    const std::vector<Registration>& live() const { return live_; }

  private:
    std::vector<Registration> live_;
};

/// What the editor holds, and under which id.
class EditorRegistrations {
  public:
    /// What has to be said to the editor; empty params say nothing.
    struct Change {
        std::string unregister_params;
        std::string register_params;
    };

    /// The active server registers. Returns the params for the editor if they have to differ from
    /// what the server wrote: unless `may_rename` is off, a live id is never used again.
    std::optional<std::string> registered(std::string_view params, bool may_rename);
    /// The same for what it gives up; an empty text if the editor has nothing of it.
    std::optional<std::string> unregistered(std::string_view params);
    /// The editor answered these params, as it got them, with an error.
    void refused(std::string_view params);

    /// The raw options of what is registered for a method.
    std::vector<std::string> options_of(std::string_view method) const;

    /// Another server takes over: what is gone, what is new.
    Change replaced_by(const ServerRegistrations& server);

  private:
    struct Held {
        std::string server_id;
        Registration registration;  ///< under the editor's id
        bool refused = false;       ///< the server has it all the same
    };
    std::string free_id(const std::string& wanted);
    bool live(const std::string& editor_id) const;

    std::vector<Held> held_;
    int renamed_ = 0;
};

}  // namespace core
