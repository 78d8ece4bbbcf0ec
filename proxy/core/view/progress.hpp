// Work-done progress of one server: the tokens that the editor knows, so that each item it saw
// begin also ends (docs/design.md, "Progress ends"), and no item begins that was not created there.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace core {

class Progress {
  public:
    enum class What { kBegin, kReport, kEnd, kOther };

    /// Records the params of a `$/progress` (LSP 3.17, "Work Done Progress").
    What notified(std::string_view params);
    /// Returns the kind of the value and the raw token of a `$/progress`.
    static std::pair<What, std::string_view> look(std::string_view params);

    /// Returns the raw tokens that have begun and not ended, with the params of their begin.
    const std::map<std::string, std::string>& open() const { return open_; }
    /// Whether this token is open, however it is escaped.
    bool is_open(std::string_view raw_token) const;

    /// Records a raw token that the server created and got an answer for, while the editor does not
    /// know it.
    void created_unseen(std::string_view token) { unseen_.emplace(token); }
    bool is_unseen(std::string_view token) const { return unseen_.contains(token); }
    /// Records that the editor is asked to create it.
    void shown(const std::string& token) { unseen_.erase(token); }

    /// Returns a whole `$/progress` message.
    static std::string message(std::string_view raw_token, std::string_view raw_value);

  private:
    std::map<std::string, std::string> open_;
    std::set<std::string, std::less<>> unseen_;
};

}  // namespace core
