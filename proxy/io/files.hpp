// File operations for small files: folders and files that only this user can read, written whole or
// not at all.
//
// Blocking calls, for rare moments. Errors are returned as values.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace io {

/// Creates `path` and its missing parent folders with mode 0700. Existing folders are left
/// unchanged.
boost::system::result<void> create_directories(const std::string& path);

/// Creates `path` with mode 0700; its parent must exist. Fails with file_exists if it is there
/// already. The folder is on disk when this returns.
boost::system::result<void> create_directory(const std::string& path);

/// Writes `bytes` to `path` through a temporary file beside it. Readers see the old content or the
/// new, never a part, even after a power cut. Mode 0600.
boost::system::result<void> write_file_atomically(const std::string& path, std::string_view bytes);

/// Does the same with mode 0644, for readers of other users, and without waiting for the disk:
/// after a power cut the file may be lost.
boost::system::result<void> replace_file(const std::string& path, std::string_view bytes);

/// Writes all bytes. Returns false, with the reason in errno, if that is not possible.
bool write_all(int fd, std::string_view bytes);

/// Returns the content of a regular file. Fails with file_too_large over `max_bytes`, and with
/// operation_not_supported for anything but a regular file; it never waits for a writer.
boost::system::result<std::string> read_file(const std::string& path,
                                             std::size_t max_bytes = std::size_t{64} << 20);

/// Reads the beginning of the file and discards it, so that the next open does not wait for a file
/// system that hangs. Errors are ignored; whoever opens the file gets them.
void read_beginning(const std::string& path);

}  // namespace io
