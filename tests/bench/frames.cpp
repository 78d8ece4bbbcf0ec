#include "bench/frames.hpp"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace bench {
namespace {

constexpr std::string_view kLength = "Content-Length: ";
constexpr std::string_view kEndOfHeader = "\r\n\r\n";

}  // namespace

std::optional<std::string_view> FrameBuffer::next() {
    const std::string_view held(buffer_.data() + begin_, end_ - begin_);
    if (body_at_ == 0) {
        const auto header_end = held.find(kEndOfHeader);
        if (header_end == std::string_view::npos) return std::nullopt;
        const auto length = held.find(kLength);
        if (length >= header_end) throw Failure("a frame has no Content-Length");
        const char* const digits = held.data() + length + kLength.size();
        const auto parsed = std::from_chars(digits, held.data() + header_end, body_bytes_);
        if (parsed.ec != std::errc()) throw Failure("a frame has an invalid Content-Length");
        body_at_ = header_end + kEndOfHeader.size();
    }
    if (held.size() < body_at_ + body_bytes_) return std::nullopt;
    const auto body = held.substr(body_at_, body_bytes_);
    begin_ += body_at_ + body_bytes_;
    body_at_ = 0;
    return body;
}

bool FrameBuffer::fill(int fd) {
    const std::size_t held = end_ - begin_;
    const std::size_t frame = body_at_ == 0 ? held + 1 : body_at_ + body_bytes_;
    // Moving the bytes at each read would cost more than the relay.
    if (held == 0 || begin_ > buffer_.size() / 2 || begin_ + frame > buffer_.size()) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, held);
        begin_ = 0;
        end_ = held;
    }
    if (frame > buffer_.size()) buffer_.resize(frame);
    for (;;) {
        const auto count = ::read(fd, buffer_.data() + end_, buffer_.size() - end_);
        if (count >= 0) {
            end_ += static_cast<std::size_t>(count);
            return count > 0;
        }
        if (errno != EINTR) throw Failure(std::string("read: ") + std::strerror(errno));
    }
}

void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(fd, bytes.data(), bytes.size());
        if (count >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EINTR)
            throw Failure(std::string("write: ") + std::strerror(errno));
    }
}

void write_all(int fd, std::string_view head, std::string_view middle, std::string_view tail) {
    std::array<iovec, 3> parts{};
    const std::array<std::string_view, 3> texts{head, middle, tail};
    for (std::size_t i = 0; i < parts.size(); ++i)
        parts[i] = {const_cast<char*>(texts[i].data()), texts[i].size()};
    const auto written = ::writev(fd, parts.data(), static_cast<int>(parts.size()));
    // After a short or failed write, the rest is written the plain way, which also reports the
    // error.
    auto skip = static_cast<std::size_t>(std::max<ssize_t>(written, 0));
    for (auto text : texts) {
        const auto done = std::min(skip, text.size());
        skip -= done;
        write_all(fd, text.substr(done));
    }
}

std::string framed(std::string_view body) {
    return std::string(kLength)
        .append(std::to_string(body.size()))
        .append(kEndOfHeader)
        .append(body);
}

}  // namespace bench
