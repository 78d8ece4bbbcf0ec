// A zip archive in memory, its files stored as they are: so large as its texts, so that a test
// knows how long it takes over a slow connection.
#pragma once

#include <map>
#include <string>

namespace support {

/// The bytes of an archive of `files`, text by name. Names and texts below 4 GiB.
std::string stored_zip(const std::map<std::string, std::string>& files);

}  // namespace support
