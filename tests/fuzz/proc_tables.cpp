// Fuzz target: lines and tables of /proc, and lines of the proxy's log, from any text.
#include <string>

#include "app/log_line.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"
#include "io/proc_locks.hpp"
#include "io/proc_net.hpp"
#include "io/proc_stat.hpp"

namespace fuzz {
namespace {

void check_stat(std::string_view line) {
    const auto stat = io::parse_stat(line);
    if (!stat) return;
    check(stat->pid != 0, "a process has a pid");
    check(line.find("(" + stat->name + ")") != std::string_view::npos, "the name is in the line");
}

void check_socket(std::string_view line) {
    const auto socket = io::parse_socket_line(line);
    if (!socket) return;
    const auto colon = socket->remote.rfind(':');
    check(colon != std::string::npos && colon > 0, "a socket has an address and a port");
}

void check_event(std::string_view line) {
    const auto read = app::read_log_line(line);
    if (!read) return;
    check(line.find(core::name(read->event.name)) != std::string_view::npos,
          "the name of an event is in the line");
    check(core::read_event(core::to_text(read->event), read->event.level) == read->event,
          "a parsed event reads back unchanged");
}

}  // namespace

void proc_tables(Bytes input) {
    const std::string_view text = text_of(input);
    for (const auto& [waiter, wait] : io::parse_locks(text)) {
        check(waiter > 0, "a waiting process has a pid");
        check(wait.holder == -1 || wait.holder > 0, "a lock holder has a pid or is unknown");
    }
    check_stat(text);
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view line = take_line(rest);
        check_stat(line);
        check_socket(line);
        check_event(line);
    }
}

}  // namespace fuzz
