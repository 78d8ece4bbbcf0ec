#include "support/utf16_text.hpp"

#include <stdexcept>

namespace support {
namespace {

std::u16string to_utf16(const std::string& text) {
    std::u16string result;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (i + length > text.size()) throw std::invalid_argument("cut UTF-8");
        char32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length; ++k)
            code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        i += length;
        if (code < 0x10000) {
            result.push_back(static_cast<char16_t>(code));
        } else {
            code -= 0x10000;
            result.push_back(static_cast<char16_t>(0xD800 + (code >> 10)));
            result.push_back(static_cast<char16_t>(0xDC00 + (code & 0x3FF)));
        }
    }
    return result;
}

bool is_low_surrogate(char16_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}
bool is_high_surrogate(char16_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}

void append_utf8(std::string& to, char32_t code) {
    const auto tail = [&](int shift) {
        to.push_back(static_cast<char>(0x80 | ((code >> shift) & 0x3F)));
    };
    if (code < 0x80) {
        to.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
        to.push_back(static_cast<char>(0xC0 | (code >> 6)));
        tail(0);
    } else if (code < 0x10000) {
        to.push_back(static_cast<char>(0xE0 | (code >> 12)));
        tail(6);
        tail(0);
    } else {
        to.push_back(static_cast<char>(0xF0 | (code >> 18)));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::string to_utf8(const std::u16string& units) {
    std::string result;
    for (std::size_t i = 0; i < units.size(); ++i) {
        char32_t code = units[i];
        if (is_high_surrogate(units[i]) && i + 1 < units.size()) {
            const char32_t low = units[++i];
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        append_utf8(result, code);
    }
    return result;
}

std::size_t offset_of(const std::u16string& units, Place place) {
    std::size_t start = 0;
    for (std::size_t line = 0; line < place.line; ++line) {
        start = units.find(u'\n', start);
        if (start == std::u16string::npos) throw std::out_of_range("no such line");
        ++start;
    }
    std::size_t end = units.find(u'\n', start);
    if (end == std::u16string::npos) end = units.size();
    const std::size_t offset = start + place.character < end ? start + place.character : end;
    if (offset > 0 && offset < units.size() && is_low_surrogate(units[offset]) &&
        is_high_surrogate(units[offset - 1]))
        throw std::invalid_argument("inside a surrogate pair");
    return offset;
}

Place place_at(const std::u16string& units, std::size_t offset) {
    Place place;
    std::size_t start = 0;
    for (std::size_t i = 0; i < offset; ++i) {
        if (units[i] != u'\n') continue;
        ++place.line;
        start = i + 1;
    }
    place.character = offset - start;
    return place;
}

}  // namespace

std::string edited(const std::string& text, Place start, Place end,
                   const std::string& replacement) {
    std::u16string units = to_utf16(text);
    const std::size_t from = offset_of(units, start);
    const std::size_t to = offset_of(units, end);
    if (to < from) throw std::out_of_range("end before start");
    units.replace(from, to - from, to_utf16(replacement));
    return to_utf8(units);
}

Place place_of(const std::string& text, const std::string& needle, std::size_t nth) {
    std::size_t at = text.find(needle);
    for (std::size_t i = 0; i < nth && at != std::string::npos; ++i) at = text.find(needle, at + 1);
    if (at == std::string::npos) throw std::out_of_range("no \"" + needle + "\" in the text");
    const std::u16string before = to_utf16(text.substr(0, at));
    return place_at(before, before.size());
}

Place end_of(const std::string& text) {
    const std::u16string units = to_utf16(text);
    return place_at(units, units.size());
}

}  // namespace support
