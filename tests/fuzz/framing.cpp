// Fuzz target: lsp::FrameReader yields the same frames, or the same error, in whatever pieces the
// bytes arrive.
#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/target.hpp"
#include "lsp/frame.hpp"
#include "support/failure.hpp"
#include "support/strict_frames.hpp"

namespace fuzz {
namespace {

/// Large enough for frames with their own memory.
constexpr std::size_t kMaxBodyBytes = 1 << 20;

struct Outcome {
    std::vector<std::string> bodies;
    std::string forwarded;  ///< the frames as they came, one after the other
    std::string rest;
    std::optional<lsp::FrameError> error;
    std::string detail;
};

/// Checks that the part received of a large frame is its beginning, up to the last byte received.
void check_partial(const lsp::FrameReader& reader, std::string& partial) {
    const auto part = reader.partial();
    check(part.has_value() || partial.empty(), "a large frame stays partial until it is complete");
    if (!part) return;
    check(part->bytes.starts_with(partial), "a partial frame grows at its end");
    check(part->bytes.ends_with(part->body), "the body ends the partial frame");
    check(part->bytes.size() == reader.buffered_bytes(), "a partial frame holds all unread bytes");
    partial = part->bytes;
}

/// Reads `input` in pieces of `piece` bytes. Frames of `large` bytes or more are large.
Outcome read(std::string_view input, std::size_t piece, std::size_t large) {
    lsp::FrameReader reader(kMaxBodyBytes, large);
    Outcome outcome;
    std::string partial;
    for (std::size_t at = 0; !outcome.error && (at < input.size() || at == 0);) {
        const auto room = reader.prepare();
        check(!room.empty(), "the reader always has room");
        const std::size_t n = std::min({room.size(), piece, input.size() - at});
        std::memcpy(room.data(), input.data() + at, n);
        reader.commit(n);
        at += n;
        for (;;) {
            auto next = reader.next();
            if (next.has_error()) {
                outcome.error = next.error();
                outcome.detail = lsp::describe(next.error(), reader.error_detail());
                check(reader.next().has_error(), "a reader stays failed");
                break;
            }
            if (!*next) break;
            check((*next)->bytes.starts_with(std::exchange(partial, {})),
                  "the frame begins with its partial frame");
            outcome.forwarded += (*next)->bytes;
            outcome.bodies.emplace_back((*next)->body);
            check((*next)->bytes.ends_with((*next)->body), "the body ends the frame");
        }
        if (!outcome.error) check_partial(reader, partial);
        outcome.rest = reader.unread();
        check(reader.buffered_bytes() == outcome.rest.size(),
              "buffered_bytes() counts the unread bytes");
        check(outcome.forwarded.size() + outcome.rest.size() == at, "no byte is lost");
        if (n == 0) break;
    }
    check_same(outcome.forwarded + outcome.rest,
               input.substr(0, outcome.forwarded.size() + outcome.rest.size()), "the input read");
    return outcome;
}

}  // namespace

void framing(Bytes input) {
    const std::string_view text = text_of(input);
    constexpr std::size_t kLarge = 100;
    const Outcome whole = read(text, text.size(), lsp::FrameReader::kOwnBufferBytes);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4093}}) {
        const Outcome pieces = read(text, piece, kLarge);
        check(pieces.bodies == whole.bodies, "the frames are the same in pieces");
        check(pieces.error == whole.error, "the error is the same in pieces");
        check_same(pieces.detail, whole.detail, "the description of the error");
        if (!whole.error) check_same(pieces.rest, whole.rest, "the rest");
    }
    support::StrictFrames strict;
    strict.append(text);
    try {
        for (std::size_t i = 0;; ++i) {
            const auto body = strict.next();
            if (!body || body->size() > kMaxBodyBytes) break;
            check(i < whole.bodies.size(), "every frame that a strict reader accepts is read");
            check_same(whole.bodies[i], *body, "the body");
        }
    } catch (const support::TestFailure&) {
        return;  // the strict reader accepts less
    }
}

}  // namespace fuzz
