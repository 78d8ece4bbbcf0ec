#include "app/incidents/line_diff.hpp"

#include <random>
#include <sstream>

#include "app/incidents/module_files.hpp"
#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace app::incidents;

namespace {

const std::atomic<bool> kNotStopped{false};

std::string body(std::string_view before, std::string_view after) {
    const std::string diff = unified_diff("f", before, after);
    constexpr std::string_view kHead = "--- a/f\n+++ b/f\n";
    REQUIRE(diff.starts_with(kHead));
    return diff.substr(kHead.size());
}

std::string numbers(int from, int to) {
    std::string text;
    for (int i = from; i < to; ++i) text += std::to_string(i) + "\n";
    return text;
}

}  // namespace

TEST_CASE("unified_diff compares two texts") {
    CHECK(unified_diff("f", "a\n", "a\n").empty());
    CHECK(body("", "a\nb\n") == "@@ -0,0 +1,2 @@\n+a\n+b\n");
    CHECK(body("a\n", "") == "@@ -1,1 +0,0 @@\n-a\n");
    CHECK(body("a\nb\nc\n", "a\nx\nc\n") == "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n");
    CHECK(body("a\nb\nc\nd\n", "b\nc\nx\nd\n") == "@@ -1,4 +1,4 @@\n-a\n b\n c\n+x\n d\n");
    CHECK(body("a", "a\n") == "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

TEST_CASE("unified_diff puts distant changes in separate hunks with three lines of context") {
    const std::string before = numbers(0, 30);
    const std::string after = "new\n" + numbers(0, 15) + "other\n" + numbers(16, 30);
    CHECK(body(before, after) ==
          "@@ -1,3 +1,4 @@\n+new\n 0\n 1\n 2\n"
          "@@ -13,7 +14,7 @@\n 12\n 13\n 14\n-15\n+other\n 16\n 17\n 18\n");
}

TEST_CASE("unified_diff limits its work on texts with nothing in common") {
    const std::string diff = body(numbers(0, 20000), numbers(20000, 40000));
    CHECK(diff.starts_with("@@ -1,20000 +1,20000 @@\n-0\n-1\n"));
    CHECK(diff.ends_with("\n+39999\n"));
}

TEST_CASE("Applying a diff to the old text produces the new text") {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        std::string before;
        std::string after;
        for (int i = 0; i < 12; ++i) {
            if (random() % 4 != 0) before += std::to_string(random() % 5) + "\n";
            if (random() % 4 != 0) after += std::to_string(random() % 5) + "\n";
        }
        if (before == after) continue;
        // The texts are so short that a diff leaves out only lines at their ends.
        std::istringstream lines(body(before, after));
        std::string old_lines;
        std::string new_lines;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("@@")) continue;
            if (line[0] != '+') old_lines += line.substr(1) + "\n";
            if (line[0] != '-') new_lines += line.substr(1) + "\n";
        }
        const std::size_t begin = before.find(old_lines);
        REQUIRE(begin != std::string::npos);
        std::string patched = before;
        CHECK(patched.replace(begin, old_lines.size(), new_lines) == after);
    }
}

TEST_CASE("module_changes compares module files with their state at load") {
    const unit_test::TempFolder folder;
    const std::string root = folder / "state/modules";
    const std::string module = folder / "m";
    folder.write("m/go.mod", "module m\n\ngo 1.24\n");
    folder.write("m/go.sum", "a\n");
    CHECK(module_changes(root, module).empty());  // never loaded

    REQUIRE(keep_module_files(root, module, kNotStopped));
    CHECK(module_changes(root, module).empty());
    CHECK(std::filesystem::status(copies_of(root, module)).permissions() ==
          std::filesystem::perms::owner_all);

    folder.write("m/go.mod", "module m\n\ngo 1.25\n");
    folder.write("m/go.work", "go 1.25\n");
    std::filesystem::remove(folder / "m/go.sum");
    CHECK(module_changes(root, module) ==
          "--- a/go.mod\n+++ b/go.mod\n@@ -1,3 +1,3 @@\n module m\n \n-go 1.24\n+go 1.25\n"
          "--- a/go.work\n+++ b/go.work\n@@ -0,0 +1,1 @@\n+go 1.25\n"
          "--- a/go.sum\n+++ b/go.sum\n@@ -1,1 +0,0 @@\n-a\n");

    REQUIRE(keep_module_files(root, module, kNotStopped));
    CHECK(module_changes(root, module).empty());
    CHECK(copies_of(root, module) != copies_of(root, module + "2"));
}

TEST_CASE("keep_module_files skips a file of more than 2 MiB") {
    const unit_test::TempFolder folder;
    const std::string root = folder / "modules";
    const std::string module = folder / "m";
    constexpr std::size_t kMost = std::size_t{2} << 20;
    folder.write("m/go.sum", std::string(kMost, 'x'));
    REQUIRE(keep_module_files(root, module, kNotStopped));
    CHECK(std::filesystem::exists(copies_of(root, module) + "/go.sum"));
    folder.write("m/go.sum", std::string(kMost + 1, 'x'));
    REQUIRE(keep_module_files(root, module, kNotStopped));
    CHECK_FALSE(std::filesystem::exists(copies_of(root, module) + "/go.sum"));
}

TEST_CASE("keep_module_files drops the copies of the least recently loaded of over 100 folders") {
    const unit_test::TempFolder folder;
    const std::string root = folder / "modules";
    const auto module = [&](int i) { return std::string(folder / ("m" + std::to_string(i))); };
    const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
    for (int i = 0; i < 101; ++i) {
        folder.write("m" + std::to_string(i) + "/go.mod", "module m\n");
        REQUIRE(keep_module_files(root, module(i), kNotStopped));
        if (i == 7) std::filesystem::last_write_time(copies_of(root, module(i)), long_ago);
    }
    for (int i = 0; i < 101; ++i) {
        CHECK(std::filesystem::exists(copies_of(root, module(i))) == (i != 7));
    }
}
