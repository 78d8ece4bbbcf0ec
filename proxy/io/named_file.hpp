// A file that the user names, for the output of a command. It may be a regular file, a symbolic
// link, a FIFO or a device.
//
// Blocking calls. Errors are returned as values.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace io {

/// What happens at a FIFO that nobody has opened for reading.
enum class WithoutReader {
    kWait,  ///< until there is one, as a shell's redirection does
    kFail,  ///< with no_such_device_or_address
};

/// Writes `bytes` to the file that the user named. A regular file, or a new name, is written whole
/// or not at all (`replace_file`), a symbolic link stays and its target is written. Anything else,
/// such as a FIFO or a device, is opened and written, as is a file that is this process's standard
/// output or error. It never becomes a regular file.
boost::system::result<void> write_named_file(const std::string& path, std::string_view bytes,
                                             WithoutReader without_reader = WithoutReader::kWait);

}  // namespace io
