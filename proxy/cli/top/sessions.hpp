// The sessions on the screen: their latest answers, and how their figures changed. Pure: the time
// comes in.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/control/client.hpp"
#include "cli/top/figures.hpp"
#include "cli/top/trail.hpp"
#include "core/base/time.hpp"

namespace cli::top {

/// A session as it is shown.
struct Row {
    int pid = 0;  ///< of the proxy
    std::filesystem::path socket;
    Json status;          ///< the latest answer; null before the first one
    std::string problem;  ///< why there is no newer answer; empty if there is one
    Figures figures;      ///< of `status`; the state is `kNoAnswer` if there is a problem
    std::string editor;
    std::string workspace;
    Trail p99;
    Trail cpu;
    Trail memory;
};

/// The state of a session whose proxy does not answer.
inline constexpr const char* kNoAnswer = "no answer";

class Sessions {
  public:
    /// A session that has not answered for this long is shown as such.
    static constexpr core::Duration kPatience = std::chrono::seconds(2);

    /// `home` is shown as `~`; it may be empty.
    explicit Sessions(std::string home) : home_(std::move(home)) {}

    /// Takes the sockets that exist, and forgets the sessions of others. Returns the sockets to
    /// ask: those that owe no answer.
    std::vector<std::filesystem::path> ask(const std::vector<std::filesystem::path>& sockets,
                                           core::Time now);
    /// Takes the answer of a session that `ask` returned, or that it has ended.
    void answered(const std::filesystem::path& socket, const std::optional<Session>& answer,
                  core::Time now);

    /// Returns the sessions by pid.
    std::vector<const Row*> rows() const;
    const Row* find(int pid) const;
    /// Returns true once `ask` was called.
    bool listed() const { return listed_; }

  private:
    struct Tracked {
        Row row;
        CpuSeconds cpu;
        core::Time measured{};
        bool owes_answer = false;
        core::Time asked{};
    };
    void take(Tracked& tracked, const Json& status, core::Time now) const;

    std::string home_;
    bool listed_ = false;
    std::map<std::filesystem::path, Tracked> sessions_;
};

}  // namespace cli::top
