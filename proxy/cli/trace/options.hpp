// The command line of `gopls-proxy trace`.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/result.hpp"
#include "app/subcommand.hpp"

namespace cli::trace {

using app::throw_exception_from_error;

enum class Format { kPerfetto, kChrome, kJsonLines, kInspector };

struct Options {
    std::optional<std::chrono::seconds> length;  ///< nothing: until Ctrl-C
    std::string file;                            ///< empty: a name with the time
    Format format = Format::kPerfetto;
    int pid = 0;        ///< 0: the only proxy
    bool past = false;  ///< begin with what the ring holds
};

/// Parses the words behind `trace`. Without `--format`, the end of the file's name tells: `.json`
/// is Chrome's, and `.jsonl` has JSON lines.
boost::system::result<Options, app::Instead> parse_options(std::vector<std::string> words);

/// Returns "gopls-proxy-4242-20261130-204438.pftrace"; `time` is the local time without zone.
std::string default_file(int pid, const std::string& time, Format format);

}  // namespace cli::trace
