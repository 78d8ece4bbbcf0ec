// The editor's answers to `workspace/configuration`, and the settings of gopls in them that the
// proxy needs. Pure.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace core {

class Configuration {
  public:
    /// Records the `initializationOptions` of `initialize`.
    void initialized(const nlohmann::json& options) { settings_given(options, {}); }
    /// Records a `workspace/didChangeConfiguration`, by its raw params: it outdates the answers.
    void changed(std::string_view params);
    /// Records the editor's answer to a `workspace/configuration` with these raw params. `body` is
    /// the whole message.
    void answered(std::string_view params, std::string_view body);

    /// Returns the editor's last answer to `workspace/configuration`, item by item, with null for
    /// items it never answered. Nothing if none of the items is known.
    std::optional<std::string> known(std::string_view params) const;
    /// Returns the same while it is current. Nothing once the editor has reported a change and has
    /// not been asked since.
    std::optional<std::string> current(std::string_view params) const;
    /// Returns an array with one null for each requested item.
    static std::string nulls(std::string_view params);
    /// Returns the last `workspace/didChangeConfiguration`, framed. Empty if there was none.
    std::string catch_up() const;

    /// Whether gopls watches files itself (its setting `fileWatcher`). It follows `initialize` and
    /// answers to unscoped questions. Answers about a folder do not count (server.Options).
    bool gopls_watches() const { return gopls_watches_; }
    /// Returns GOWORK in gopls's setting `env`: that of the folder answered last, else the global
    /// one. Nothing if no setting contains it.
    std::optional<std::string> go_work() const;

  private:
    void settings_given(const nlohmann::json& settings, const nlohmann::json& scope);

    struct Answer {
        std::string value;  // raw
        bool outdated = false;
    };
    std::map<std::string, Answer> answers_;  // by item, dumped
    std::string changed_;                    // params of the last change
    // Settings of gopls, parsed on arrival: there may be a thousand answers.
    bool gopls_watches_ = false;
    std::optional<std::string> go_work_;
    std::map<std::string, std::string, std::less<>> folders_go_work_;  // by scopeUri
    std::string last_go_work_scope_;
};

}  // namespace core
