// Runs the targets over the corpus, then over mutations of it. The mutations are the same in every
// run, so that a test that passes keeps passing. An input that reaches new code is mutated further.
//
//   fuzz_replay CORPUS TARGET…   runs all of corpus/TARGET, and mutations of it
//   fuzz_replay TARGET FILE      runs one input
//
// A target ends at its first failure, which leaves the input in a file.
#include <sanitizer/common_interface_defs.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "fuzz/coverage.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/target.hpp"

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSeed = 1;

/// The running target and its input, for the callback in which a sanitizer ends the program.
struct Current {
    const fuzz::Target* target = nullptr;
    fuzz::Bytes input;
    std::string program;
} current;

void keep_failing_input() {
    if (!current.target) return;
    const std::string file = "failing-" + std::string(current.target->name) + ".input";
    std::ofstream(file, std::ios::binary) << fuzz::text_of(current.input);
    std::cerr << "\nThe input is in " << fs::absolute(file).string()
              << "\nto run it again:  " << current.program << ' ' << current.target->name << ' '
              << fs::absolute(file).string() << std::endl;
}

bool passes(const fuzz::Target& target, const fuzz::Input& input) {
    // Memory of exactly this size lets the sanitizer see a read past either end.
    const auto memory = std::make_unique<std::uint8_t[]>(input.size());
    std::copy(input.begin(), input.end(), memory.get());
    current.target = &target;
    current.input = {memory.get(), input.size()};
    bool passed = false;
    try {
        target.run(current.input);
        passed = true;
    } catch (const std::exception& error) {
        std::cerr << target.name << ": " << error.what() << '\n';
        keep_failing_input();
    }
    current.target = nullptr;
    return passed;
}

fuzz::Input content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fuzz::Input> seeds_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<fuzz::Input> seeds;
    for (const auto& file : files) seeds.push_back(content_of(file));
    if (seeds.empty()) throw std::runtime_error("no inputs in " + folder.string());
    return seeds;
}

bool replay(const fuzz::Target& target, const fs::path& corpus) {
    std::vector<fuzz::Input> pool = seeds_in(corpus / target.name);
    const std::size_t seeds = pool.size();
    const std::size_t before = fuzz::places_covered();
    for (const auto& seed : pool) {
        if (!passes(target, seed)) return false;
    }
    const std::size_t by_seeds = fuzz::places_covered() - before;
    fuzz::Mutator mutator(kSeed);
    for (int i = 0; i < target.mutations; ++i) {
        fuzz::Input input = mutator.mutated(pool);
        const std::size_t known = fuzz::places_covered();
        if (!passes(target, input)) return false;
        if (fuzz::places_covered() > known) pool.push_back(std::move(input));
    }
    std::printf("%-16s %4zu inputs, %6d mutations", std::string(target.name).c_str(), seeds,
                target.mutations);
    const std::size_t covered = fuzz::places_covered() - before;
    if (covered > 0) {
        std::printf("; branches: %zu by the inputs, %zu with %zu inputs that mutation added",
                    by_seeds, covered, pool.size() - seeds);
    }
    std::printf("\n");
    return true;
}

const fuzz::Target& target_named(std::string_view name) {
    for (const auto& target : fuzz::targets()) {
        if (target.name == name) return target;
    }
    std::string names;
    for (const auto& target : fuzz::targets()) names += " " + std::string(target.name);
    throw std::runtime_error("unknown target " + std::string(name) + "; the targets are:" + names);
}

}  // namespace

/// An aborted assertion also keeps its input.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options() {
    return "handle_abort=1";
}

int main(int argc, char** argv) try {
    current.program = argv[0];
    __sanitizer_set_death_callback(keep_failing_input);
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() < 2) {
        std::cerr << "usage: fuzz_replay CORPUS TARGET... | fuzz_replay TARGET FILE\n";
        return 2;
    }
    if (fs::is_regular_file(arguments[1])) {
        return passes(target_named(arguments[0]), content_of(arguments[1])) ? 0 : 1;
    }
    bool good = true;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        good = replay(target_named(arguments[i]), arguments[0]) && good;
    }
    return good ? 0 : 1;
} catch (const std::exception& error) {
    std::cerr << "fuzz_replay: " << error.what() << '\n';
    return 2;
}
