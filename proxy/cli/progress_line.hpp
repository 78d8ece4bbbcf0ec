// A line on stderr that is overwritten, on a terminal only.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

namespace cli {

class ProgressLine {
  public:
    /// Shows nothing unless `is_wanted`, and a text at most every `pause`.
    explicit ProgressLine(bool is_wanted = true, std::chrono::milliseconds pause = {})
        : is_visible_(is_wanted && ::isatty(STDERR_FILENO) != 0), pause_(pause) {}
    ~ProgressLine() { erase(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const std::string& text) {
        const auto now = std::chrono::steady_clock::now();
        if (!is_visible_ || now - last_ < pause_) return;
        last_ = now;
        std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
        is_shown_ = true;
    }
    void erase() {
        if (std::exchange(is_shown_, false)) std::fputs("\r\x1b[K", stderr);
    }

  private:
    const bool is_visible_;
    const std::chrono::milliseconds pause_;
    bool is_shown_ = false;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace cli
