// The ways to an answer that the recovery bench measures: from a fresh gopls, from a replaced one
// after it was harmed, and from a standby. Each is a whole session.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/recovery_session.hpp"
#include "support/go_wrapper.hpp"

namespace bench {

/// What the time went to, one after the other; what a case has not got, or cannot tell, is empty
/// and part of the next.
struct Steps {
    std::optional<Seconds> noticed;      ///< until the proxy's verdict
    std::optional<Seconds> acted;        ///< until a fresh gopls was started, or a remedy applied
    std::optional<Seconds> initialized;  ///< until it answered initialize
    std::optional<Seconds> loaded;       ///< until it had taken in the session, and loaded
    std::optional<Seconds> answered;     ///< until the editor had its answer

    Seconds total() const;
};

struct RecoveryCase {
    std::string key;
    std::string title;
    double share = 1;  ///< of the rounds it takes part in; the slow ones in fewer
    std::function<Steps()> measure;
    /// The most that is promised, given what a fresh gopls needs; may be empty.
    std::function<Seconds(Seconds fresh)> limit;
};

/// Fills the caches of the sandbox with what the workspace needs.
void warm_up(const support::Sandbox& sandbox, const Workspace& workspace);

/// With the first all others are compared: a fresh gopls without the proxy, caches warm. Sandbox
/// and workspace must live as long as the cases.
std::vector<RecoveryCase> small_cases(const support::Sandbox& sandbox, const Workspace& workspace);
std::vector<RecoveryCase> large_cases(const support::Sandbox& sandbox, const Workspace& workspace);

/// A `go list` that hangs: the first is a fresh gopls again, since the wrapper takes time too.
std::vector<RecoveryCase> go_list_cases(const support::Sandbox& sandbox,
                                        const support::GoWrapper& go, const Workspace& workspace);

}  // namespace bench
