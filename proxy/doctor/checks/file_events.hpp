// Checks of file events: inotify's limits, and whether events come. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_file_events(const Facts& facts);
Findings check_inotify_watches(const Facts& facts);
Findings check_inotify_instances(const Facts& facts);

}  // namespace doctor
