// The measured state of the machine for people and for programs. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/doctor/shown.hpp"
#include "doctor/facts/machine.hpp"

namespace cli::doctor {

/// Returns a table of the file systems and caches, and the state of inotify, open files and
/// memory; empty if nothing is known.
std::string machine_text(const ::doctor::MachineFacts& machine, const Style& style);

/// Returns the member `machine` of docs/schemas/doctor.json.
nlohmann::ordered_json machine_json(const ::doctor::MachineFacts& machine);

}  // namespace cli::doctor
