#include "cli/clean/question.hpp"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>

namespace cli::clean {
namespace {

constexpr int kBeatMilliseconds = 100;

/// Returns the line that is typed, without its end; nothing if there is none.
std::optional<std::string> typed_line(std::optional<std::chrono::seconds> patience,
                                      const std::function<bool()>& keeps_going) {
    const auto begin = std::chrono::steady_clock::now();
    for (;;) {
        if (keeps_going && !keeps_going()) return std::nullopt;
        if (patience && std::chrono::steady_clock::now() - begin > *patience) return std::nullopt;
        pollfd input{STDIN_FILENO, POLLIN, 0};
        const int ready = ::poll(&input, 1, kBeatMilliseconds);
        if (ready < 0 && errno != EINTR) return std::nullopt;
        if (ready > 0) break;
    }
    // A terminal delivers a whole line.
    std::array<char, 256> line{};
    const ssize_t size = ::read(STDIN_FILENO, line.data(), line.size());
    if (size <= 0) return std::nullopt;
    std::string_view word(line.data(), static_cast<std::size_t>(size));
    while (word.ends_with('\n') || word.ends_with('\r')) word.remove_suffix(1);
    return std::string(word);
}

}  // namespace

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

bool agrees(const std::string& question, std::optional<std::chrono::seconds> patience,
            const std::function<bool()>& keeps_going) {
    ::tcflush(STDIN_FILENO, TCIFLUSH);
    print(question);
    const auto word = typed_line(patience, keeps_going);
    if (!word) print("\n");
    return word == "y" || word == "Y" || word == "yes" || word == "Yes";
}

}  // namespace cli::clean
