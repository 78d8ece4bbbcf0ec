#include "bench/documents.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include "bench/process_cost.hpp"

namespace bench {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

constexpr std::size_t kKib = 1024;
constexpr std::string_view kHover = "textDocument/hover";

/// A line of Go as it is written in JSON; each `\` is one byte less of text.
constexpr std::string_view kLine =
    R"(\tfmt.Println(\"the words of a line\", strings.TrimSpace(words[index])) // in words\n)";

std::size_t text_bytes_of(std::string_view in_json) {
    return in_json.size() - static_cast<std::size_t>(std::ranges::count(in_json, '\\'));
}

/// Documents of one size with the same text, edited in turns.
class Documents {
  public:
    Documents(Session& session, std::string folder, std::size_t text_bytes)
        : session_(session), folder_(std::move(folder)), text_bytes_(text_bytes) {
        const auto line_bytes = text_bytes_of(kLine);
        for (lines_ = 0; lines_ < text_bytes / line_bytes; ++lines_) text_ += kLine;
        text_.append(text_bytes % line_bytes, ' ');
    }

    /// Opens documents until `count` are open, edits each new one once, and waits until the server
    /// has all of it. The first edit of a document may cost a relay more than later ones.
    void open(std::size_t count) {
        const auto before = edits_.size();
        while (edits_.size() < count) {
            edits_.push_back(0);
            session_.send(did_open(edits_.size() - 1));
        }
        next_ = before;
        for (auto fresh = edits_.size() - before; fresh > 0; --fresh) session_.send(edit());
        session_.round_trip_after({}, kHover);
    }

    /// Returns an edit of the next document, in turns: one more character of new lines in its
    /// middle.
    std::string edit() {
        constexpr int kLineCharacters = 60;
        const auto index = next_;
        next_ = (next_ + 1) % edits_.size();
        const auto typed = edits_[index]++;
        const auto column = typed % kLineCharacters;
        const auto line = lines_ / 2 + typed / kLineCharacters;
        const auto place = R"({"line":)" + std::to_string(line) + R"(,"character":)" +
                           std::to_string(column) + '}';
        return framed(R"({"jsonrpc":"2.0","method":"textDocument/didChange","params":)"
                      R"({"textDocument":{"uri":")" +
                      uri(index) + R"(","version":)" + std::to_string(typed + 2) +
                      R"(},"contentChanges":[{"range":{"start":)" + place + R"(,"end":)" + place +
                      R"(},"text":")" + (column + 1 == kLineCharacters ? R"(\n)" : "x") +
                      R"("}]}})");
    }

    /// Returns the median time of an edit followed by a request.
    double edit_us(int count) {
        std::vector<double> times_us;
        for (int i = 0; i < count; ++i)
            times_us.push_back(Microseconds(session_.round_trip_after(edit(), kHover)).count());
        return quantile(times_us, 0.50);
    }

    /// Returns the median time of opening a document, followed by a request.
    double open_us(int count) {
        std::vector<double> times_us;
        for (int i = 0; i < count; ++i) {
            const auto time = session_.round_trip_after(did_open(0), kHover);
            times_us.push_back(Microseconds(time).count());
            const std::string close =
                R"({"jsonrpc":"2.0","method":"textDocument/didClose","params":)"
                R"({"textDocument":{"uri":")" +
                uri(0) + "\"}}}";
            session_.round_trip_after(framed(close), kHover);
        }
        return quantile(times_us, 0.50);
    }

    double all_text_bytes() const { return static_cast<double>(edits_.size() * text_bytes_); }

  private:
    std::string uri(std::size_t index) const {
        return "file:///bench/" + folder_ + "/file" + std::to_string(index) + ".go";
    }

    std::string did_open(std::size_t index) const {
        return framed(R"({"jsonrpc":"2.0","method":"textDocument/didOpen","params":)"
                      R"({"textDocument":{"uri":")" +
                      uri(index) + R"(","languageId":"go","version":1,"text":")" + text_ + "\"}}}");
    }

    Session& session_;
    std::string folder_;
    std::size_t text_bytes_;
    std::string text_;  ///< as written in JSON
    std::size_t lines_ = 0;
    std::vector<std::size_t> edits_;  ///< edits of each open document
    std::size_t next_ = 0;
};

/// The growth of a relay's resident memory.
class MemoryMeter {
  public:
    explicit MemoryMeter(const Session& session) : session_(session) {}

    double more_bytes() const {
        if (session_.relay() == session_.server()) return kNotMeasured;
        const auto now_kib = memory(session_.relay()).resident_kib;
        return (static_cast<double>(now_kib) - static_cast<double>(before_kib_)) * kKib;
    }

  private:
    const Session& session_;
    std::uint64_t before_kib_ = memory(session_.relay()).resident_kib;
};

}  // namespace

void measure_opening(Session& session, int times, Numbers& numbers) {
    numbers.open_100k_us = Documents(session, "opened", 100 * kKib).open_us(times);
    numbers.open_1m_us = Documents(session, "opened", kKib * kKib).open_us(times);
}

void measure_typing(Session& session, int edits, int bursts, Numbers& numbers) {
    Documents typed(session, "typed", 100 * kKib);
    typed.open(1);
    std::vector<double> times_us;
    for (int i = 0; i < bursts; ++i) {
        std::string burst;
        for (int k = 0; k < edits; ++k) burst += typed.edit();
        const auto time = session.round_trip_after(std::move(burst), "textDocument/completion");
        times_us.push_back(Microseconds(time).count());
    }
    numbers.typing_us = quantile(times_us, 0.50);
}

void measure_large_documents(Session& session, int edits, std::size_t most, Numbers& numbers) {
    Documents documents(session, "large", 100 * kKib);
    const MemoryMeter meter(session);
    const auto measure = [&](std::size_t open) {
        documents.open(std::min(open, most));
        return documents.edit_us(edits);
    };
    numbers.edit_1_us = measure(1);
    numbers.edit_100_us = measure(100);
    numbers.edit_1000_us = measure(1000);
    numbers.memory_per_text = meter.more_bytes() / documents.all_text_bytes();
}

void measure_small_documents(Session& session, int edits, std::size_t most, Numbers& numbers) {
    Documents documents(session, "small", kKib);
    const MemoryMeter meter(session);
    const auto count = std::min(std::size_t{10000}, most);
    documents.open(count);
    numbers.edit_10000_us = documents.edit_us(edits);
    numbers.memory_small_kib = meter.more_bytes() / kKib / static_cast<double>(count);
}

}  // namespace bench
