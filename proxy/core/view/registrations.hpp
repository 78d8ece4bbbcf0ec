// Dynamic registrations over several servers. gopls uses the same ids in every process, and an
// editor that receives an id twice keeps both (docs/pitfalls.md, "Double registrations"). Server
// ids are mapped to editor ids. An equal registration is never repeated. Pure.
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

/// The registrations of a server, by its own ids, in its order.
class ServerRegistrations {
  public:
    /// Records the params of `client/registerCapability` / `client/unregisterCapability`.
    void registered(std::string_view params);
    void unregistered(std::string_view params);
    const std::vector<Registration>& live() const { return live_; }

  private:
    std::vector<Registration> live_;
};

/// The registrations that the editor holds, with their ids.
class EditorRegistrations {
  public:
    /// Messages for the editor. Empty params: no message.
    struct Change {
        std::string unregister_params;
        std::string register_params;
    };

    /// Records registrations of the active server. Returns the params for the editor if they have
    /// to differ from the server's: unless `may_rename` is off, a live id is never reused.
    std::optional<std::string> registered(std::string_view params, bool may_rename);
    /// Does the same for unregistrations. Returns an empty text if the editor has none of them.
    std::optional<std::string> unregistered(std::string_view params);
    /// Records that the editor answered these params, as it received them, with an error.
    void refused(std::string_view params);

    /// Returns the raw options of the registrations for a method.
    std::vector<std::string> options_of(std::string_view method) const;

    /// Returns the removed and the new registrations when another server takes over.
    Change replaced_by(const ServerRegistrations& server);

  private:
    struct Held {
        std::string server_id;
        Registration registration;  ///< under the editor's id
        bool refused = false;       ///< by the editor; the server still has it
    };
    std::string free_id(const std::string& wanted);
    bool live(const std::string& editor_id) const;

    std::vector<Held> held_;
    int renamed_ = 0;
};

}  // namespace core
