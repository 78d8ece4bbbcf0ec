#include "corpus/table.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "support/child_process.hpp"
#include "support/failure.hpp"

namespace corpus {
namespace {

using support::FileDescriptor;
using support::TestFailure;

using Cells = std::array<std::string, 9>;

const Cells kHead{"cause",     "expected verdict", "actual verdict", "remedies", "to verdict",
                  "to answer", "false actions",    "left behind",    "result"};
constexpr std::array<std::size_t, 9> kWidths{58, 18, 18, 26, 10, 9, 13, 11, 6};

std::string own_file() {
    return (std::filesystem::temp_directory_path() /
            ("gopls-proxy-corpus-" + std::to_string(::getpid()) + ".md"))
        .string();
}

std::string line_of(const Cells& cells) {
    std::string line = "|";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::size_t width = kWidths[i];
        line += " " + cells[i];
        if (cells[i].size() < width) line.append(width - cells[i].size(), ' ');
        line += " |";
    }
    return line + "\n";
}

std::string header() {
    Cells dashes;
    for (std::size_t i = 0; i < dashes.size(); ++i) dashes[i] = std::string(kWidths[i], '-');
    return line_of(kHead) + line_of(dashes);
}

std::string seconds(const std::optional<std::chrono::milliseconds>& time) {
    if (!time) return "-";
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(time->count()) / 1e3);
    return text.data();
}

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

/// Appends a line to the file, behind a header if the file is new. The lock keeps other programs
/// out that append at the same time.
void append(const std::string& path, const std::string& line) {
    const FileDescriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (file.get() < 0 || ::flock(file.get(), LOCK_EX) != 0)
        throw TestFailure("cannot open the table " + path);
    const std::string text = (::lseek(file.get(), 0, SEEK_END) == 0 ? header() : "") + line;
    if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw TestFailure("cannot write the table " + path);
}

}  // namespace

void add(const Row& row) {
    const std::string line =
        line_of({row.cause, or_dash(row.expected), or_dash(row.given), or_dash(row.remedies),
                 seconds(row.to_verdict), seconds(row.to_answer),
                 row.false_actions.empty() ? "none" : row.false_actions,
                 row.left_behind.empty() ? "nothing" : row.left_behind, row.result});
    append(own_file(), line);
    if (const char* shared = ::getenv("GOPLS_PROXY_TEST_CORPUS_TABLE")) append(shared, line);
}

void print_own() {
    std::ifstream file(own_file());
    if (!file) return;
    std::cout << '\n' << file.rdbuf() << std::flush;
    std::filesystem::remove(own_file());
}

}  // namespace corpus
