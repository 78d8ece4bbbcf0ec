// How far gopls has loaded the workspace, by its notifications (docs/gopls-facts.md, "Loading").
// Pure.
#pragma once

#include <set>
#include <string>

#include "app/client/conversation.hpp"

namespace cli::health {

class LoadProgress {
  public:
    /// Reads a notification of gopls.
    void read(const std::string& method, const nlohmann::json& params);

    /// Returns whether gopls has reported the end of its first load, also of one that failed.
    bool has_ended() const { return has_begun_ && setting_up_.empty(); }
    /// Returns the error that gopls reports about the workspace now; empty if there is none.
    const std::string& error() const { return error_; }
    /// Returns whether gopls has examined an open document: its diagnostics, or the error, have
    /// come.
    bool has_diagnosed() const { return has_diagnosed_ || !error_.empty(); }

  private:
    void read_progress(const std::string& token, const nlohmann::json& value);

    bool has_begun_ = false;
    bool has_diagnosed_ = false;
    std::set<std::string> setting_up_;  ///< tokens, one for each folder
    std::string error_token_;
    std::string error_;
};

}  // namespace cli::health
