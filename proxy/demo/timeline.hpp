// The timeline: what happened, when, and whose doing it was.
//
// Printed as it happens, or kept for one JSON document. How a line looks is
// pure; only `Timeline` prints.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "app/paint.hpp"
#include "demo/document.hpp"
#include "demo/log.hpp"

namespace demo {

/// Whose doing something is.
enum class Who { kEditor, kProxy, kGopls, kFault };

std::string_view name(Who who);

/// `   4.31 s  proxy    text`, and a line end.
std::string timeline_line(double seconds, Who who, std::string_view text, bool colours);
/// A line that belongs to the one before: as deep, without time and name.
std::string continued_line(std::string_view text, bool colours);

class Timeline {
  public:
    /// `printing`: to stdout as it happens; otherwise it is only kept.
    Timeline(bool printing, bool colours) : printing_(printing), colours_(colours) {}

    /// Begins a chapter: from now on times count from here.
    void begin(std::string_view title, std::string_view what);
    void say(Who who, std::string_view text);
    /// The same for something that happened at `time`.
    void say(Who who, std::string_view text, app::WallTime time);
    void go_on(std::string_view text);
    /// As it is, only where the timeline is printed.
    void print(std::string_view text) const;

    /// The chapter's lines: `[{"seconds", "who", "text"}]`.
    Json take_events();
    bool colours() const { return colours_; }

  private:
    bool printing_;
    bool colours_;
    app::WallTime began_{};
    double latest_seconds_ = 0;
    Json events_ = Json::array();
};

}  // namespace demo
