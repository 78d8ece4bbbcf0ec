// Detects that the go command was replaced under a running gopls, whose views used the old one
// (docs/design.md, "Changes on disk"). Pure: the caller describes the file.
#pragma once

#include <string>
#include <utility>

namespace core {

class GoOnDisk {
  public:
    enum class Seen {
        kSame,
        kLookAgain,  ///< it differs: an upgrade may be under way
        kReplaced,   ///< it differs and has stayed that way
    };

    /// Compares the file. `identity` is any text that changes with the file, empty without a go
    /// command.
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
    /// Forgets the file, since a fresh gopls uses the current one.
    void forget() { known_.clear(); }

  private:
    std::string known_;
    std::string candidate_;
};

}  // namespace core
