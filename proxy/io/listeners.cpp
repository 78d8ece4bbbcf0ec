#include "io/listeners.hpp"

#include <fstream>

#include "io/proc_net.hpp"
#include "io/proc_stat.hpp"

namespace io {

std::optional<Listener> parse_tcp_listener(std::string_view line) {
    constexpr std::uint64_t kListen = 10;  // include/net/tcp_states.h
    next_word(line);                       // the number of the line
    Listener listener;
    listener.address = readable_address(next_word(line));
    next_word(line);  // the remote address
    if (listener.address.empty() || to_number(next_word(line), 16) != kListen) return std::nullopt;
    for (int skipped = 0; skipped < 5; ++skipped)
        next_word(line);  // queues, timers, retransmits, uid, timeout
    listener.inode = to_number(next_word(line));
    if (listener.inode == 0) return std::nullopt;
    return listener;
}

std::optional<Listener> parse_unix_listener(std::string_view line) {
    // Num RefCount Protocol Flags Type St Inode Path; __SO_ACCEPTCON of include/uapi/linux/net.h.
    constexpr std::uint64_t kAcceptsConnections = 1 << 16;
    for (int skipped = 0; skipped < 3; ++skipped) next_word(line);
    if ((to_number(next_word(line), 16) & kAcceptsConnections) == 0) return std::nullopt;
    for (int skipped = 0; skipped < 2; ++skipped) next_word(line);
    Listener listener;
    listener.inode = to_number(next_word(line));
    // The name is the rest of the line, blanks included.
    if (listener.inode == 0 || line.size() < 2) return std::nullopt;
    listener.address = line.substr(1);
    return listener;
}

std::unordered_map<std::uint64_t, std::string> read_listeners(int pid) {
    std::unordered_map<std::uint64_t, std::string> listeners;
#if defined(__linux__)
    const std::string folder =
        "/proc/" + (pid == 0 ? std::string("self") : std::to_string(pid)) + "/net/";
    const auto read = [&](const char* name, auto parse) {
        std::ifstream file(folder + name);
        for (std::string line; std::getline(file, line);) {
            if (auto listener = parse(line)) {
                listeners.emplace(listener->inode, std::move(listener->address));
            }
        }
    };
    read("tcp", &parse_tcp_listener);
    read("tcp6", &parse_tcp_listener);
    read("unix", &parse_unix_listener);
#else
    (void)pid;
#endif
    return listeners;
}

}  // namespace io
