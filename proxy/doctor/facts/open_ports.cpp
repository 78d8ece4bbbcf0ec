#include "doctor/facts/open_ports.hpp"

#include <unistd.h>

#include "doctor/words.hpp"
#include "io/go_programs.hpp"
#include "io/user_processes.hpp"

namespace doctor {
namespace {

constexpr std::string_view kPackageOfGopls = "golang.org/x/tools/gopls";

bool is_gopls(const io::UserProcess& process) {
    const auto program =
        io::read_go_program({process.pid, process.start_ticks, process.executable});
    return program && program->package && *program->package == kPackageOfGopls;
}

/// Returns the host of `host:port`, without the brackets of IPv6.
std::string_view host_of(std::string_view address) {
    std::string_view host = address.substr(0, address.rfind(':'));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return host;
}

}  // namespace

std::vector<OpenPort> open_ports_of_gopls() {
    std::vector<OpenPort> found;
    for (const io::UserProcess& process : io::processes_of_user(::geteuid()).processes) {
        for (const std::string& address : process.listens) {
            if (!is_open_to_network(address) || !is_gopls(process)) continue;
            found.push_back({process.pid, address, command_line(process.argv)});
        }
    }
    return found;
}

bool is_open_to_network(std::string_view address) {
    const bool is_tcp = address.find(':') != address.npos && !address.starts_with("unix;") &&
                        !address.starts_with('/') && !address.starts_with('@');
    if (!is_tcp) return false;
    const std::string_view host = host_of(address);
    return host != "localhost" && host != "::1" && !host.starts_with("127.") &&
           !host.starts_with("::ffff:127.");
}

std::string on_loopback(std::string_view address) {
    return "localhost" + std::string(address.substr(address.rfind(':')));
}

}  // namespace doctor
