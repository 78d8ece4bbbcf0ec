// Removes a setting from a file of an editor, for `--fix`. Blocking.
#pragma once

#include <string>

#include "app/result.hpp"
#include "doctor/finding.hpp"

namespace doctor {

using app::throw_exception_from_error;

/// Backs the file up and replaces it, whole or not at all. Returns the path of the backup. Fails if
/// the setting is gone or has another value by now.
boost::system::result<std::string, app::Failure> remove_from_file(const Removal& removal);

}  // namespace doctor
