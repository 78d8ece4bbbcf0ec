// Watches one session from the editor's side and notes every breach of the protocol
// and of the proxy's promises (docs/design.md, "Invariants") that can be seen from there.
//
// It judges only the messages on the wire, so it applies to gopls run directly as well
// as behind the proxy.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace support {

using Json = nlohmann::json;

class Conformance {
  public:
    void sent(const Json& message);
    void received(const Json& message);

    /// What was wrong, in order; empty is good.
    const std::vector<std::string>& violations() const { return violations_; }
    /// Replies that came for a request, by its id (1 and "1" differ).
    int replies(const Json& id) const;
    /// Ids of the editor's requests that have no reply.
    std::vector<Json> unreplied() const;
    /// Progress that has begun and not ended, by token.
    const std::set<std::string>& open_progress() const { return open_progress_; }
    /// Dynamic registrations that are live, by id.
    const std::map<std::string, std::string>& registrations() const { return registrations_; }

  private:
    void received_reply(const Json& message);
    void received_request(const Json& message);
    void received_progress(const Json& params);
    void register_capabilities(const Json& params);
    void unregister_capabilities(const Json& params);
    void violation(const std::string& what, const Json& message);

    std::map<std::string, int> replies_;  ///< by the id's JSON text
    std::string initialize_id_;
    bool initialized_ = false;
    std::set<std::string> server_ids_;  ///< all that were ever used: never used twice
    std::set<std::string> created_progress_;
    std::map<std::string, std::string> creating_;  ///< id -> token
    std::set<std::string> open_progress_;
    std::map<std::string, std::string> registrations_;  ///< id -> method
    std::vector<std::string> violations_;
};

}  // namespace support
