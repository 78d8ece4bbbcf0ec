#include "io/write_queue.hpp"

#include <algorithm>
#include <cstring>

namespace io {

namespace {
// Small messages in the queue share pieces of this size.
constexpr std::size_t kPieceBytes = 16 << 10;
}  // namespace

void WriteQueue::append_copy(std::string_view bytes) {
    size_bytes_ += bytes.size();
    if (!chunks_.empty() && chunks_.back().spare_bytes > 0) {
        Chunk& last = chunks_.back();
        const std::size_t n = std::min(bytes.size(), last.spare_bytes);
        const auto begin = static_cast<std::size_t>(last.bytes.data() - last.owner.get());
        std::memcpy(last.owner.get() + begin + last.bytes.size(), bytes.data(), n);
        last.bytes = {last.bytes.data(), last.bytes.size() + n};
        last.spare_bytes -= n;
        bytes.remove_prefix(n);
    }
    if (bytes.empty()) return;
    const std::size_t capacity = std::max(bytes.size(), kPieceBytes);
    Chunk chunk{std::make_unique_for_overwrite<char[]>(capacity), {}, capacity - bytes.size()};
    std::memcpy(chunk.owner.get(), bytes.data(), bytes.size());
    chunk.bytes = {chunk.owner.get(), bytes.size()};
    chunks_.push_back(std::move(chunk));
}

void WriteQueue::append_owned(std::string_view bytes, std::unique_ptr<char[]> owner) {
    if (bytes.empty()) return;
    size_bytes_ += bytes.size();
    chunks_.push_back({std::move(owner), bytes, 0});
}

std::size_t WriteQueue::peek(std::span<std::string_view> pieces, std::size_t max_bytes) const {
    std::size_t count = 0;
    for (const Chunk& chunk : chunks_) {
        if (count == pieces.size() || max_bytes == 0) break;
        pieces[count] = chunk.bytes.substr(0, max_bytes);
        max_bytes -= pieces[count].size();
        ++count;
    }
    return count;
}

void WriteQueue::consume(std::size_t bytes) {
    size_bytes_ -= bytes;
    while (bytes > 0) {
        Chunk& first = chunks_.front();
        const std::size_t n = std::min(bytes, first.bytes.size());
        first.bytes.remove_prefix(n);
        bytes -= n;
        if (first.bytes.empty()) chunks_.pop_front();
    }
}

void WriteQueue::truncate(std::size_t bytes) {
    size_bytes_ = std::min(size_bytes_, bytes);
    std::size_t kept = 0;
    auto chunk = chunks_.begin();
    for (; chunk != chunks_.end() && kept < size_bytes_; ++chunk) {
        const std::size_t n = std::min(chunk->bytes.size(), size_bytes_ - kept);
        // The cut bytes must not be overwritten while the system still reads the rest.
        if (n < chunk->bytes.size()) chunk->spare_bytes = 0;
        chunk->bytes = chunk->bytes.substr(0, n);
        kept += n;
    }
    chunks_.erase(chunk, chunks_.end());
}

}  // namespace io
