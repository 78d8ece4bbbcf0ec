#include "cli/top/frame.hpp"

namespace cli::top {

Line& Line::add(std::string_view text, app::Paint paint) {
    spans_.push_back({letters_.plain(text), paint});
    return *this;
}

Line& Line::add(const Line& other) {
    spans_.insert(spans_.end(), other.spans_.begin(), other.spans_.end());
    return *this;
}

Line& Line::fit(std::size_t columns) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < spans_.size(); ++i) {
        const std::size_t width = letters_.columns(spans_[i].text);
        if (used + width > columns) {
            spans_[i].text = letters_.cut(spans_[i].text, columns - used);
            spans_.resize(i + 1);
            used += letters_.columns(spans_[i].text);
            break;
        }
        used += width;
    }
    if (used < columns) spans_.push_back({std::string(columns - used, ' ')});
    return *this;
}

std::size_t Line::columns() const {
    std::size_t sum = 0;
    for (const Span& span : spans_) sum += letters_.columns(span.text);
    return sum;
}

std::string Line::text() const {
    std::string text;
    for (const Span& span : spans_) text += span.text;
    return text;
}

}  // namespace cli::top
