// The arguments that each gopls of a session is started with, made from those that the
// editor gave: without what hides it in a daemon, and without what two processes
// cannot share.
//
// What a word means is flags.hpp's business. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// Arguments of gopls with some taken out, and a sentence for each that was.
struct Stripped {
    std::vector<std::string> arguments;
    std::vector<std::string> notes;
};

/// Without `-remote`: it hides the server in a daemon that is not ours to replace
/// (docs/gopls-facts.md, "Flags and exit codes").
Stripped strip_remote(const std::vector<std::string>& server_arguments);

/// For a second gopls beside the first: without what only one process can have, fixed addresses
/// (`-debug`, `-mcp.listen`, `-listen`, `-port`; an address with port 0 stays) and the files of
/// `-profile.…`, which a second process would truncate.
Stripped standby_arguments(const std::vector<std::string>& server_arguments);

/// For a later gopls: with the number of its generation behind the file of `-logfile`, which gopls
/// truncates at its start ("auto" is another file for each process).
std::vector<std::string> with_own_logfile(std::vector<std::string> server_arguments,
                                          std::uint64_t generation);

/// With `-debug=127.0.0.1:0`, unless an address was given already.
std::vector<std::string> with_debug_port(std::vector<std::string> server_arguments);

/// The port in gopls's line "debug server listening at http://localhost:1234"; 0 in any other.
std::uint16_t debug_port_in(std::string_view stderr_line);

}  // namespace app
