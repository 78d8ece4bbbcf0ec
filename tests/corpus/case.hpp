// A case of the cause corpus: a session behind the proxy, with a fault around it or none, and the
// expected verdict and remedies.
//
// The expectation is stated before anything starts. `finish` compares it with the proxy's log and
// with the running servers, adds a row to the table, and throws TestFailure with the log if
// anything differs. A case that ends without comparing adds a row that says FAILED.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "corpus/story.hpp"
#include "corpus/table.hpp"
#include "support/editor.hpp"
#include "support/proxied.hpp"
#include "support/sandbox.hpp"

namespace corpus {

/// The verdict and remedies that the proxy must reach.
struct Expected {
    std::string verdict;                ///< the only verdict; empty: none, the case is healthy
    std::vector<std::string> remedies;  ///< all remedies, in this order
    /// Verdicts and remedies that may also occur, depending on timing. They are not false actions.
    std::set<std::string> also;
    /// Fragments of the traces in the editor that are allowed: an undisturbed session in the same
    /// surroundings shows them as well, or the user has to see them.
    std::set<std::string> left = {};
};

/// The expectation of a healthy case.
inline const Expected kNothing{"", {}, {}};

class Case {
  public:
    Case(std::string cause, Expected expected, support::Sandbox& sandbox);
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;
    ~Case();

    /// Adds a row that says why the case cannot run here. The test then returns.
    static void not_run(const std::string& cause, const std::string& why);

    /// Starts a proxied session on the sandbox's module with main.go open, and does not wait.
    /// Without options it runs the real gopls, with windows scaled down (support/proxied.hpp).
    support::Editor& open_main();
    support::Editor& open_main(const support::ChildOptions& options);
    /// Does the same, then waits for the right answer to a first definition.
    support::Editor& settle();
    support::Editor& settle(const support::ChildOptions& options);
    /// Takes over a session that the test has started itself.
    support::Editor& start(std::unique_ptr<support::Editor> editor);
    support::Editor& editor() { return *editor_; }

    /// Sends a definition request about text that is not on disk. Both times in the table start
    /// here.
    support::Json ask();
    /// Starts both times, for a request that the test sends itself.
    void asked() { asked_ = wall_now(); }
    /// Waits for the right answer to `ask`. Like a user, asks again after a wrong reply: replies of
    /// a gopls without packages are not the subject.
    void expect_answer(support::Json id);
    /// Ends the time to the answer, for an answer that the test awaits itself.
    void answered();
    /// Waits until the log has the expected verdict, or an event.
    void expect_verdict();
    void expect_log(const support::Logged& wanted);

    support::ProxyLog log() const { return support::ProxyLog(sandbox_); }

    /// Waits until the proxy has finished watching the remedy, compares, then ends the session with
    /// steps::finish.
    void finish();
    /// Does the same for a session that may leave requests unanswered: ends it with shutdown and
    /// exit.
    void finish_unanswered();
    /// Only compares. The session has already ended, or the test ends it.
    void compare();

  private:
    void watch_to_the_end();
    bool is_remedied() const;
    std::string differences(const Story& story) const;
    std::string false_actions(const Story& story) const;
    std::string left_behind(const std::set<std::string>& excused) const;
    bool is_other_server(const Story& story) const;
    Row row_of(const Story& story) const;

    std::string cause_;
    Expected expected_;
    support::Sandbox& sandbox_;
    std::unique_ptr<support::Editor> editor_;
    std::string program_;     ///< the gopls of `open_main`; empty without it
    pid_t first_server_ = 0;  ///< pid of its first process
    std::optional<WallTime> asked_;
    std::optional<WallTime> answered_;
    std::size_t received_at_answer_ = 0;
    bool has_row_ = false;
};

}  // namespace corpus
