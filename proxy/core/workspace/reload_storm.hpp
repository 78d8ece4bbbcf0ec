// Detects many package loads for few saves: a file that changes again and again (a generator, a
// runaway file watcher) keeps gopls loading (docs/design.md, "Verdicts"). Pure.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "core/base/settings.hpp"
#include "core/base/time.hpp"

namespace core {

class ReloadStorm {
  public:
    explicit ReloadStorm(StormSettings settings) : settings_(settings) {}

    /// Records that the editor saved or opened a file, which may cause a load.
    void saved(Time now) { saves_.push_back(now); }
    /// Records that the editor, or the proxy for it, reported a change of this file.
    void changed(std::string_view path, Time now);
    /// Records that gopls has loaded packages. Returns a description of a storm, at most once per
    /// period, else an empty text.
    std::string loaded(Time now);

  private:
    struct Change {
        std::string path;
        Time at;
    };
    void forget(Time now);
    std::string trigger() const;

    StormSettings settings_;
    std::deque<Time> loads_;
    std::deque<Time> saves_;
    std::deque<Change> changes_;
    Time told_ = Time::min();
};

}  // namespace core
