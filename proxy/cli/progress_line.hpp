// A line on stderr that is overwritten, on a terminal only.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>
#include <utility>

namespace cli {

class ProgressLine {
  public:
    ProgressLine() = default;
    ~ProgressLine() { erase(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const std::string& text) {
        if (!on_terminal_) return;
        std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
        is_shown_ = true;
    }
    void erase() {
        if (std::exchange(is_shown_, false)) std::fputs("\r\x1b[K", stderr);
    }

  private:
    const bool on_terminal_ = ::isatty(STDERR_FILENO) != 0;
    bool is_shown_ = false;
};

}  // namespace cli
