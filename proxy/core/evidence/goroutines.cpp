#include "core/evidence/goroutines.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace core {
namespace {

constexpr std::size_t kMaxTextBytes = 300;  // of a function, a place or a state

/// Removes a prefix from the text. Returns false if the text does not begin with it.
bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

template <class Number>
std::optional<Number> take_number(std::string_view& text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

std::string bounded(std::string_view text) {
    return std::string(text.substr(0, kMaxTextBytes));
}

/// The lines of a text, without their line endings. The last line needs no ending.
class Lines {
  public:
    explicit Lines(std::string_view text) : rest_(text) {}

    bool next(std::string_view& line) {
        if (rest_.empty()) return false;
        const std::size_t end = rest_.find('\n');
        line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        if (line.ends_with("\r")) line.remove_suffix(1);
        return true;
    }

  private:
    std::string_view rest_;
};

/// Parses the text between the brackets of a header: "select, 2 minutes, locked to thread
/// labels:{…}".
void read_state(std::string_view text, Goroutine& goroutine) {
    text = text.substr(0, text.find(" labels:{"));
    goroutine.state = bounded(text.substr(0, text.find(", ")));
    goroutine.locked_to_thread = text.find(", locked to thread") != std::string_view::npos;
    for (std::size_t comma = text.find(", "); comma != std::string_view::npos;
         comma = text.find(", ", comma + 2)) {
        std::string_view part = text.substr(comma + 2);
        const auto minutes = take_number<std::uint32_t>(part);
        if (minutes && part.starts_with(" minutes")) goroutine.minutes = *minutes;
    }
}

/// Parses a header: "goroutine 7 gp=0xc000 m=nil [select, 2 minutes]:".
std::optional<Goroutine> read_header(std::string_view line) {
    if (!take(line, "goroutine ")) return std::nullopt;
    Goroutine goroutine;
    const auto id = take_number<std::uint64_t>(line);
    const std::size_t open = line.find(" [");
    if (!id || open == std::string_view::npos || !line.ends_with("]:")) return std::nullopt;
    goroutine.id = *id;
    read_state(line.substr(open + 2, line.size() - open - 4), goroutine);
    return goroutine;
}

/// Parses a call: "pkg.(*T).Method(0x1, {0x2, …})" -> "pkg.(*T).Method". Nothing for any other
/// line.
std::optional<std::string_view> read_call(std::string_view line) {
    // Receivers contain parentheses, arguments do not: the last one opens the arguments.
    const std::size_t open = line.rfind('(');
    if (!line.ends_with(")") || open == std::string_view::npos) return std::nullopt;
    const std::string_view function = line.substr(0, open);
    const bool is_name = function.find('.') != std::string_view::npos &&
                         function.find_first_of(" \t") == std::string_view::npos;
    return is_name ? std::optional(function) : std::nullopt;
}

/// Parses a place: "\t/go/src/os/exec.go:930 +0x45 fp=…" -> "/go/src/os/exec.go:930".
std::string read_place(std::string_view line) {
    line.remove_prefix(1);
    // A path may contain spaces: the text after the line number begins with " +0x" or " fp=".
    line = line.substr(0, line.find(" +0x"));
    return bounded(line.substr(0, line.find(" fp=0x")));
}

/// Parses "...23 frames elided..." or "...additional frames elided...". Returns 0 for any other
/// line.
std::size_t read_elided(std::string_view line) {
    if (!take(line, "...") || !line.ends_with("frames elided...")) return 0;
    return take_number<std::size_t>(line).value_or(1);
}

/// Removes the middle of a stack that is too deep. Its ends matter most: the current call, and the
/// origin of the work.
void shorten(Goroutine& goroutine) {
    auto& frames = goroutine.frames;
    if (frames.size() <= kMaxFrames) return;
    const auto half = static_cast<std::ptrdiff_t>(kMaxFrames / 2);
    goroutine.frames_left_out += frames.size() - kMaxFrames;
    frames.erase(frames.begin() + half, frames.end() - half);
}

class Parser {
  public:
    GoroutineDump parse(std::string_view text) {
        Lines lines(text);
        for (std::string_view line; lines.next(line);) read(line);
        close();
        return std::move(dump_);
    }

  private:
    void read(std::string_view line) {
        if (auto header = read_header(line)) {
            close();
            current_ = std::move(header);
        } else if (current_) {
            read_in_goroutine(line);
        }
    }

    void read_in_goroutine(std::string_view line) {
        if (line.starts_with("\t")) {
            if (!call_.empty()) current_->frames.push_back({bounded(call_), read_place(line)});
            call_ = {};
        } else if (take(line, "created by ")) {
            read_creator(line);
            close();
        } else if (const std::size_t elided = read_elided(line)) {
            current_->frames_left_out += elided;
        } else if (const auto call = read_call(line)) {
            // Only the place below it distinguishes a call from similar text.
            call_ = *call;
        }
    }

    void read_creator(std::string_view line) {
        const std::size_t in = line.find(" in goroutine ");
        current_->created_by = bounded(line.substr(0, in));
        if (in == std::string_view::npos) return;
        line.remove_prefix(in + std::string_view(" in goroutine ").size());
        current_->creator = take_number<std::uint64_t>(line).value_or(0);
    }

    void close() {
        call_ = {};
        if (!current_) return;
        shorten(*current_);
        if (dump_.goroutines.size() < kMaxGoroutines) {
            dump_.goroutines.push_back(std::move(*current_));
        } else {
            ++dump_.left_out;
        }
        current_.reset();
    }

    GoroutineDump dump_;
    std::optional<Goroutine> current_;
    std::string_view call_;
};

}  // namespace

GoroutineDump parse_goroutines(std::string_view dump) {
    return Parser().parse(dump);
}

std::string_view stacks_in(std::string_view text) {
    for (std::size_t line = 0; line < text.size();) {
        const std::string_view rest = text.substr(line);
        if (rest.starts_with("SIGQUIT: ") || rest.starts_with("goroutine ")) return rest;
        line += std::min(rest.find('\n'), rest.size() - 1) + 1;
    }
    return {};
}

bool any_frame(const Goroutine& goroutine, std::string_view part) {
    return std::any_of(
        goroutine.frames.begin(), goroutine.frames.end(),
        [&](const StackFrame& frame) { return frame.function.find(part) != std::string::npos; });
}

bool is_runtime(const StackFrame& frame) {
    return frame.function.starts_with("runtime.") ||
           frame.function.starts_with("internal/runtime/");
}

}  // namespace core
