#include "support/strict_frames.hpp"

#include <algorithm>

#include "support/failure.hpp"

namespace support {
namespace {

constexpr std::string_view kLength = "Content-Length: ";
constexpr std::string_view kType = "Content-Type: ";
constexpr std::size_t kLongestHeader = 256;

[[noreturn]] void refuse(const std::string& why, std::string_view bytes) {
    throw TestFailure("not a frame: " + why + ": \"" + std::string(bytes.substr(0, 200)) + "\"");
}

}  // namespace

std::string framed(std::string_view body) {
    std::string frame(kLength);
    frame += std::to_string(body.size());
    frame += "\r\n\r\n";
    frame += body;
    return frame;
}

std::optional<std::string> StrictFrames::next() {
    if (!in_body_) {
        const std::size_t end = header_end();
        if (end == std::string_view::npos) return std::nullopt;
        body_bytes_ = length_in(rest().substr(0, end));
        consumed_ += end + 4;
        in_body_ = true;
    }
    if (rest().size() < body_bytes_) return std::nullopt;
    std::string body(rest().substr(0, body_bytes_));
    consumed_ += body_bytes_;
    in_body_ = false;
    // Moving the rest to the front once per buffer's worth keeps this linear.
    if (consumed_ > buffer_.size() / 2) {
        buffer_.erase(0, consumed_);
        consumed_ = 0;
    }
    return body;
}

std::size_t StrictFrames::header_end() {
    const std::string_view bytes = rest();
    // Refused at the first byte that cannot be right, not when a header's worth has come.
    const std::size_t known = std::min(bytes.size(), std::size_t{9});
    if (bytes.substr(0, known) != std::string_view("Content-L").substr(0, known) &&
        bytes.substr(0, known) != std::string_view("Content-T").substr(0, known))
        refuse("no header", bytes);
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos && bytes.size() > kLongestHeader)
        refuse("no end of header", bytes);
    return end;
}

std::size_t StrictFrames::length_in(std::string_view header) const {
    std::optional<std::size_t> length;
    while (!header.empty()) {
        const std::size_t end = std::min(header.find("\r\n"), header.size());
        const std::string_view line = header.substr(0, end);
        header.remove_prefix(std::min(end + 2, header.size()));
        if (line.find_first_of("\r\n") != std::string_view::npos) refuse("a line end alone", line);
        if (line.starts_with(kType)) continue;
        const std::string_view digits = line.substr(std::min(kLength.size(), line.size()));
        const bool all_digits =
            std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!line.starts_with(kLength) || digits.empty() || digits.size() > 12 || !all_digits)
            refuse("bad header line", line);
        if (length) refuse("two lengths", line);
        length = std::stoull(std::string(digits));
    }
    if (!length) refuse("no length", header);
    return *length;
}

}  // namespace support
