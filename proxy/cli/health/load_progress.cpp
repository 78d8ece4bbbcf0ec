#include "cli/health/load_progress.hpp"

namespace cli::health {

void LoadProgress::read(const std::string& method, const nlohmann::json& params) {
    if (method == "$/progress") {
        read_progress(app::client::at(params, "/token").dump(), app::client::at(params, "/value"));
    } else if (method == "textDocument/publishDiagnostics") {
        // Only those of an open document have a version.
        has_diagnosed_ = has_diagnosed_ || app::client::at(params, "/version").is_number_integer();
    }
}

void LoadProgress::read_progress(const std::string& token, const nlohmann::json& value) {
    const std::string kind = app::client::text_at(value, "/kind");
    const std::string title = app::client::text_at(value, "/title");
    const std::string message = app::client::text_at(value, "/message");
    if (kind == "begin" && title == "Setting up workspace") {
        has_begun_ = true;
        setting_up_.insert(token);
    } else if (kind == "begin" && title == "Error loading workspace") {
        error_token_ = token;
        error_ = message;
    } else if (kind == "report" && token == error_token_) {
        error_ = message;
    } else if (kind == "end" && token == error_token_) {
        error_token_.clear();
        error_.clear();
    } else if (kind == "end" && setting_up_.erase(token) > 0 && message.starts_with("Error")) {
        error_ = message;
    }
}

}  // namespace cli::health
