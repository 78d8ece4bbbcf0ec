#include "soak/writing.hpp"

#include <algorithm>
#include <vector>

#include "soak/module.hpp"

namespace soak {
namespace {

constexpr std::size_t kLongText = 6000;
constexpr const char* kMark = "Mark";

const std::vector<std::string> kLetters = {"", "é", "漢", "ünï", "𝒳", "ж1"};
const std::vector<std::string> kSaid = {"😀",   "👩‍💻", "é",   "e\xCC\x81", "漢字",
                                        "a b", "𝄞𝄞",          "\\t", "x",         "\xE2\x80\xA8"};
const std::vector<std::string> kAnything = {"{",  "}",    "\"",  "`",  "//", "/*", "😀",     "é",
                                            "\n", "\r\n", "\t ", "漢", "(",  "𝄞",  "func ", "x"};

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

bool is_letter(char c) {
    return static_cast<unsigned char>(c) >= 0x80 || c == '_' || (c >= '0' && c <= '9') ||
           (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

support::Place place_at(const std::string& text, std::size_t offset) {
    return support::end_of(text.substr(0, offset));
}

/// Returns the offsets at which declarations may begin or end.
std::vector<std::size_t> seams(const std::string& text) {
    std::vector<std::size_t> found;
    for (std::size_t at = text.find(kSeam); at != std::string::npos; at = text.find(kSeam, at + 1))
        if (at == 0 || text[at - 1] == '\n') found.push_back(at);
    return found;
}

/// Returns whether `Writing` wrote the declaration between these two seams.
bool is_own(const std::string& text, std::size_t from, std::size_t to) {
    return text.substr(from, to - from).find(kMark) != std::string::npos;
}

}  // namespace

std::string Writing::in_a_string() {
    std::string said;
    for (std::size_t n = random_.below(4) + 1; n > 0; --n) said += random_.of(kSaid);
    return said;
}

std::string Writing::declaration(const std::string& line_end) {
    const std::string number = std::to_string(++declarations_);
    const std::string name = kMark + number + "_" + random_.of(kLetters);
    const std::string said = "\"" + in_a_string() + "\"";
    std::vector<std::string> lines = {kSeam + number + " " + in_a_string(), ""};
    switch (random_.below(4)) {
        case 0:
            lines.push_back("func   " + name + "( a int,b  string )( int ){ x:=" + said +
                            "+b ; return  a+len(x)*2 }");
            break;
        case 1:
            lines.push_back("var " + name + "   =  " + said + "+" + said);
            break;
        case 2:
            lines.push_back("const     " + name + "=" + said);
            break;
        default:
            lines.push_back("type " + name + " struct {");
            lines.push_back("  A,B int  // " + in_a_string());
            lines.push_back(" LongName   string");
            lines.push_back("}");
    }
    lines.push_back("");
    std::string text;
    for (const std::string& line : lines) text += line + line_end;
    return text;
}

std::string Writing::developed(const std::string& text) {
    const std::vector<std::size_t> all = seams(text);
    if (all.empty()) return text;
    const std::size_t i = random_.below(all.size());
    const std::size_t from = all[i];
    const std::size_t to = i + 1 < all.size() ? all[i + 1] : text.size();
    const bool own = is_own(text, from, to) && to < text.size();
    const std::string line_end = text.find("\r\n") == std::string::npos ? "\n" : "\r\n";
    if (own && (text.size() > kLongText || random_.one_in(3)))
        return text.substr(0, from) + text.substr(to);
    if (own && random_.one_in(2))
        return text.substr(0, from) + declaration(line_end) + text.substr(to);
    if (text.size() > kLongText) return text;
    return text.substr(0, from) + declaration(line_end) + text.substr(from);
}

std::size_t Writing::boundary(const std::string& text) {
    std::size_t offset = random_.below(text.size() + 1);
    while (offset > 0 && offset < text.size() && continues_character(text[offset])) --offset;
    return offset;
}

support::Place Writing::place(const std::string& text) {
    return place_at(text, boundary(text));
}

Edit Writing::mess(const std::string& text) {
    const std::size_t from = boundary(text);
    std::size_t to = from;
    if (random_.one_in(3)) {
        to = std::min(text.size(), from + random_.below(80));
        while (to < text.size() && continues_character(text[to])) ++to;
    }
    std::string typed;
    for (std::size_t n = random_.below(4) + (to == from ? 1 : 0); n > 0; --n)
        typed += random_.of(kAnything);
    return {place_at(text, from), place_at(text, to), typed};
}

Edit Writing::difference(const std::string& from, const std::string& to) {
    const std::size_t shorter = std::min(from.size(), to.size());
    std::size_t head = 0;
    while (head < shorter && from[head] == to[head]) ++head;
    if (random_.one_in(4)) head -= std::min(head, random_.below(100));
    while (head > 0 && ((head < from.size() && continues_character(from[head])) ||
                        (head < to.size() && continues_character(to[head]))))
        --head;
    std::size_t tail = 0;
    while (tail < shorter - head && from[from.size() - tail - 1] == to[to.size() - tail - 1])
        ++tail;
    // The bytes at the beginning of the two tails are equal unless a tail is empty.
    while (tail > 0 && continues_character(from[from.size() - tail])) --tail;
    return {place_at(from, head), place_at(from, from.size() - tail),
            to.substr(head, to.size() - tail - head)};
}

std::set<std::string> marks(const std::string& text) {
    std::set<std::string> found;
    for (std::size_t at = text.find(kMark); at != std::string::npos;
         at = text.find(kMark, at + 1)) {
        std::size_t end = at;
        while (end < text.size() && is_letter(text[end])) ++end;
        found.insert(text.substr(at, end - at));
    }
    return found;
}

std::string after(const std::string& text, const Edit& edit) {
    return support::edited(text, edit.start, edit.end, edit.text);
}

}  // namespace soak
