// The proxy's log, followed while it is written: the demo sees what the proxy
// concludes and does just as a person with `tail -f` would.
#pragma once

#include <string>
#include <vector>

#include "app/log_line.hpp"

namespace demo {

/// Reads a growing file.
class LogTail {
  public:
    explicit LogTail(std::string path) : path_(std::move(path)) {}
    /// The lines that were completed since the last call; lines without an event are passed over.
    std::vector<app::LogLine> read_new();

  private:
    std::string path_;
    std::size_t offset_ = 0;
    std::string partial_;
};

}  // namespace demo
