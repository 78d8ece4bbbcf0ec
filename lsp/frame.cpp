#include "lsp/frame.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace lsp {
namespace {

/// Any frame that has no memory of its own fits in, once moved to the front.
constexpr std::size_t kSmallBytes = FrameReader::kOwnBufferBytes;
/// Read at once where nothing larger is expected: a message that turns out to be large has been
/// copied for no more than this.
constexpr std::size_t kUsualRoomBytes = 72 << 10;
/// With less room than this behind the last byte it pays to move the unread bytes to the front.
constexpr std::size_t kMinRoomBytes = 16 << 10;
constexpr std::size_t kMaxDetailBytes = 120;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_content_length(std::string_view name) {
    constexpr std::string_view kName = "content-length";
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    return std::equal(name.begin(), name.end(), kName.begin(), kName.end(), same);
}

/// The number that the digits stand for, or the largest there is when it is larger; nothing
/// when there is anything but digits, and a plus before them.
std::optional<std::size_t> parse_digits(std::string_view digits) {
    constexpr auto kMax = std::numeric_limits<std::size_t>::max();
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (digits.empty()) return std::nullopt;
    std::size_t value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        const auto digit = static_cast<std::size_t>(c - '0');
        value = value > (kMax - digit) / 10 ? kMax : value * 10 + digit;
    }
    return value;
}

std::string printable(std::string_view text) {
    constexpr char kHex[] = "0123456789abcdef";
    std::string out;
    for (const char c : text.substr(0, kMaxDetailBytes)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            out += c;
        } else {
            out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
        }
    }
    if (text.size() > kMaxDetailBytes) out += "...";
    return out;
}

std::string_view sentence(FrameError error) {
    switch (error) {
        case FrameError::kNoLength:
            return "header block without Content-Length";
        case FrameError::kBadLength:
            return "Content-Length is not a plain decimal number";
        case FrameError::kBodyTooLarge:
            return "Content-Length is larger than allowed";
        case FrameError::kHeaderTooLarge:
            return "header block is too large";
        case FrameError::kBadHeader:
            return "header line without a colon";
    }
    return "broken frame";
}

}  // namespace

std::string describe(FrameError error, std::string_view detail) {
    std::string text(sentence(error));
    if (!detail.empty()) text.append(": ").append(detail);
    return text;
}

Frame respelled(const Frame& frame) {
    const std::string header = "Content-Length: " + std::to_string(frame.body.size()) + "\r\n\r\n";
    const std::size_t size = header.size() + frame.body.size();
    Buffer memory(new char[size]);
    std::memcpy(memory.get(), header.data(), header.size());
    std::memcpy(memory.get() + header.size(), frame.body.data(), frame.body.size());
    const std::string_view bytes(memory.get(), size);
    return {bytes, bytes.substr(header.size()), std::move(memory)};
}

FrameReader::FrameReader(std::size_t max_body_bytes, std::size_t large_bytes)
    // Header and body together must not overflow.
    : max_body_bytes_(std::min(max_body_bytes, std::numeric_limits<std::size_t>::max() / 2)),
      large_bytes_(std::min(large_bytes, kOwnBufferBytes)),
      small_(std::make_unique_for_overwrite<char[]>(kSmallBytes)),
      capacity_(kSmallBytes) {}

std::span<char> FrameReader::prepare() {
    if (error_) {
        begin_ = end_ = 0;
    } else if (!filling_large() && large_.size == 0 && head_.complete &&
               head_.frame_bytes() >= large_bytes_) {
        start_large();
    }
    if (filling_large()) return {large_.memory.get() + large_.filled, large_.size - large_.filled};
    return small_room();
}

std::span<char> FrameReader::small_room() {
    const std::size_t held = end_ - begin_;
    if (capacity_ > kSmallBytes && held <= kSmallBytes / 2) {
        move_to(kSmallBytes);
    } else if (held == 0) {
        begin_ = end_ = 0;
    }
    const std::size_t rest =
        head_.complete && head_.frame_bytes() > held ? head_.frame_bytes() - held : 0;
    if (begin_ > 0 && capacity_ - end_ < std::max(rest, kMinRoomBytes)) {
        std::memmove(small_.get(), small_.get() + begin_, held);
        begin_ = 0;
        end_ = held;
    }
    // Full of frames that nobody took: only then is more memory needed.
    if (end_ == capacity_) move_to(2 * capacity_);
    return {small_.get() + end_, std::min(capacity_ - end_, std::max(rest, kUsualRoomBytes))};
}

void FrameReader::move_to(std::size_t capacity) {
    auto memory = std::make_unique_for_overwrite<char[]>(capacity);
    const std::size_t held = end_ - begin_;
    std::memcpy(memory.get(), small_.get() + begin_, held);
    small_ = std::move(memory);
    capacity_ = capacity;
    begin_ = 0;
    end_ = held;
}

void FrameReader::commit(std::size_t n) {
    if (filling_large()) {
        assert(n <= large_.size - large_.filled);
        large_.filled += n;
    } else {
        assert(n <= capacity_ - end_);
        end_ += n;
    }
}

void FrameReader::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto room = prepare();
        const std::size_t n = std::min(room.size(), bytes.size());
        std::memcpy(room.data(), bytes.data(), n);
        commit(n);
        bytes.remove_prefix(n);
    }
}

