#include "lsp/frame.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "lsp/message.hpp"
#include "support/catch.hpp"

namespace {

using lsp::FrameReader;

/// Returns a frame of `size` bytes in all, with content that differs from other frames.
std::string frame_of_size(std::size_t size, char first = 'a') {
    for (std::size_t header = 20;; ++header) {
        std::string body;
        for (std::size_t i = 0; i < size - header; ++i)
            body += static_cast<char>(first + static_cast<char>(i % 23));
        std::string frame = lsp::frame(body);
        if (frame.size() == size) return frame;
    }
}

/// Takes all complete frames and checks that header and body of each belong together.
void take(FrameReader& reader, std::vector<std::string>& frames) {
    for (;;) {
        auto next = reader.next();
        REQUIRE(next.has_value());
        if (!*next) return;
        REQUIRE((*next)->bytes.ends_with((*next)->body));
        frames.emplace_back((*next)->bytes);
    }
}

/// Feeds `bytes` in reads of at most `read_bytes` and takes the frames after each read.
void feed(FrameReader& reader, std::string_view bytes, std::size_t read_bytes,
          std::vector<std::string>& frames) {
    while (!bytes.empty()) {
        const auto room = reader.prepare();
        REQUIRE_FALSE(room.empty());
        const auto n = std::min({room.size(), bytes.size(), read_bytes});
        std::memcpy(room.data(), bytes.data(), n);
        reader.commit(n);
        bytes.remove_prefix(n);
        take(reader, frames);
    }
}

std::string join(const std::vector<std::string>& parts) {
    std::string all;
    for (const auto& part : parts) all += part;
    return all;
}

}  // namespace

TEST_CASE("FrameReader returns the same frames however the stream is split") {
    const std::vector<std::string> sent = {
        lsp::frame(R"({"jsonrpc":"2.0","id":1,"method":"shutdown"})"),
        "content-length:2\n\n{}",
        "Content-Type: application/vscode-jsonrpc\r\nCONTENT-LENGTH: \t 4 \r\n\r\nnull",
        lsp::frame(""),
        lsp::frame("Content-Length: 3\r\n\r\nabc"),
        lsp::frame("\xf0\x9f\x98\x80\r\n\r\n"),
    };
    const std::string stream = join(sent);

    SECTION("two reads split at every place") {
        for (std::size_t split = 0; split <= stream.size(); ++split) {
            CAPTURE(split);
            FrameReader reader;
            std::vector<std::string> got;
            feed(reader, stream.substr(0, split), stream.size(), got);
            feed(reader, stream.substr(split), stream.size(), got);
            REQUIRE(got == sent);
            REQUIRE(reader.buffered_bytes() == 0);
        }
    }
    SECTION("reads of every size") {
        for (std::size_t read_bytes = 1; read_bytes <= stream.size(); ++read_bytes) {
            CAPTURE(read_bytes);
            FrameReader reader;
            std::vector<std::string> got;
            feed(reader, stream, read_bytes, got);
            REQUIRE(got == sent);
        }
    }
}

