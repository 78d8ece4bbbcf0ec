// Whether the go command was replaced underneath a running gopls, whose views were made with the
// one before (docs/design.md, "Changes on disk"). Pure: it is told what the file looks like.
#pragma once

#include <string>
#include <utility>

namespace core {

class GoOnDisk {
  public:
    enum class Seen {
        kSame,
        kLookAgain,  ///< it is another one: an upgrade may be under way
        kReplaced,   ///< and it has stayed that way
    };

    /// `identity`: anything that changes with the file; empty if there is no go command.
    Seen seen(std::string identity) {
        if (known_.empty() || identity == known_ || identity.empty()) {
            if (known_.empty()) known_ = std::move(identity);
            candidate_.clear();
            return Seen::kSame;
        }
        if (identity != candidate_) {
            candidate_ = std::move(identity);
            return Seen::kLookAgain;
        }
        known_ = std::exchange(candidate_, {});
        return Seen::kReplaced;
    }
    /// A fresh gopls goes by what is there now.
    void forget() { known_.clear(); }

  private:
    std::string known_;
    std::string candidate_;
};

}  // namespace core
