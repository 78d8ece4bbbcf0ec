// Toggles that commands of the editor have switched on in gopls (lsp::command_toggles). They stay
// on in a fresh server and in new views.
#include <string>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {

/// Switches the toggles on again in new views, which do not inherit them from the old ones.
void Engine::switch_on_again(Server& server) {
    for (const auto& [folder, uri] : session_.toggles()) switch_on(server, folder, uri);
}

/// Switches a toggle on through any file of the folder: the original one may be gone.
void Engine::switch_on(Server& server, const std::string& folder, const std::string& named) {
    const auto& documents = documents_.all();
    const auto open = documents.lower_bound(folder + "/");
    const bool is_there = open != documents.end() && open->first.rfind('/') == folder.size() &&
                          open->first.starts_with(folder) && open->first.ends_with(".go");
    const std::string& uri = is_there ? open->second.uri : named;
    constexpr const char* kExecute = "workspace/executeCommand";
    const lsp::RequestId id = own_id();
    server.send(
        lsp::request(id.raw(), kExecute,
                     R"({"command":"gopls.gc_details","arguments":[)" + lsp::quoted(uri) + "]}"),
        turn_);
    server.switching_on[id] = folder;
    server.queue.sent_request(id, kExecute, true, turn_.now);
    watchdog_.head_opened(server, turn_);
}

/// Records that gopls has executed the editor's command. It is repeated where it had no effect: in
/// a standby, and in views created after it.
void Engine::toggled(Server& server, const Pending& pending) {
    const auto on = session_.toggled(pending.toggle);
    if (!on) return;
    const std::string& uri = session_.toggles().at(*on);
    if (pending.order <= server.reloaded_order) switch_on(server, *on, uri);
    Server* standby = pool_.standby();
    if (standby && standby->takes_messages()) switch_on(*standby, *on, uri);
}

void Engine::switched_on(Server& server, const lsp::RequestId& id, bool is_error) {
    const auto node = server.switching_on.extract(id);
    if (!node.empty() && is_error) session_.switched_off(node.mapped());
}

}  // namespace core
