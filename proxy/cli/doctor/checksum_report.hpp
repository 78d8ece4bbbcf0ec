// The verified caches for people and for programs. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/doctor/shown.hpp"
#include "doctor/facts/checksums.hpp"

namespace cli::doctor {

/// Returns a line for each cache; empty without `--deep`.
std::string checksum_text(const ::doctor::Verification& verification, const Style& style);

/// Returns the member `checksums` of docs/schemas/doctor.json; null without `--deep`.
nlohmann::ordered_json checksum_json(const ::doctor::Verification& verification);

}  // namespace cli::doctor
