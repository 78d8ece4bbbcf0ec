#include "scenario/steps.hpp"

namespace scenario {

int deadlocks(World& world) {
    world.gopls(world.active()).hangs_on(kHover);
    return world.editor.asks(kHover, at(kFile));
}

int deadlocks_and_is_replaced(World& world) {
    const Generation before = world.active();
    const int hover = deadlocks(world);
    world.passes(40s);
    REQUIRE(world.active() != before);
    return hover;
}

void later_servers_hang_on(World& world, std::string_view method) {
    world.on_spawn = [method = std::string(method)](Gopls& gopls) {
        if (gopls.start.generation > 1) gopls.hangs_on(method);
    };
}

void go_list_waits_for_network(Gopls& gopls) {
    core::Process& go = gopls.starts_child({"/usr/local/go/bin/go", "list", "-e", "./..."});
    go.sockets.push_back({core::Socket::State::kEstablished, "192.0.2.7:443", 0});
}

void go_list_does_nothing(Gopls& gopls) {
    gopls.starts_child({"/usr/local/go/bin/go", "list", "-e", "./..."});
}

void works(Gopls& gopls) {
    gopls.between_looks = [](core::Snapshot& snapshot) { snapshot.processes.front().cpu += 300ms; };
}

void runs_without_watching(World& world) {
    world.editor.capabilities["workspace"].erase("didChangeWatchedFiles");
    world.session_runs();
}

std::vector<std::string> got_since(World& world, std::size_t n) {
    std::vector<std::string> methods;
    const auto& received = world.gopls(1).received;
    for (std::size_t i = n; i < received.size(); ++i)
        if (!received[i].is_probe()) methods.push_back(received[i].method);
    return methods;
}

void logs(World& world, int type, const std::string& message) {
    world.gopls(world.active())
        .notifies("window/logMessage", {{"type", type}, {"message", message}});
    world.settle();
}

void types_nonsense(World& world) {
    world.editor.types(kFile, {{400, 0}, {400, 1}}, "?");
}

}  // namespace scenario
