// Asks the hosts that modules come from. For `--network` alone: it uses the network.
#pragma once

#include <string>
#include <string_view>

#include "doctor/facts/commands.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/facts/network.hpp"

namespace doctor {

/// Asks the hosts, and for missing modules the proxies and the origins, by the go command and with
/// a module cache of its own in the folder `scratch`. Blocking; each command has 20 s.
NetworkFacts ask_network(Commands& commands, const Facts& facts, const std::string& scratch);

/// Returns whether the words of the go command say that there is no such module or version. Pure.
bool says_not_found(std::string_view words);

}  // namespace doctor
