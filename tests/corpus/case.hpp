// One case of the cause corpus: a session behind the proxy, with something wrong around it
// or nothing, and what the proxy must make of it.
//
// Its rule: what is expected is said before anything is started. `finish` compares that with
// the proxy's log and with the servers that run, adds the row to the table, and throws
// TestFailure with the log if anything differs. A case that ends otherwise adds a failed row.
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

/// What the proxy must make of a cause.
struct Expected {
    std::string verdict;                ///< the only one; empty: none, it is a healthy case
    std::vector<std::string> remedies;  ///< each, in this order
    /// Verdicts and remedies that may come beside them, by timing, and are not false.
    std::set<std::string> also;
    /// Words of what may be left behind in the editor: an unhurt session in the same surroundings
    /// would show it as well, or a person has to be told.
    std::set<std::string> left = {};
};

/// Of a healthy case.
inline const Expected kNothing{"", {}, {}};

class Case {
  public:
    Case(std::string cause, Expected expected, support::Sandbox& sandbox);
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;
    ~Case();

    /// A row that says why there is nothing to compare; the test just returns then.
    static void not_run(const std::string& cause, const std::string& why);

    /// Starts the proxied session on the sandbox's module with main.go open; waits for nothing.
    /// Without options: the real gopls, windows scaled down (support/proxied.hpp).
    support::Editor& open_main();
    support::Editor& open_main(const support::ChildOptions& options);
    /// The same, and the first definition has been answered rightly.
    support::Editor& settle();
    support::Editor& settle(const support::ChildOptions& options);
    /// Takes a session that the test has started in a way of its own.
    support::Editor& start(std::unique_ptr<support::Editor> editor);
    support::Editor& editor() { return *editor_; }

    /// The question from which both times count: a definition, in a text that is not on disk.
    support::Json ask();
    /// For a question of the test's own: times count from here.
    void asked() { asked_ = wall_now(); }
    /// Waits for the right answer to `ask`. A reply that is none (what gopls says without
    /// packages is its own affair) is asked again, as a person would.
    void expect_answer(support::Json id);
    /// For an answer of the test's own.
    void answered();
    /// Waits until the log has the verdict that is expected, or an event.
    void expect_verdict();
    void expect_log(const support::Logged& wanted);

    support::ProxyLog log() const { return support::ProxyLog(sandbox_); }

    /// Watches the remedy to its end, compares, then ends the session in good order:
    /// steps::finish.
    void finish();
    /// The same for one that may leave requests unanswered: ended by shutdown and exit.
    void finish_unanswered();
    /// Compares only: the session has ended already, or how it ends is the test's affair.
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
    std::string program_;     ///< the gopls of `open_main`, else empty
    pid_t first_server_ = 0;  ///< its first process
    std::optional<WallTime> asked_;
    std::optional<WallTime> answered_;
    std::size_t received_at_answer_ = 0;
    bool has_row_ = false;
};

}  // namespace corpus
