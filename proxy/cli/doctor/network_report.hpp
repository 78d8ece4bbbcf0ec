// The measured hosts for people and for programs. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/doctor/shown.hpp"
#include "doctor/facts/network.hpp"

namespace cli::doctor {

/// Returns a table of the hosts and the time of each step; empty without `--network`.
std::string network_text(const ::doctor::NetworkFacts& network, const Style& style);

/// Returns the member `network` of docs/schemas/doctor.json; null without `--network`.
nlohmann::ordered_json network_json(const ::doctor::NetworkFacts& network);

}  // namespace cli::doctor
