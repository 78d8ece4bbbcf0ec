// What a remedy leaves behind at one server. gopls reports a command that the proxy has ended as an
// error of the workspace, and does so in its own time: its diagnosis of the old view goes on behind
// the reload that cured it. Seconds after the answer it shows "Error loading workspace … signal:
// interrupt", which nothing ends until the next edit.
//
// Reports that name the proxy's own signal are held back until it is known whether the error is
// over. They are dropped once a new view has loaded well, else passed on when the watch ends.
// Diagnostics of a view that is about to be replaced ("No active builds contain …") wait as well,
// until gopls has corrected them or the watch ends. Pure.
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
    /// A remedy was applied to the server, or it took over: it is watched until `until`.
    void began(std::optional<RemedyKind> remedy, Time until);
    /// The server was told to load its folders anew.
    void reload_sent();
    /// It will be told soon, since nothing else cures what the end of the command has left.
    void reload_planned();
    /// gopls answers again, or is still busy with the remedy: the watch ends later.
    void goes_on(Time until) { until_ = until; }

    bool open() const { return open_; }
    /// What came of the reload is not known yet.
    bool reloads() const { return cure_ == Cure::kReloadSent || cure_ == Cure::kNewView; }
    bool awaits_reload() const { return cure_ == Cure::kPlanned; }
    /// What is diagnosed until then is held back.
    bool new_view_comes() const { return signalled_ && (reloads() || awaits_reload()); }
    /// A new view has loaded well behind the command that was ended. True once.
    bool take_cured() { return std::exchange(cured_, false); }
    Time until() const { return until_; }

    /// Takes in a notification of the server. True if it is, or belongs to, a report that is held
    /// back or was dropped: it must not be passed on.
    bool holds(const lsp::Envelope& envelope, std::string_view frame);
    /// Frames that were held back and have turned out to be real, in order; each is given once.
    std::vector<std::string> take_real() { return std::exchange(real_, {}); }

    /// The watch is over: what is still held back is real, unless a load has shown otherwise.
    /// Returns how many reports were dropped.
    std::size_t end();

  private:
    enum class Cure { kNone, kPlanned, kReloadSent, kNewView, kLoaded };
    enum class What { kProgress, kDiagnostics, kMessage };
    struct Report {
        What what;
        std::string key;        ///< raw token or URI
        std::string frame;      ///< of a progress: its begin
        bool of_signal = true;  ///< else diagnostics of the view that was there then
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
    bool signalled_ = false;  ///< a command was ended: its end may be reported
    Cure cure_ = Cure::kNone;
    bool cured_ = false;
    std::vector<Report> held_;
    std::vector<Report> dropped_;  ///< progress that gopls has not ended yet
    std::size_t popups_ = 0;       ///< held or dropped, whose end has not been shown
    std::size_t stale_ = 0;        ///< reports dropped
    std::vector<std::string> real_;
};

}  // namespace core
