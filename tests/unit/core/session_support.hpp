// Sessions filled as by an editor, for the tests of core/mirror.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/mirror/session.hpp"
#include "lsp/message.hpp"

namespace session_support {

using core::Session;
using nlohmann::json;

inline Session session_with(const json& params) {
    Session session;
    session.initialize_requested(lsp::RequestId::from_integer(1),
                                 json{{"id", 1}, {"params", params}}.dump());
    return session;
}

inline const json kFolderA = {{"uri", "file:///a"}, {"name", "a"}};
inline const json kFolderB = {{"uri", "file:///b"}, {"name", "b"}};

inline void notify(Session& session, const char* method, const json& params) {
    session.notified(method, params.dump());
}

using Items = std::vector<json>;

inline void change_folders(Session& session, const Items& added, const Items& removed) {
    session.phase = Session::Phase::kRunning;
    notify(session, "workspace/didChangeWorkspaceFolders",
           {{"event", {{"added", added}, {"removed", removed}}}});
}

inline json item(const char* section, const char* scope = nullptr) {
    json i = {{"section", section}};
    if (scope) i["scopeUri"] = scope;
    return i;
}

inline std::string asking(const Items& items) {
    return json{{"items", items}}.dump();
}

inline void answer(Session& session, const Items& items, const json& result) {
    session.configuration.answered(asking(items), json{{"id", 1}, {"result", result}}.dump());
}

inline std::vector<json> messages(const Session& session) {
    std::vector<json> all;
    for (const std::string& frame : session.catch_up())
        all.push_back(json::parse(lsp::body_of(frame)));
    return all;
}

inline json initialize_result(json capabilities) {
    return {{"id", 1}, {"result", {{"capabilities", std::move(capabilities)}}}};
}

}  // namespace session_support
