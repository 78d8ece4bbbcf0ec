#include <CLI/CLI.hpp>
#include <cstdint>
#include <exception>
#include <iostream>

#include "differential/rounds.hpp"

namespace differential {

std::ostream& operator<<(std::ostream& out, const Tally& tally) {
    out << tally.rounds << " sessions, " << tally.messages << " messages, " << tally.compared
        << " compared and equal";
    if (tally.unsure > 0) out << ", " << tally.unsure << " untrusted texts";
    if (tally.replacements > 0) out << ", " << tally.replacements << " replacements";
    if (tally.refused > 0) out << ", " << tally.refused << " replacements refused";
    if (tally.reloaded > 0) out << ", " << tally.reloaded << " right in gopls only after a reload";
    return out << ", " << tally.differences << " differences";
}

void report(std::uint64_t seed, const char* what, const std::string& expected,
            const std::string& found, const std::string& story) {
    std::cout << "\nDIFFERENCE, seed " << seed << ": " << what << "\n-- gopls:\n"
              << expected << "\n-- proxy:\n"
              << found << "\n-- messages:\n"
              << story << std::endl;
}

}  // namespace differential

int main(int argc, char** argv) {
    CLI::App app{"Compares the real gopls with the proxy on the same messages."};
    std::uint64_t seed = 1;
    std::uint64_t rounds = 100;
    const auto with_options = [&](CLI::App* command) {
        command->add_option("--seed", seed,
                            "seed of the first session; each further session uses the next number");
        command->add_option("--rounds", rounds, "number of sessions");
        return command;
    };
    const auto* mirror = with_options(app.add_subcommand(
        "mirror",
        "compares the texts in gopls and in the mirror after messages of a sloppy editor"));
    with_options(app.add_subcommand(
        "sessions",
        "compares answers of gopls alone with those through the proxy, which replaces its gopls"));
    app.require_subcommand(1);
    CLI11_PARSE(app, argc, argv);
    try {
        const auto tally = mirror->parsed() ? differential::play_mirror(seed, rounds)
                                            : differential::play_sessions(seed, rounds);
        std::cout << tally << std::endl;
        return tally.differences == 0 ? 0 : 1;
    } catch (const std::exception& error) {
        std::cerr << "differential: " << error.what() << std::endl;
        return 1;
    }
}
