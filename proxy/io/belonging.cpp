#include "io/belonging.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <unordered_set>

namespace io {

namespace {

/// Excludes daemons shared with other editors, the user's own programs, and their descendants.
void spare_independent(const std::vector<ProcStat>& all, std::vector<bool>& belongs) {
    std::vector<bool> independent(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) independent[i] = all[i].independent;
    add_descendants(all, independent);
    for (std::size_t i = 0; i < all.size(); ++i) belongs[i] = belongs[i] && !independent[i];
}

}  // namespace

bool is_gopls(std::string_view name) {
    constexpr std::string_view kName = "gopls";
    if (!name.starts_with(kName)) return false;
    // gopls-nightly and gopls0.22 count, goplsd does not.
    return name.size() == kName.size() ||
           std::isalpha(static_cast<unsigned char>(name[kName.size()])) == 0;
}

bool is_gopls_or_go(std::string_view name) {
    // golang.org/dl installs go commands with names such as go1.26.8.
    return is_gopls(name) || name == "go" || name.starts_with("go1.");
}

std::vector<bool> belonging(const std::vector<ProcStat>& all, const std::vector<bool>& marked,
                            std::vector<int>& sessions, int parent_pid) {
    std::vector<bool> belongs = marked;
    if (sessions.empty()) {
        add_descendants(all, belongs);
        spare_independent(all, belongs);
        return belongs;
    }
    const auto is_known = [&](int session) {
        return std::find(sessions.begin(), sessions.end(), session) != sessions.end();
    };
    std::unordered_set<int> proven;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool leads = all[i].pid == all[i].session;
        const bool our_child = leads && parent_pid > 0 && all[i].ppid == parent_pid;
        if ((marked[i] || our_child) && is_known(all[i].session)) proven.insert(all[i].session);
    }
    for (std::size_t i = 0; i < all.size(); ++i) belongs[i] = proven.contains(all[i].session);
    add_descendants(all, belongs);

    std::unordered_set<int> daemons;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (marked[i] && !belongs[i]) daemons.insert(all[i].pid);
    // A gopls below a shell that detached itself is the server; a go command there is the daemon's.
    // A detached go command that gopls does not run by itself is the user's. One that gopls does
    // run is below it or in its session, unless gopls died before.
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool of_daemon = daemons.contains(all[i].ppid) && !is_gopls(all[i].name);
        if (marked[i] && is_gopls_or_go(all[i].name) && !of_daemon && !all[i].foreign_go) {
            belongs[i] = true;
        }
    }
    add_descendants(all, belongs);

    spare_independent(all, belongs);

    // A process that leads a session, or begins one just as it is ended, may leave an orphan there.
    for (std::size_t i = 0; i < all.size(); ++i)
        if (belongs[i] && !is_known(all[i].pid)) sessions.push_back(all[i].pid);
    return belongs;
}

}  // namespace io
