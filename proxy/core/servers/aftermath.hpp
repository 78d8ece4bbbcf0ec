// The aftermath of a remedy at one server. gopls reports a command that the proxy has ended as an
// error of the workspace, and it does so late: it still diagnoses the old view after the reload
// that cured it. Seconds after the answer it shows "Error loading workspace … signal: interrupt",
// which stays until the next edit.
//
// Reports that name the proxy's own signal are held back until it is known whether the error is
// over. They are dropped once a new view has loaded successfully, else forwarded when the watch
// ends. Diagnostics of a view that is about to be replaced ("No active builds contain …") are held
// back too, until gopls has corrected them or the watch ends. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "core/servers/ladder.hpp"
#include "lsp/envelope.hpp"

namespace core {

class Aftermath {
  public:
    /// Begins the watch, after a remedy or a takeover. It lasts until `until`.
    void began(std::optional<RemedyKind> remedy, Time until);
    /// Records that the server was told to reload its folders.
    void reload_sent();
    /// Records that a reload will follow, since nothing else repairs the effects of ending the
    /// command.
    void reload_planned();
    /// Extends the watch: gopls answers again, or is still busy with the remedy.
    void goes_on(Time until) { until_ = until; }

    bool open() const { return open_; }
    /// Whether the outcome of a reload is still open.
    bool reloads() const { return cure_ == Cure::kReloadSent || cure_ == Cure::kNewView; }
    bool awaits_reload() const { return cure_ == Cure::kPlanned; }
    /// Whether a new view is expected. Until it comes, diagnostics are held back.
    bool new_view_comes() const { return signalled_ && (reloads() || awaits_reload()); }
    /// Returns true once after a new view has loaded successfully, following the end of the
    /// command.
    bool take_cured() { return std::exchange(cured_, false); }
    Time until() const { return until_; }

    /// Handles a notification of the server. Returns true if it is, or belongs to, a report that is
    /// held back or was dropped: it must not be forwarded.
    bool holds(const lsp::Envelope& envelope, std::string_view frame);
    /// Returns the held frames that turned out to be real, in order, each once.
    std::vector<std::string> take_real() { return std::exchange(real_, {}); }

    /// Ends the watch. Reports still held are real, unless a load has shown otherwise. Returns how
    /// many reports were dropped.
    std::size_t end();

  private:
    enum class Cure { kNone, kPlanned, kReloadSent, kNewView, kLoaded };
    enum class What { kProgress, kDiagnostics, kMessage };
    struct Report {
        What what;
        std::string key;        ///< raw token or URI
        std::string frame;      ///< for progress: its begin
        bool of_signal = true;  ///< false: diagnostics of the view of that time
    };

    bool holds_progress(std::string_view params, std::string_view frame);
    bool holds_diagnostics(std::string_view params, std::string_view frame);
    bool holds_message(std::string_view params, std::string_view frame, bool popup);
    void logged(std::string_view params);
    bool hold(What what, std::string_view key, std::string_view frame);
    std::vector<Report>::iterator find(std::vector<Report>& in, What what, std::string_view key);
    void drop_held();
    void not_cured();

    bool open_ = false;
    Time until_{};
    bool signalled_ = false;  ///< a command was ended, and gopls may report it
    Cure cure_ = Cure::kNone;
    bool cured_ = false;
    std::vector<Report> held_;
    std::vector<Report> dropped_;  ///< dropped progress that gopls has not ended yet
    std::size_t popups_ = 0;       ///< held or dropped messages whose end has not been shown
    std::size_t stale_ = 0;        ///< reports dropped
    std::vector<std::string> real_;
};

}  // namespace core
