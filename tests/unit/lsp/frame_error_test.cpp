// Tests of FrameReader with streams whose framing is broken.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/frame.hpp"
#include "lsp/message.hpp"
#include "support/catch.hpp"

namespace {

using lsp::FrameError;
using lsp::FrameReader;

/// Feeds `bytes` in reads of `read_bytes` and returns the error of the stream, or FrameError{}
/// without one.
FrameError error_of(FrameReader& reader, std::string_view bytes, std::size_t read_bytes) {
    while (!bytes.empty()) {
        reader.append(bytes.substr(0, read_bytes));
        bytes.remove_prefix(std::min(read_bytes, bytes.size()));
        for (;;) {
            const auto next = reader.next();
            if (!next) return next.error();
            if (!*next) break;
        }
    }
    return FrameError{};
}

}  // namespace

TEST_CASE("FrameReader reports a broken header block") {
    struct Case {
        std::string input;
        FrameError error;
        std::string detail;
    };
    const std::string limit(FrameReader::kMaxHeaderBytes, 'x');
    const std::vector<Case> cases = {
        {"\r\n", FrameError::kNoLength, "\\x0d\\x0a"},
        {"\nContent-Length: 2\r\n\r\n{}", FrameError::kNoLength, "\\x0a"},
        {"Content-Type: x\r\n\r\n", FrameError::kNoLength, "Content-Type: x\\x0d\\x0a\\x0d\\x0a"},
        {"Content-Length2: 2\r\n\r\n", FrameError::kNoLength, ""},
        {"Content-Length:\r\n", FrameError::kBadLength, "Content-Length:"},
        {"Content-Length: \t\r\n", FrameError::kBadLength, ""},
        {"Content-Length: -1\r\n", FrameError::kBadLength, "Content-Length: -1"},
        {"Content-Length: +\r\n", FrameError::kBadLength, ""},
        {"Content-Length: ++1\r\n", FrameError::kBadLength, ""},
        {"Content-Length: 0x10\r\n", FrameError::kBadLength, ""},
        {"Content-Length: 1 0\r\n", FrameError::kBadLength, ""},
        {"Content-Length: 1e3\r\n", FrameError::kBadLength, ""},
        {"Content-Length: 10\r\r\n", FrameError::kBadLength, ""},
        {"Content-Length: 99999999999999999999999x\r\n", FrameError::kBadLength, ""},
        {"Content-Length: 1, 1\r\n", FrameError::kBadLength, ""},
        {"Content-Length: 2\r\nContent-Length: x\r\n", FrameError::kBadLength, "Content-Length: x"},
        {"Content-Length: 268435457\r\n", FrameError::kBodyTooLarge, "Content-Length: 268435457"},
        {"Content-Length: 18446744073709551615\r\n", FrameError::kBodyTooLarge, ""},
        {"Content-Length: 18446744073709551618\r\n", FrameError::kBodyTooLarge, ""},
        {"Content-Length: 340282366920938463463374607431768211458\r\n", FrameError::kBodyTooLarge,
         ""},
        {"Loading\r\n", FrameError::kBadHeader, "Loading"},
        {"{\"jsonrpc\"}\n", FrameError::kBadHeader, "JSON"},
        {"kage main\\n\"}}}Content-Length\r\n", FrameError::kBadHeader, "JSON"},
        {"  \r\n", FrameError::kBadHeader, ""},
        {limit, FrameError::kHeaderTooLarge, ""},
        {"X: " + limit + "\r\n", FrameError::kHeaderTooLarge, ""},
        {lsp::frame("{}") + "Content-Length: 2\r\nX: " + limit, FrameError::kHeaderTooLarge, ""},
    };
    for (const auto& broken : cases) {
        for (const std::size_t read_bytes : {std::size_t{1}, std::size_t{7}, broken.input.size()}) {
            CAPTURE(broken.input.substr(0, 80), read_bytes);
            FrameReader reader;
            REQUIRE(error_of(reader, broken.input, read_bytes) == broken.error);
            if (!broken.detail.empty()) CHECK(reader.error_detail() == broken.detail);
            CHECK_FALSE(lsp::describe(broken.error, reader.error_detail()).empty());
            // The error is permanent, even if valid frames follow.
            reader.append(lsp::frame("{}"));
            const auto next = reader.next();
            REQUIRE(next.has_error());
            CHECK(next.error() == broken.error);
        }
    }
}

TEST_CASE("FrameReader accepts a header block of exactly kMaxHeaderBytes") {
    const std::string fields = "Content-Length: 2\r\nX: ";
    const std::string fill(FrameReader::kMaxHeaderBytes - fields.size() - 4, 'x');
    for (const std::size_t read_bytes : {1U, 1000U, 100000U}) {
        CAPTURE(read_bytes);
        FrameReader exact;
        CHECK(error_of(exact, fields + fill + "\r\n\r\n{}", read_bytes) == FrameError{});
        CHECK(exact.buffered_bytes() == 0);
        FrameReader over;
        CHECK(error_of(over, fields + fill + "x\r\n\r\n{}", read_bytes) ==
              FrameError::kHeaderTooLarge);
    }
}

TEST_CASE("FrameReader accepts a body of exactly the limit and handles the largest limit") {
    FrameReader reader(10);
    reader.append(lsp::frame("0123456789") + lsp::frame("0123456789a"));
    REQUIRE(reader.next()->has_value());
    REQUIRE(reader.next().error() == FrameError::kBodyTooLarge);

    FrameReader unlimited(std::string::npos);
    CHECK(error_of(unlimited, "Content-Length: 18446744073709551615\r\n\r\n", 100) ==
          FrameError::kBodyTooLarge);
}

TEST_CASE("FrameReader's error text quotes the invalid value truncated and printable") {
    FrameReader reader;
    error_of(reader, "Content-Length: \x1b[31m\xff" + std::string(300, 'x') + "\r\n", 1000);
    CHECK(reader.error_detail() ==
          "Content-Length: \\x1b[31m\\xff" + std::string(120 - 22, 'x') + "...");
    CHECK(lsp::describe(FrameError::kBadLength, "Content-Length: -1") ==
          "Content-Length is not a plain decimal number: Content-Length: -1");
    CHECK(lsp::describe(FrameError::kNoLength, "") == "header block without Content-Length");
}

TEST_CASE("FrameReader exposes the remaining bytes after an error") {
    FrameReader reader;
    reader.append(lsp::frame("{}") + "Oops\n");
    REQUIRE(reader.next()->has_value());
    REQUIRE(reader.next().error() == FrameError::kBadHeader);
    CHECK(reader.unread() == "Oops\n");
    CHECK(reader.buffered_bytes() == 5);
    reader.append("more");
    CHECK(reader.unread() == "more");
    reader.append("bytes");
    CHECK(reader.unread() == "bytes");
    CHECK(reader.next().has_error());
}