TEST_CASE("FrameReader accepts unusual header blocks") {
    const std::string headers =
        GENERATE(as<std::string>{}, "Content-Length: 2\r\n\r\n", "Content-Length: 2\n\n",
                 "Content-Length: 2\r\n\n", "Content-Length: 2\n\r\n", "Content-Length:2\r\n\r\n",
                 "cOnTeNt-LeNgTh:\t2\t\r\n\r\n", "Content-Length: 0002\r\n\r\n",
                 "Content-Length: 2\r\nContent-Length: 2\r\n\r\n",
                 "X:\r\nContent-Length: 2\r\nY: a:b\r\n\r\n", "Content-Length : 2\r\n\r\n",
                 "Content-Length: +2\r\n\r\n", "Content-Length: 3\r\nContent-Length: 2\r\n\r\n",
                 "  Content-Length: 2\r\n\r\n",
                 "X: " + std::string(100'000, 'x') + "\r\nContent-Length: 2\r\n\r\n");
    CAPTURE(headers.substr(0, 80));
    FrameReader reader;
    reader.append(headers + "{}");
    const auto next = reader.next();
    REQUIRE(next.has_value());
    REQUIRE(next->has_value());
    CHECK((*next)->bytes == headers + "{}");
    CHECK((*next)->body == "{}");
    // Go requires exactly this name, with white space around it allowed.
    const auto name = headers.find("Content-Length:");
    CHECK((*next)->misspelled == (name == std::string::npos));
    CHECK(lsp::respelled(**next).bytes == lsp::frame("{}"));
}

TEST_CASE("FrameReader returns a large frame with a misspelled header only when complete") {
    FrameReader reader(FrameReader::kDefaultMaxBodyBytes, 100);
    const std::string body(1000, 'x');
    reader.append("content-length: 1000\r\n\r\n" + body.substr(1));
    REQUIRE_FALSE(reader.next()->has_value());
    CHECK_FALSE(reader.partial());
    reader.append("x");
    const auto whole = reader.next();
    REQUIRE(whole->has_value());
    CHECK((*whole)->misspelled);
    CHECK(lsp::respelled(**whole).bytes == lsp::frame(body));
}

TEST_CASE("Small frames are adjacent ranges of the read buffer") {
    const std::string stream = lsp::frame("{}") + lsp::frame("[1]") + lsp::frame("");
    FrameReader reader;
    reader.append(stream);
    const auto a = reader.next();
    const auto b = reader.next();
    const auto c = reader.next();
    REQUIRE((a->has_value() && b->has_value() && c->has_value()));
    CHECK_FALSE((*a)->owner);
    const std::string_view first = (*a)->bytes;
    CHECK(first.data() + first.size() == (*b)->bytes.data());
    CHECK((*b)->bytes.data() + (*b)->bytes.size() == (*c)->bytes.data());
    CHECK(std::string_view(first.data(), stream.size()) == stream);
}

TEST_CASE("A frame of kOwnBufferBytes or more owns its memory") {
    for (const std::size_t size :
         {FrameReader::kOwnBufferBytes - 1, FrameReader::kOwnBufferBytes,
          FrameReader::kOwnBufferBytes + 1, 3 * FrameReader::kOwnBufferBytes}) {
        for (const std::size_t read_bytes : {500U, 4096U, 65536U, 1U << 30}) {
            CAPTURE(size, read_bytes);
            const std::string before = lsp::frame("{\"before\":1}");
            const std::string large = frame_of_size(size);
            const std::string after = lsp::frame("{\"after\":1}");
            FrameReader reader;
            std::vector<std::string> small;
            std::vector<lsp::Frame> owned;
            const std::string stream = join({before, large, after, large, after});
            for (std::string_view rest = stream; !rest.empty();) {
                const auto room = reader.prepare();
                REQUIRE_FALSE(room.empty());
                const auto n = std::min({room.size(), rest.size(), read_bytes});
                std::memcpy(room.data(), rest.data(), n);
                reader.commit(n);
                rest.remove_prefix(n);
                for (;;) {
                    auto next = reader.next();
                    REQUIRE(next.has_value());
                    if (!*next) break;
                    if ((*next)->owner) {
                        owned.push_back(std::move(**next));
                    } else {
                        small.emplace_back((*next)->bytes);
                    }
                }
            }
            if (size < FrameReader::kOwnBufferBytes) {
                CHECK(owned.empty());
                REQUIRE(small == std::vector{before, large, after, large, after});
            } else {
                REQUIRE(owned.size() == 2);
                for (const auto& frame : owned) {
                    CHECK(frame.bytes.data() == frame.owner.get());
                    CHECK((frame.bytes == large));
                    CHECK(frame.bytes.ends_with(frame.body));
                }
                REQUIRE(small == std::vector{before, after, after});
            }
            CHECK(reader.buffered_bytes() == 0);
            CHECK(reader.prepare().size() <= FrameReader::kOwnBufferBytes);
        }
    }
}

TEST_CASE("FrameReader limits the room for a large frame to that frame") {
    const std::string large = frame_of_size(FrameReader::kOwnBufferBytes * 2);
    FrameReader reader;
    reader.append(large.substr(0, 100));
    REQUIRE_FALSE(reader.next()->has_value());
    CHECK(reader.prepare().size() == large.size() - 100);
    CHECK(reader.prepare().size() == large.size() - 100);
    CHECK(reader.buffered_bytes() == 100);
    CHECK(reader.unread() == large.substr(0, 100));
    reader.append(large.substr(100) + lsp::frame("{}"));
    CHECK(reader.buffered_bytes() == large.size() + lsp::frame("{}").size());
    auto next = reader.next();
    REQUIRE((next.has_value() && next->has_value()));
    CHECK(((*next)->bytes == large));
    CHECK(reader.unread() == lsp::frame("{}"));
}

TEST_CASE("A claimed length reserves only room for its own frame") {
    FrameReader reader;
    reader.append("Content-Length: 268435456\r\n\r\n");
    REQUIRE_FALSE(reader.next()->has_value());
    CHECK(reader.prepare().size() == FrameReader::kDefaultMaxBodyBytes);
    CHECK(reader.buffered_bytes() == 29);
}

TEST_CASE("FrameReader always has room and shrinks back to the small buffer") {
    FrameReader reader;
    const std::size_t small_room = reader.prepare().size();
    std::vector<std::string> sent;
    for (std::size_t i = 0; i < 100; ++i)
        sent.push_back(frame_of_size(5000 + i, static_cast<char>('A' + i % 5)));
    reader.append(join(sent));
    CHECK_FALSE(reader.prepare().empty());
    std::vector<std::string> got;
    take(reader, got);
    CHECK((got == sent));
    CHECK(reader.prepare().size() == small_room);

    SECTION("a large frame received into the grown buffer has an owner too") {
        const std::string large = frame_of_size(FrameReader::kOwnBufferBytes * 3);
        reader.append(sent[0] + large + sent[1]);
        REQUIRE((reader.next()->value().bytes == sent[0]));
        auto next = reader.next();
        REQUIRE((next->has_value() && (*next)->owner));
        CHECK(((*next)->bytes == large));
        REQUIRE((reader.next()->value().bytes == sent[1]));
        CHECK(reader.prepare().size() == small_room);
    }
}

TEST_CASE("FrameReader returns random frames from random reads") {
    std::mt19937 random(20240817);
    const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
    FrameReader reader;
    for (int round = 0; round < 30; ++round) {
        std::vector<std::string> sent;
        for (int i = 0; i < 12; ++i) {
            const std::size_t scale = std::array{60, 5000, 140'000, 400'000}[below(4)];
            const std::size_t size = below(scale);
            sent.push_back(lsp::frame(std::string(size, static_cast<char>('a' + below(26)))));
        }
        const std::string stream = join(sent);
        std::vector<std::string> got;
        for (std::size_t at = 0; at < stream.size();) {
            const std::size_t n =
                std::min(1 + below(below(2) ? 300'000 : 20'000), stream.size() - at);
            feed(reader, std::string_view(stream).substr(at, n), n, got);
            at += n;
        }
        REQUIRE((got == sent));
        REQUIRE(reader.buffered_bytes() == 0);
        REQUIRE(reader.prepare().size() <= FrameReader::kOwnBufferBytes);
    }
}

TEST_CASE("FrameReader exposes the received part of a large frame") {
    constexpr std::size_t kLarge = 100;
    const std::string small = frame_of_size(kLarge - 1);
    const std::string large = frame_of_size(kLarge);
    const std::string larger = frame_of_size(3 * kLarge, 'A');
    const std::string stream = small + large + small + larger + small;
    const std::size_t read_bytes = GENERATE(1U, 13U, 64U, 199U);
    FrameReader reader(FrameReader::kDefaultMaxBodyBytes, kLarge);
    std::vector<std::string> got;
    std::vector<std::string> begun;
    std::string_view left = stream;
    while (!left.empty()) {
        const auto piece = left.substr(0, read_bytes);
        feed(reader, piece, read_bytes, got);
        left.remove_prefix(piece.size());
        const auto partial = reader.partial();
        if (!partial) continue;
        CHECK(partial->bytes == reader.unread());
        CHECK(partial->bytes.ends_with(partial->body));
        if (begun.empty() || !partial->bytes.starts_with(begun.back())) begun.emplace_back();
        begun.back() = partial->bytes;
    }
    CHECK(join(got) == stream);
    for (const auto& part : begun) CHECK((large.starts_with(part) || larger.starts_with(part)));
    // A frame whose end arrives together with its header is never partial.
    CHECK(begun.size() == (read_bytes < kLarge ? 2 : 1));
}

TEST_CASE("FrameReader exposes a partial frame only after its complete header") {
    FrameReader reader(FrameReader::kDefaultMaxBodyBytes, 100);
    const std::string frame = frame_of_size(200);
    const std::size_t header = frame.find("\r\n\r\n") + 4;
    reader.append(frame.substr(0, header - 1));
    REQUIRE(reader.next().has_value());
    CHECK_FALSE(reader.partial());
    reader.append(frame.substr(header - 1, 1));
    REQUIRE(reader.next().has_value());
    REQUIRE(reader.partial());
    CHECK(reader.partial()->body.empty());
}
