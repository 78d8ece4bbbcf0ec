// Incidents on disk: a folder each under the state folder, mode 0700, its files
// 0600 and fsynced; capped in number and size, the oldest go first.
//
// Blocking calls, for a thread of their own or a command. Losing one is no reason
// to stop anything: errors are values.
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

    /// `root` is made when first needed.
    explicit Store(std::string root, Limits limits = {})
        : root_(std::move(root)), limits_(limits) {}

    const Limits& limits() const { return limits_; }
    std::string folder(std::string_view id) const { return root_ + "/" + std::string(id); }

    /// Makes the folder of an incident; file_exists if another has it.
    boost::system::result<void> create(const std::string& id) const;
    /// Puts `content` in a file of an incident, in place of what it held.
    boost::system::result<void> write(const std::string& id, const std::string& name,
                                      std::string_view content) const;
    /// `stacks.txt`, or where the incident has that already `stacks-2.txt` and so on; empty where
    /// it has enough of them.
    std::string free_name(const std::string& id, const std::string& name) const;
    /// Deletes the oldest until the limits hold; never `keep`, and nothing that is no incident.
    void prune(const std::string& keep, const std::atomic<bool>& stop) const;

    /// The oldest first.
    std::vector<std::string> ids() const;
    /// By name.
    std::vector<StoredFile> files(const std::string& id) const;
    boost::system::result<std::string> read(const std::string& id, const std::string& name) const;

  private:
    std::string root_;
    Limits limits_;
};

}  // namespace app::incidents
