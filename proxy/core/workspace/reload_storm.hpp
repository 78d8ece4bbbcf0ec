// Many package loads for few saves: something that changes again and again (a generator, a file
// watcher gone wild) keeps gopls loading (docs/design.md, "Verdicts"). Pure.
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

    /// The editor saved or opened something: that may cause a load.
    void saved(Time now) { saves_.push_back(now); }
    /// The editor, or the proxy for it, told of a change of this file.
    void changed(std::string_view path, Time now);
    /// gopls has loaded packages. Once a period the sentence that a storm asks for, else empty.
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
