// A settings file of an editor: read, backed up, and replaced as a whole or not at all.
//
// A crash leaves the old file or the new one. A link stays a link: the file that it names is
// replaced, as the managers of dotfiles expect it. Files of other users are refused. Blocking.
#pragma once

#include <sys/stat.h>

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "app/result.hpp"

namespace editors {

using app::Failure;
using app::throw_exception_from_error;

/// A file as it was read. Without one, it can be created.
struct SettingsFile {
    std::string path;    ///< as the editor names it
    std::string target;  ///< the file itself, all links resolved
    std::string text;
    bool exists = false;
    struct stat status {};
};

/// Reads a file. Fails, with the reason, for a file that must not be replaced: of another user, not
/// writable, with several names, not a regular file, over 16 MiB.
boost::system::result<SettingsFile, Failure> read_settings(const std::string& path);

/// Copies the file as it was read to `PATH.gopls-proxy-backup`, or to `….2` and so on if that is
/// another text: an older backup is never overwritten. Returns its path.
boost::system::result<std::string, Failure> back_up(const SettingsFile& file);

/// Replaces the file by `text` with the same mode, or creates it. Fails if the file changed since
/// it was read.
boost::system::result<void, Failure> replace_settings(const SettingsFile& file,
                                                      std::string_view text);

/// Deletes the file. Fails if it changed since it was read.
boost::system::result<void, Failure> delete_settings(const SettingsFile& file);

}  // namespace editors