boost::system::result<std::optional<Frame>, FrameError> FrameReader::next() {
    if (error_) return *error_;
    if (filling_large()) return std::nullopt;
    if (large_.size != 0) return take_large();
    if (begin_ == end_) return std::nullopt;
    if (!head_.complete) parse_header();
    if (error_) return *error_;
    const std::size_t size = head_.frame_bytes();
    if (!head_.complete || end_ - begin_ < size) return std::nullopt;
    if (size >= large_bytes_) {
        if (!start_large()) return *error_;
        return take_large();
    }
    const std::string_view bytes(small_.get() + begin_, size);
    Frame frame{bytes, bytes.substr(head_.parsed_bytes), nullptr, head_.misspelled};
    begin_ += size;
    head_ = {};
    return frame;
}

/// Moves what was received of the frame at `begin_` into memory of its own. The memory is not
/// touched before bytes arrive for it: a length that is only claimed costs address space.
bool FrameReader::start_large() {
    const std::size_t size = head_.frame_bytes();
    Buffer memory(new (std::nothrow) char[size]);
    if (!memory) {
        fail(FrameError::kBodyTooLarge, "no memory for " + std::to_string(size) + " bytes");
        return false;
    }
    const std::size_t received = std::min(size, end_ - begin_);
    std::memcpy(memory.get(), small_.get() + begin_, received);
    begin_ += received;
    large_ = {std::move(memory), head_.parsed_bytes, size, received, head_.misspelled};
    head_ = {};
    return true;
}

Frame FrameReader::take_large() {
    Large large = std::exchange(large_, {});
    const std::string_view bytes(large.memory.get(), large.size);
    return {bytes, bytes.substr(large.header_bytes), std::move(large.memory), large.misspelled};
}

std::optional<PartialFrame> FrameReader::partial() const {
    std::string_view bytes;
    std::size_t header_bytes = 0;
    if (filling_large() ? large_.misspelled : head_.misspelled) return std::nullopt;
    if (filling_large()) {
        bytes = {large_.memory.get(), large_.filled};
        header_bytes = large_.header_bytes;
    } else if (head_.complete && head_.frame_bytes() >= large_bytes_) {
        bytes = {small_.get() + begin_, end_ - begin_};
        header_bytes = head_.parsed_bytes;
    } else {
        return std::nullopt;
    }
    return PartialFrame{bytes, bytes.substr(header_bytes)};
}

std::size_t FrameReader::buffered_bytes() const {
    return large_.filled + (end_ - begin_);
}

std::string_view FrameReader::unread() const {
    if (large_.size != 0) return {large_.memory.get(), large_.filled};
    return {small_.get() + begin_, end_ - begin_};
}

/// The header block that editors and gopls write, one field and no other, in one look. False: it
/// is another one, or there is not enough of it yet, and nothing was done.
bool FrameReader::parse_usual_header() {
    constexpr std::string_view kField = "Content-Length: ";
    constexpr std::string_view kEnd = "\r\n\r\n";
    constexpr std::size_t kMaxDigits = 18;
    const std::string_view block(small_.get() + begin_, end_ - begin_);
    if (head_.parsed_bytes > 0 || !block.starts_with(kField)) return false;
    std::size_t at = kField.size();
    std::size_t length = 0;
    for (; at < block.size() && block[at] >= '0' && block[at] <= '9'; ++at) {
        length = length * 10 + static_cast<std::size_t>(block[at] - '0');
    }
    const std::size_t digits = at - kField.size();
    if (digits == 0 || digits > kMaxDigits || length > max_body_bytes_) return false;
    if (!block.substr(at).starts_with(kEnd)) return false;
    head_ = {at + kEnd.size(), length, true, true};
    return true;
}

void FrameReader::parse_header() {
    if (parse_usual_header()) return;
    const char* const block = small_.get() + begin_;
    // Looking no further than the limit makes the outcome independent of how the input is split.
    const std::size_t received = std::min(end_ - begin_, kMaxHeaderBytes);
    while (!error_) {
        const char* const line = block + head_.parsed_bytes;
        const std::size_t from = std::max(head_.parsed_bytes, head_.searched_bytes);
        const auto* const line_end =
            static_cast<const char*>(std::memchr(block + from, '\n', received - from));
        if (!line_end) {
            head_.searched_bytes = received;
            if (received == kMaxHeaderBytes) fail(FrameError::kHeaderTooLarge, {block, received});
            return;
        }
        head_.parsed_bytes = static_cast<std::size_t>(line_end + 1 - block);
        std::string_view text(line, static_cast<std::size_t>(line_end - line));
        if (text.ends_with('\r')) text.remove_suffix(1);
        if (text.empty()) {
            head_.complete = head_.has_length;
            if (!head_.has_length) fail(FrameError::kNoLength, {block, head_.parsed_bytes});
            return;
        }
        parse_field(text);
    }
}

void FrameReader::parse_field(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return fail(FrameError::kBadHeader, line);
    if (!is_content_length(trimmed(line.substr(0, colon)))) return;
    const auto length = parse_digits(trimmed(line.substr(colon + 1)));
    if (!length) return fail(FrameError::kBadLength, line);
    if (*length > max_body_bytes_) return fail(FrameError::kBodyTooLarge, line);
    head_.misspelled = head_.misspelled || !trimmed(line).starts_with("Content-Length:");
    head_.has_length = true;
    head_.body_bytes = *length;
}

void FrameReader::fail(FrameError error, std::string_view detail) {
    error_ = error;
    // Behind a wrong length stands the rest of a message: the text of a document, it may be.
    const bool is_json = detail.find_first_of("{}\"\\") != std::string_view::npos;
    error_detail_ = is_json ? "JSON" : printable(detail);
}

}  // namespace lsp
