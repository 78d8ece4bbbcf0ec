// A picture of the screen as a value: lines of painted text. A Terminal shows it, tests read it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "app/paint.hpp"
#include "cli/top/letters.hpp"

namespace cli::top {

struct Size {
    std::size_t columns = 80;
    std::size_t rows = 24;
    friend bool operator==(const Size&, const Size&) = default;
};

struct Span {
    std::string text;  ///< plain (Letters::plain)
    app::Paint paint = app::Paint::kPlain;
};

/// A line of a frame. All text goes through `add`, which makes it plain.
class Line {
  public:
    explicit Line(const Letters& letters) : letters_(letters) {}
    Line(const Letters& letters, std::string_view text, app::Paint paint = app::Paint::kPlain)
        : Line(letters) {
        add(text, paint);
    }

    Line& add(std::string_view text, app::Paint paint = app::Paint::kPlain);
    /// Adds the spans of another line.
    Line& add(const Line& other);
    /// Cuts the line, or fills it with blanks, to exactly `columns`.
    Line& fit(std::size_t columns);
    /// Shows the whole line as selected, in reverse.
    Line& select() {
        selected_ = true;
        return *this;
    }

    std::size_t columns() const;
    const std::vector<Span>& spans() const { return spans_; }
    bool selected() const { return selected_; }
    /// Returns the text without its paint.
    std::string text() const;

  private:
    Letters letters_;
    std::vector<Span> spans_;
    bool selected_ = false;
};

using Lines = std::vector<Line>;

/// Lines from the top of the screen, each as wide as the screen.
struct Frame {
    Lines lines;
};

}  // namespace cli::top
