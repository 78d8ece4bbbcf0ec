// The cases of the recovery bench: an answer from a fresh gopls, from a replacement after a fault,
// and from a standby. Each case is a whole session.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/recovery_session.hpp"
#include "support/go_wrapper.hpp"

namespace bench {

/// The consecutive steps of the time to an answer. A step that a case does not have, or cannot
/// time, is empty and part of the next one.
struct Steps {
    std::optional<Seconds> noticed;      ///< until the proxy's verdict
    std::optional<Seconds> acted;        ///< until a fresh gopls was started or a remedy applied
    std::optional<Seconds> initialized;  ///< until it answered initialize
    std::optional<Seconds> loaded;       ///< until it had the session and had loaded it
    std::optional<Seconds> answered;     ///< until the editor had its answer

    Seconds total() const;
};

struct RecoveryCase {
    std::string key;
    std::string title;
    double share = 1;  ///< share of the rounds in which it runs; slow cases in fewer
    std::function<Steps()> measure;
    /// Returns the promised maximum for the time that a fresh gopls needs; may be empty.
    std::function<Seconds(Seconds fresh)> limit;
};

/// Fills the sandbox's caches for the workspace.
void warm_up(const support::Sandbox& sandbox, const Workspace& workspace);

/// Returns the cases of a workspace. The first, to which all others are compared, is a fresh gopls
/// without the proxy and with warm caches. Sandbox and workspace must outlive the cases.
std::vector<RecoveryCase> small_cases(const support::Sandbox& sandbox, const Workspace& workspace);
std::vector<RecoveryCase> large_cases(const support::Sandbox& sandbox, const Workspace& workspace);

/// Returns the case of a hanging `go list`. The first case is a fresh gopls again, since the
/// wrapper takes time too.
std::vector<RecoveryCase> go_list_cases(const support::Sandbox& sandbox,
                                        const support::GoWrapper& go, const Workspace& workspace);

}  // namespace bench
