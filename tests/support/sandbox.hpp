// A temporary folder in which a test lives: its own home, configuration, Go path
// and module, and an environment that leads every program there.
//
// Its rule: when it goes, nothing that was started in it may be left running. Only
// Go's build cache (and, unless asked otherwise, a gopls cache of the test suite)
// is shared, since both are content-addressed and cost minutes to fill.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/marked_processes.hpp"

namespace support {

class Sandbox {
  public:
    /// Which folder gopls's own cache (`GOPLSCACHE`) is in.
    enum class GoplsCache { kShared, kOwn };

    explicit Sandbox(GoplsCache cache = GoplsCache::kShared);
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;
    /// Removes the folder. Throws TestFailure if processes are left, unless the test is
    /// failing already; then it only ends them.
    ~Sandbox() noexcept(false);

    /// `relative` inside the sandbox, all links resolved; empty for the folder itself.
    std::filesystem::path path(const std::string& relative = "") const;
    /// The Go module's folder; made by `write_module`.
    std::filesystem::path module() const { return path("module"); }
    static std::string uri(const std::filesystem::path& path);

    /// Writes a file, folders included.
    void write(const std::string& relative, const std::string& text) const;
    void write_script(const std::string& relative, const std::string& text) const;
    /// The text of a file; empty when there is none.
    std::string read(const std::string& relative) const;
    /// A module `example.com/sandbox` with a main.go, a second file and a test.
    void write_module() const;
    /// Lets the module need and import another one that is not on this machine.
    void require_module(const std::string& module_path) const;
    void require_modules(const std::vector<std::string>& module_paths) const;

    /// What programs in the sandbox get; may be changed.
    Environment environment;
    void prepend_path(const std::filesystem::path& folder);

    /// Processes started in the sandbox that are running.
    std::vector<MarkedProcess> processes() const;
    /// Those of them that are `program`, the oldest first, its helpers left out: the
    /// leaders of their sessions, or children of the test itself.
    std::vector<MarkedProcess> servers(const std::string& program) const;
    /// Waits until no process is left; throws TestFailure with the list if one stays.
    void expect_nothing_left(std::chrono::milliseconds limit = std::chrono::seconds(20)) const;

  private:
    std::filesystem::path root_;
    std::string mark_;  ///< SANDBOX_MARK=…, in the environment of every descendant
    int exceptions_at_start_;
};

/// The texts of `write_module`, for tests that open them.
std::string main_go();
std::string shapes_go();

}  // namespace support
