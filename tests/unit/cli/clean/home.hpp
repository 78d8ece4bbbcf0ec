// A home with caches of every kind, for the tests of `gopls-proxy clean`.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/clean/purge.hpp"
#include "cli/clean/survey.hpp"
#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

namespace clean_test {

using namespace cli::clean;
using State = Outcome::State;

inline const std::atomic<bool> kNever{false};
inline const OnStep kNothing = [](Step, const io::Deletion&) {};

struct Home {
    unit_test::TempFolder folder;
    std::filesystem::path root = std::filesystem::canonical(folder.path());
    Place place;
    CacheFolders caches;
    Facts facts;
    Inventory inventory;

    Home() {
        place.home = (root / "home").string();
        place.working_folder = (root / "home/work").string();
        place.user = ::geteuid();
        place.environment = {{"HOME", place.home}, {"TMPDIR", (root / "tmp").string()}};
        std::filesystem::create_directories(place.working_folder);
        std::filesystem::create_directories(root / "tmp");
        caches = cache_folders(place.environment, "");
        facts.processes.known = true;
        inventory.known = true;
        write(caches.gopls_cache + "/0a1b2c3d/00/x-export");
        write(caches.gopls_cache + "/0a1b2c3d/01/y-export");
        write(caches.build_cache + "/00/z-d");
        write(caches.build_cache + "/trim.txt");
        write(caches.module_index + "/index-2-1");
        write(caches.mod_cache + "/cache/download/x");
        write(caches.mod_cache + "/example.com/a@v1.0.0/a.go");
    }

    static void write(const std::filesystem::path& file) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << "content";
    }
    std::vector<Candidate> candidates(const Kinds& kinds) const {
        auto found = find_candidates(kinds, place, caches, facts, inventory);
        measure(found);
        return found;
    }
    Candidate only(Kind kind) const {
        const auto found = candidates({kind});
        REQUIRE(found.size() == 1);
        return found[0];
    }
    Outcome purge(const Candidate& candidate, const OnStep& on_step = kNothing,
                  const std::atomic<bool>& stop = kNever) const {
        return cli::clean::purge(candidate, place.user, {place.home, {place.working_folder}}, stop,
                                 on_step);
    }
    /// The names beside a cache.
    static std::vector<std::string> beside(const std::string& cache) {
        std::vector<std::string> names;
        for (const auto& entry :
             std::filesystem::directory_iterator(std::filesystem::path(cache).parent_path())) {
            names.push_back(entry.path().filename().string());
        }
        std::sort(names.begin(), names.end());
        return names;
    }
};

}  // namespace clean_test
