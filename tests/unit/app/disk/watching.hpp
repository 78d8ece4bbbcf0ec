// A DiskWatch under test that records its reports.
#pragma once

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "app/disk/watch.hpp"
#include "support/catch.hpp"
#include "unit/io/support.hpp"

namespace disk_test {

using core::DiskChange;
using core::FileChange;
using io_test::TempFolder;
using io_test::TestLoop;

inline void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
}

/// A watch with the changes and sentences it has reported.
struct Watching {
    explicit Watching(TestLoop& t, std::size_t most_in_trees = app::DiskWatch::kMostInTrees)
        : test(t),
          watch(t.loop,
                {[this](const std::vector<DiskChange>& changes) {
                     all.insert(all.end(), changes.begin(), changes.end());
                 },
                 [this](const std::string& sentence) { sentences.push_back(sentence); }},
                most_in_trees) {}

    bool has_reported(const std::string& path, FileChange change) const {
        return std::find(all.begin(), all.end(), DiskChange{path, change}) != all.end();
    }
    void packages(const std::vector<std::string>& folders) {
        core::effect::WatchFolders wanted;
        for (const std::string& folder : folders) wanted.folders.push_back({folder, true, {}});
        watch.watch(wanted);
    }
    void trees(const std::vector<std::string>& folders, const std::string& go_work = {}) {
        core::effect::WatchFolders wanted;
        wanted.trees = folders;
        wanted.go_work = go_work;
        watch.watch(wanted);
    }
    /// Returns whether a change was reported for a path with this prefix.
    bool has_reported_below(const std::string& path) const {
        return std::any_of(all.begin(), all.end(),
                           [&](const DiskChange& change) { return change.path.starts_with(path); });
    }
    void wait_for(const std::string& path, FileChange change) {
        INFO(path);
        test.run_until([&] { return has_reported(path, change); });
    }
    /// Waits until everything that has happened so far is processed. Returns false if there was
    /// nothing to process.
    bool look(const std::string& file = {}) {
        bool done = false;
        if (!watch.look_now(file, [&] { done = true; })) return false;
        test.run_until([&] { return done; });
        return true;
    }
    /// Waits until the files of `folder` are known, then forgets all reported changes.
    void settle(const std::string& folder) {
        wait_until_watched(folder);
        look();
        all.clear();
    }
    /// Creates files in `folder` until the watch reports one of them. Keeps the reported changes.
    void wait_until_watched(const std::string& folder) {
        static int count = 0;
        const std::string name = folder + "/settle" + std::to_string(count++);
        int n = 0;
        std::string path;
        test.run_until([&] {
            path = name + "-" + std::to_string(n++) + ".go";
            write(path, "x");
            return has_reported_below(name);
        });
    }

    TestLoop& test;
    std::vector<DiskChange> all;
    std::vector<std::string> sentences;
    app::DiskWatch watch;
};

}  // namespace disk_test
