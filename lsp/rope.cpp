#include "lsp/rope.hpp"

#include <algorithm>
#include <cstring>

namespace lsp {
namespace {

/// For a few more letters in a leaf that somebody types into.
constexpr std::size_t kRoomBytes = 64;

struct Counts {
    std::uint32_t newlines = 0;
    std::uint32_t units = 0;
};

/// The UTF-16 code units that a byte begins: those of four bytes are two.
std::uint8_t units_at(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return static_cast<std::uint8_t>(((byte & 0xc0) != 0x80) + (byte >= 0xf0));
}

Counts count_in(std::string_view text) {
    constexpr std::size_t kBlock = 64;
    Counts all;
    for (; text.size() >= kBlock; text.remove_prefix(kBlock)) {
        std::uint8_t newlines = 0;  // small, so that the compiler counts many bytes at once
        std::uint8_t units = 0;
        for (std::size_t i = 0; i < kBlock; ++i) {
            newlines = static_cast<std::uint8_t>(newlines + (text[i] == '\n'));
            units = static_cast<std::uint8_t>(units + units_at(text[i]));
        }
        all.newlines += newlines;
        all.units += units;
    }
    for (const char c : text) {
        all.newlines += c == '\n' ? 1 : 0;
        all.units += units_at(c);
    }
    return all;
}

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// The offset behind that many line ends, of which there are enough.
std::size_t line_start(std::string_view text, std::uint32_t lines) {
    constexpr std::size_t kBlock = 64;
    std::size_t offset = 0;
    for (; lines > 0 && text.size() - offset >= kBlock; offset += kBlock) {
        const char* const block = text.data() + offset;
        std::uint8_t here = 0;  // small, so that the compiler counts many bytes at once
        for (std::size_t i = 0; i < kBlock; ++i) {
            here = static_cast<std::uint8_t>(here + static_cast<std::uint8_t>(block[i] == '\n'));
        }
        if (here >= lines) break;
        lines -= here;
    }
    while (lines > 0) lines -= text[offset++] == '\n' ? 1 : 0;
    return offset;
}

/// Makes room by a little: a string that grows by itself doubles.
void make_room(std::string& text, std::size_t bytes) {
    if (bytes <= text.capacity()) return;
    std::string larger;
    larger.reserve(bytes + kRoomBytes);
    larger = text;
    text = std::move(larger);
}

}  // namespace

Rope::Rope(std::string_view text, std::size_t leaf_bytes) : leaf_bytes_(leaf_bytes), leaves_(1) {
    rebuild(0, 1, text);
}

boost::system::result<void, EditError> Rope::apply_edit(Range range, std::string_view replacement) {
    const auto from = find(range.start);
    if (!from) return from.error();
    const auto to = range.end == range.start ? from : find(range.end);
    if (!to) return to.error();
    if (*to < *from) return EditError::kEndBeforeStart;
    if (!is_utf8(replacement)) return EditError::kBadUtf8;
    replace(*from, *to, replacement);
    return {};
}

Rope::Place Rope::end() const {
    return {leaves_.size() - 1, leaves_.back().text.size()};
}

Rope::Place Rope::normal(Place place) const {
    const bool at_end = place.offset == leaves_[place.leaf].text.size();
    return at_end && place.leaf + 1 < leaves_.size() ? Place{place.leaf + 1, 0} : place;
}

/// Moves the finger to the leaf that the end of the line before is in; false if there is none,
/// and then to the last leaf.
bool Rope::seek(std::uint32_t line) {
    while (finger_.leaf > 0 && finger_.line >= line) {
        finger_.line -= leaves_[--finger_.leaf].newlines;
    }
    while (line - finger_.line > leaves_[finger_.leaf].newlines) {
        if (finger_.leaf + 1 == leaves_.size()) return false;
        finger_.line += leaves_[finger_.leaf++].newlines;
    }
    return true;
}

boost::system::result<Rope::Place, EditError> Rope::find(Position position) {
    if (!seek(position.line)) {
        if (position.line - finger_.line - leaves_.back().newlines > 1) {
            return EditError::kLineOutOfRange;
        }
        if (position.character > 0) return EditError::kCharacterOutOfRange;
        return end();
    }
    Place at{finger_.leaf, line_start(leaves_[finger_.leaf].text, position.line - finger_.line)};
    for (std::uint32_t left = position.character;;) {
        const Leaf& leaf = leaves_[at.leaf];
        if (at.offset == 0 && leaf.newlines == 0 && leaf.units <= left) {
            left -= leaf.units;
            at.offset = leaf.text.size();
        } else {
            const auto walked = walk_line(std::string_view(leaf.text).substr(at.offset), left);
            if (!walked) return walked.error();
            at.offset += walked->bytes;
            left = walked->units_left;
            if (at.offset < leaf.text.size()) return at;
        }
        if (at.leaf + 1 == leaves_.size()) {
            if (left > 0) return EditError::kCharacterOutOfRange;
            return at;
        }
        if (left == 0) return normal(at);
        at = {at.leaf + 1, 0};
    }
}

void Rope::replace(Place from, Place to, std::string_view by) {
    Leaf& leaf = leaves_[from.leaf];
    const std::string_view tail = std::string_view(leaves_[to.leaf].text).substr(to.offset);
    const std::size_t size = from.offset + by.size() + tail.size();
    const bool alone = leaves_.size() == 1;
    if (from.leaf == to.leaf && size <= leaf_bytes_ && (alone || size >= leaf_bytes_ / 4)) {
        const std::size_t removed = to.offset - from.offset;
        const std::string_view old = std::string_view(leaf.text).substr(from.offset, removed);
        const Counts more = count_in(by);
        const Counts less = count_in(old);
        leaf.newlines += more.newlines - less.newlines;
        leaf.units += more.units - less.units;
        make_room(leaf.text, size);
        leaf.text.replace(from.offset, removed, by);
        return;
    }
    std::string text;
    text.reserve(size + leaf_bytes_);
    std::size_t first = from.leaf;
    std::size_t last = to.leaf + 1;
    const bool small = size < leaf_bytes_ / 4;
    if (small && first > 0) text = leaves_[--first].text;
    text.append(leaf.text, 0, from.offset).append(by).append(tail);
    if (small && first == from.leaf && last < leaves_.size()) text += leaves_[last++].text;
    rebuild(first, last, text);
}

/// Puts leaves with this text, which is not theirs, in the place of those from `first` up to
/// `last`.
void Rope::rebuild(std::size_t first, std::size_t last, std::string_view text) {
    // The finger keeps to what stays.
    while (finger_.leaf > 0 && finger_.leaf >= first) {
        finger_.line -= leaves_[--finger_.leaf].newlines;
    }
    // Not full: somebody will type into them.
    const std::size_t most = leaf_bytes_ - leaf_bytes_ / 4;
    const std::size_t count = std::max<std::size_t>((text.size() + most - 1) / most, 1);
    std::vector<Leaf> fresh;
    fresh.reserve(count);
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= count; ++i) {
        std::size_t stop = text.size() * i / count;
        while (stop < text.size() && continues_character(text[stop])) ++stop;
        if (stop == begin && !text.empty()) continue;
        const std::string_view piece = text.substr(begin, stop - begin);
        const Counts counts = count_in(piece);
        fresh.push_back({std::string(piece), counts.newlines, counts.units});
        begin = stop;
    }
    // An emptied text keeps one leaf; beside others there is none for nothing.
    if (text.empty() && last - first < leaves_.size()) fresh.clear();
    const auto at = [this](std::size_t i) {
        return leaves_.begin() + static_cast<std::ptrdiff_t>(i);
    };
    const std::size_t common = std::min(fresh.size(), last - first);
    std::move(fresh.begin(), fresh.begin() + static_cast<std::ptrdiff_t>(common), at(first));
    if (common < last - first) {
        leaves_.erase(at(first + common), at(last));
    } else {
        leaves_.insert(at(last),
                       std::make_move_iterator(fresh.begin() + static_cast<std::ptrdiff_t>(common)),
                       std::make_move_iterator(fresh.end()));
    }
}

std::string Rope::str() const {
    std::string text;
    text.reserve(size_bytes());
    for (const Leaf& leaf : leaves_) text += leaf.text;
    return text;
}

std::size_t Rope::size_bytes() const {
    std::size_t bytes = 0;
    for (const Leaf& leaf : leaves_) bytes += leaf.text.size();
    return bytes;
}

std::size_t Rope::held_bytes() const {
    std::size_t bytes = sizeof *this + leaves_.capacity() * sizeof(Leaf);
    for (const Leaf& leaf : leaves_) bytes += leaf.text.capacity();
    return bytes;
}

}  // namespace lsp
