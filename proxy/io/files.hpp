// The few things done with files: folders and files that only this user can
// read, written whole or not at all.
//
// Blocking calls, meant for small files and rare moments. Errors are values.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace io {

/// Makes `path` and the folders above it that are missing, mode 0700. Folders that exist stay
/// as they are.
boost::system::result<void> create_directories(const std::string& path);

/// Makes `path`, whose parent exists, mode 0700; file_exists if it is there already. On disk when
/// this returns.
boost::system::result<void> create_directory(const std::string& path);

/// Puts `bytes` in `path` by way of a temporary file beside it: readers see the old content or
/// the new, never a part, also after a power cut. Mode 0600.
boost::system::result<void> write_file_atomically(const std::string& path, std::string_view bytes);

/// The whole file; file_too_large over `max_bytes`. Only a regular file: others are
/// operation_not_supported, without waiting for anyone who writes to them.
boost::system::result<std::string> read_file(const std::string& path,
                                             std::size_t max_bytes = std::size_t{64} << 20);

/// Reads the beginning of the file and forgets it: whoever opens it next need not wait for a file
/// system that hangs. Errors are theirs to see.
void read_beginning(const std::string& path);

}  // namespace io
