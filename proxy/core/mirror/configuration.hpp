// The editor's answers to `workspace/configuration`, and what gopls's settings in them say of the
// things that the proxy has to know. Pure.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace core {

class Configuration {
  public:
    /// `initializationOptions` of `initialize`.
    void initialized(const nlohmann::json& options) { settings_given(options, {}); }
    /// Takes in a `workspace/didChangeConfiguration`, by its raw params: the answers are outdated.
    void changed(std::string_view params);
    /// The editor's answer to a `workspace/configuration` with these raw params; `body` is the
    /// whole message.
    void answered(std::string_view params, std::string_view body);

    /// The answer to `workspace/configuration` as the editor last gave it: item by item, null for
    /// what it never answered. Nothing if none of the items is known.
    std::optional<std::string> known(std::string_view params) const;
    /// The same, as long as it is what the editor would say now: nothing once the editor has told
    /// of a change and has not been asked since.
    std::optional<std::string> current(std::string_view params) const;
    /// An array of as many nulls as items were asked for.
    static std::string nulls(std::string_view params);
    /// The last `workspace/didChangeConfiguration`, framed; empty if there was none.
    std::string catch_up() const;

    /// gopls watches files by itself (its setting `fileWatcher`). It goes by `initialize` and by
    /// answers to unscoped questions; those about a folder do not count (server.Options).
    bool gopls_watches() const { return gopls_watches_; }
    /// GOWORK in gopls's setting `env`: the folder's that was last answered, else that of all;
    /// nothing if no setting names it.
    std::optional<std::string> go_work() const;

  private:
    void settings_given(const nlohmann::json& settings, const nlohmann::json& scope);

    struct Answer {
        std::string value;  // raw
        bool outdated = false;
    };
    std::map<std::string, Answer> answers_;  // by item, dumped
    std::string changed_;                    // params of the last change
    // Of gopls's settings, read when they come: there may be a thousand answers.
    bool gopls_watches_ = false;
    std::optional<std::string> go_work_;
    std::map<std::string, std::string, std::less<>> folders_go_work_;  // by scopeUri
    std::string last_go_work_scope_;
};

}  // namespace core
