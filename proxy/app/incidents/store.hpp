// Incidents on disk: one folder for each below the state folder, mode 0700, with files of mode 0600
// that are fsynced. Their number and size are limited; the oldest are deleted first.
//
// Blocking calls, for a thread of their own or a command. Errors are returned as values: a lost
// incident must not stop anything.
#pragma once

#include <atomic>
#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace app::incidents {

struct Limits {
    std::size_t incidents = 50;
    std::uint64_t total_bytes = std::uint64_t{100} << 20;
    std::size_t file_bytes = std::size_t{8} << 20;
};

struct StoredFile {
    std::string name;
    std::string path;
    std::uint64_t bytes = 0;
};

class Store {
  public:
    static constexpr std::string_view kDocument = "incident.json";

    /// `root` is created when first needed.
    explicit Store(std::string root, Limits limits = {})
        : root_(std::move(root)), limits_(limits) {}

    const Limits& limits() const { return limits_; }
    std::string folder(std::string_view id) const { return root_ + "/" + std::string(id); }

    /// Creates the folder of an incident; fails with file_exists if another incident has it.
    boost::system::result<void> create(const std::string& id) const;
    /// Writes `content` to a file of an incident, and replaces its old content.
    boost::system::result<void> write(const std::string& id, const std::string& name,
                                      std::string_view content) const;
    /// Does the same with the content masked (mask.hpp), and cut to size; JSON respects the limit
    /// by itself. Without a name or content it writes nothing.
    boost::system::result<void> write_masked(const std::string& id, const std::string& name,
                                             const std::string& content) const;
    /// Returns `stacks.txt`; if the incident has that already, `stacks-2.txt` and so on; empty once
    /// it has enough of them.
    std::string free_name(const std::string& id, const std::string& name) const;
    /// Deletes the oldest incidents until the limits hold; never `keep`, and nothing but incidents.
    void prune(const std::string& keep, const std::atomic<bool>& stop) const;

    /// Returns all ids, the oldest first.
    std::vector<std::string> ids() const;
    /// Returns the files of an incident, sorted by name.
    std::vector<StoredFile> files(const std::string& id) const;
    boost::system::result<std::string> read(const std::string& id, const std::string& name) const;

  private:
    std::string root_;
    Limits limits_;
};

}  // namespace app::incidents
