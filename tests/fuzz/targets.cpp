#include <array>

#include "fuzz/target.hpp"

namespace fuzz {

// Each is defined in the file of its name.
void command_line(Bytes input);
void configuration(Bytes input);
void control(Bytes input);
void documents(Bytes input);
void dumps(Bytes input);
void engine(Bytes input);
void envelope(Bytes input);
void framing(Bytes input);
void incidents(Bytes input);
void proc_tables(Bytes input);
void request_ids(Bytes input);
void session_parts(Bytes input);
void settings(Bytes input);
void text_edits(Bytes input);
void trace(Bytes input);
void uris(Bytes input);

std::span<const Target> targets() {
    static constexpr std::array<Target, 16> kTargets{{
        {"command_line", command_line, 15'000},
        {"configuration", configuration, 2'000},
        {"control", control, 10'000},
        {"documents", documents, 8'000},
        {"dumps", dumps, 5'000},
        {"engine", engine, 2'000},
        {"envelope", envelope, 40'000},
        {"framing", framing, 8'000},
        {"incidents", incidents, 2'000},
        {"proc_tables", proc_tables, 10'000},
        {"request_ids", request_ids, 8'000},
        {"session_parts", session_parts, 10'000},
        {"settings", settings, 5'000},
        {"text_edits", text_edits, 50'000},
        {"trace", trace, 800},
        {"uris", uris, 50'000},
    }};
    return kTargets;
}

void check_same(std::string_view seen, std::string_view expected, std::string_view what) {
    if (seen == expected) return;
    const auto shown = [](std::string_view text) { return std::string(text.substr(0, 500)); };
    throw Failure(std::string(what) + " differs\n  seen:     " + shown(seen) +
                  "\n  expected: " + shown(expected));
}

}  // namespace fuzz
