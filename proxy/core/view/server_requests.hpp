// Requests to the editor that it has not answered, by the id that the editor sees. Ids of the first
// server pass unchanged. Those of later servers, and of the proxy itself, are integers from a range
// that gopls never reaches, so that a late reply never answers the wrong question
// (docs/pitfalls.md, "Reused request ids").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/effect.hpp"
#include "core/base/time.hpp"
#include "core/base/turn.hpp"
#include "lsp/id.hpp"
#include "lsp/message.hpp"
#include "lsp/methods.hpp"

namespace core {

using lsp::operator""_method;

struct ServerRequest {
    Generation generation = 0;  ///< the asking server; 0: the proxy itself
    std::string server_id;      ///< raw, as the server wrote it
    std::string method;
    lsp::MethodId method_id = lsp::kUnknownMethod;  ///< set by `ServerRequests::add`
    /// For `workspace/configuration`, `client/registerCapability` and its counterpart: the params.
    /// For `window/workDoneProgress/create`: the raw token.
    std::string params;
    Time since{};
    bool retired = false;              ///< the asking server is gone: the answer is dropped
    bool answered_for_editor = false;  ///< the server already has an answer from the proxy

    /// Whether it registers a capability with this method.
    bool registers(std::string_view capability) const {
        return method_id == "client/registerCapability"_method &&
               params.find(capability) != params.npos;
    }
};

class ServerRequests {
  public:
    void add(const lsp::RequestId& editor_id, ServerRequest asked) {
        asked.method_id = lsp::method_id(asked.method);
        open_.insert_or_assign(editor_id, std::move(asked));
    }
    /// Returns an id for a server of generation 2 or later, or for the proxy itself.
    lsp::RequestId new_id() { return lsp::RequestId::from_integer(next_id_++); }
    /// Sends a request of the proxy itself. `params` are raw, `note` is kept as
    /// `ServerRequest::params`.
    void ask(std::string_view method, std::string_view params, std::string note, Turn& turn) {
        const lsp::RequestId id = new_id();
        add(id, ServerRequest{.generation = 0,
                              .server_id = {},
                              .method = std::string(method),
                              .params = std::move(note),
                              .since = turn.now});
        turn.out.send_to_editor(lsp::request(id.raw(), method, params));
    }
    bool taken(const lsp::RequestId& editor_id) const { return open_.contains(editor_id); }

    std::optional<ServerRequest> take(const lsp::RequestId& editor_id) {
        auto node = open_.extract(editor_id);
        if (node.empty()) return {};
        return std::move(node.mapped());
    }
    /// Returns the editor's id of an open request of this server. Empty if there is none.
    lsp::RequestId editor_id_of(Generation generation, std::string_view server_id) const {
        const auto wanted = lsp::RequestId::from_raw(server_id);
        for (const auto& [id, asked] : open_) {
            if (asked.generation != generation) continue;
            if (lsp::RequestId::from_raw(asked.server_id) == wanted) return id;
        }
        return {};
    }
    void retire(Generation generation) {
        for (auto& [id, asked] : open_) {
            if (asked.generation == generation) asked.retired = true;
        }
    }
    auto begin() { return open_.begin(); }
    auto end() { return open_.end(); }
    auto begin() const { return open_.begin(); }
    auto end() const { return open_.end(); }

    /// Whether gopls waits for the answer: without limit, or 15 s for a message box
    /// (docs/gopls-facts.md, "Queue").
    static bool blocks_gopls(lsp::MethodId method, Duration age) {
        switch (method) {
            case "window/showMessageRequest"_method:
                return age < 15s;
            case "workspace/configuration"_method:
            case "client/registerCapability"_method:
            case "client/unregisterCapability"_method:
            case "window/workDoneProgress/create"_method:
            case "workspace/applyEdit"_method:
                return true;
            default:
                return false;
        }
    }
    /// Whether a person has to answer. The proxy answers for the editor only if other requests wait
    /// behind it.
    static bool is_for_a_person(lsp::MethodId method) {
        return method == "workspace/applyEdit"_method ||
               method == "window/showMessageRequest"_method;
    }

  private:
    std::unordered_map<lsp::RequestId, ServerRequest> open_;
    long long next_id_ = 1'000'000'000;
};

}  // namespace core
