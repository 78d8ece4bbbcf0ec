// Fuzz target: the engine's records of a session (initialize, folders, configuration,
// registrations, progress, diagnostics) with params of any shape. None throws, and the messages
// they write are JSON.
//
// Sections: the params of initialize; its result; then notifications and requests, each a method on
// the first line, followed by its params.
#include <string>

#include "core/mirror/session.hpp"
#include "core/view/diagnostics.hpp"
#include "core/view/progress.hpp"
#include "core/view/registrations.hpp"
#include "fuzz/json_oracle.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"
#include "lsp/frame.hpp"
#include "lsp/message.hpp"

namespace fuzz {
namespace {

struct Parts {
    core::Session session;
    core::ServerRegistrations server;
    core::EditorRegistrations editor;
    core::Progress progress;
    core::ShownDiagnostics shown;
    core::HeldDiagnostics held;
};

std::string body_with(const char* member, std::string_view value) {
    return R"({"jsonrpc":"2.0",")" + std::string(member) + R"(":)" + std::string(value) + "}";
}

void check_json(std::string_view text, std::string_view what) {
    check(text.empty() || is_json(text), std::string(what) + " is JSON");
}

void note(Parts& parts, std::string_view method, std::string_view params) {
    const bool good = is_json(params);
    parts.session.notified(method, params);
    if (method == "client/registerCapability") {
        parts.server.registered(params);
        check_json(parts.editor.registered(params, true).value_or(""), "a registration");
    } else if (method == "client/unregisterCapability") {
        parts.server.unregistered(params);
        check_json(parts.editor.unregistered(params).value_or(""), "an unregistration");
    } else if (method == "$/progress") {
        parts.progress.notified(params);
    } else if (method == "textDocument/publishDiagnostics") {
        parts.shown.published(1, params);
        parts.held.published(params, "frame");
    } else if (method == "workspace/configuration" && good) {
        parts.session.configuration.answered(params, R"({"result":[{"a":1},null]})");
        check_json(parts.session.configuration.known(params).value_or(""), "a configuration");
        check_json(core::Configuration::nulls(params), "the configuration reply of nulls");
    } else if (method == "initialize") {
        parts.session.difference_from(body_with("result", params));
    }
}

/// Checks the messages that a replacement server and, at a switch, the editor would get.
void check_all(Parts& parts, bool good) {
    for (const std::string& message : parts.session.catch_up()) {
        if (good) check_json(lsp::body_of(message), "a message to a replacement server");
    }
    lsp::FrameReader reload;
    reload.append(parts.session.folders.reload());
    for (auto frame = reload.next(); frame && *frame; frame = reload.next()) {
        check_json((*frame)->body, "the reload of the views");
    }
    check_json(parts.session.folders.list(), "the list of folders");
    for (const std::string& path : parts.session.folders.paths()) {
        check(path.starts_with('/') || path.find(':') != std::string::npos, "a path is absolute");
    }
    (void)parts.session.client_can("/window/workDoneProgress");
    const auto change = parts.editor.replaced_by(parts.server);
    check_json(change.register_params, "the list of new registrations");
    check_json(change.unregister_params, "the list of removed registrations");
    const auto again = parts.editor.replaced_by(parts.server);
    check(again.register_params.empty() && again.unregister_params.empty(),
          "a server with equal registrations changes nothing");
    for (const std::string& uri : parts.shown.take_older_than(2)) {
        if (good)
            check_json(lsp::body_of(core::ShownDiagnostics::clearing(uri)),
                       "a message that clears diagnostics");
    }
    check(parts.shown.take_older_than(2).empty(), "diagnostics are taken only once");
}

}  // namespace

void session_parts(Bytes input) {
    const auto sections = sections_of(text_of(input));
    Parts parts;
    bool good = is_json(sections[0]);
    parts.session.initialize_requested(lsp::RequestId::from_integer(1),
                                       body_with("params", sections[0]));
    if (sections.size() > 1) parts.session.initialize_answered(body_with("result", sections[1]));
    for (std::size_t i = 2; i < sections.size() && i < 60; ++i) {
        std::string_view params = sections[i];
        const std::string_view method = take_line(params);
        good = good && is_json(params);
        note(parts, method, params);
    }
    check_all(parts, good);
}

}  // namespace fuzz
