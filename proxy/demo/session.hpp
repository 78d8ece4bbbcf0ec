// One session of the demo's editor with gopls behind the proxy: everything
// that is started for it, and the end of all of it.
//
// A step that fails says why in the report, and all later steps do nothing.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demo/document.hpp"
#include "demo/editor.hpp"
#include "demo/folder.hpp"
#include "demo/interrupts.hpp"
#include "demo/log.hpp"
#include "demo/process.hpp"
#include "demo/report.hpp"
#include "demo/timeline.hpp"
#include "demo/tools.hpp"

namespace demo {

/// What all sessions of a demo share.
struct Setup {
    const Tools& tools;
    const Folder& folder;
    const Interrupts& interrupts;
    app::Environment environment;  ///< contained in the folder
};

class Session {
  public:
    Session(const Setup& setup, const std::string& scenario, Timeline& timeline);
    /// Ends the processes that still run.
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Starts the proxy, with `first_on_path` (may be empty) in front of its PATH, and opens the
    /// module in it.
    bool start(const std::string& first_on_path);
    /// Goes on until `done`, for at most 30 s.
    bool wait_until(const std::function<bool()>& done, std::string_view what);
    /// Goes on for a moment: messages, log.
    void turn();
    /// Asks the proxy to end and sees whether anything is left. To be called in any case.
    void close();

    /// From now on verdicts and remedies count, and the time runs.
    void hang_begins(std::string_view how);

    int ask(std::string_view method, const Json& params);
    /// Waits for all of them. False if one is not answered.
    bool await(const std::vector<int>& ids);
    /// Types without saving, as one change.
    void type(const std::vector<Json>& changes, std::string_view what);

    const Setup& setup() const { return setup_; }
    std::string path(std::string_view below) const;
    Timeline& timeline() { return timeline_; }
    Editor& editor() { return *editor_; }
    Document& document() { return document_; }
    HangReport& report() { return report_; }

    /// The process of a server, 0 if it was not started.
    int server_pid(int generation) const;
    bool switched() const { return switched_.has_value(); }
    bool gone(int generation) const;

  private:
    bool fail(const std::string& problem);
    bool open_module();
    bool leave();
    void hear(const app::LogLine& line);
    void tell(const app::LogLine& line);
    std::string shortened(std::string text) const;
    void count_requests();
    int processes_left();

    const Setup& setup_;
    Timeline& timeline_;
    std::string folder_;  ///< of this scenario
    std::string mark_;    ///< of the proxy and its guardian
    std::string server_mark_;
    LogTail log_;
    Document document_;
    std::unique_ptr<Process> proxy_;
    std::unique_ptr<Editor> editor_;
    HangReport report_;
    bool connected_ = false;
    bool leaving_ = false;
    bool hanging_ = false;
    bool suspected_ = false;
    app::WallTime hang_began_{};
    std::map<int, int> pids_;
    std::vector<int> gone_;
    std::optional<app::WallTime> switched_;
    std::optional<app::WallTime> recovered_;
};

}  // namespace demo
