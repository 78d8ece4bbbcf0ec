// Work-done progress of one server: which tokens the editor knows, so that each
// one it saw begin also sees an end (docs/design.md, "Progress ends"), and none
// begins that was not created there.
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

    /// Takes in the params of a `$/progress` (LSP 3.17, "Work Done Progress").
    What notified(std::string_view params);
    /// The value's kind and the raw token of a `$/progress`.
    static std::pair<What, std::string_view> look(std::string_view params);

    /// Raw tokens that have begun and not ended, with the params of their begin.
    const std::map<std::string, std::string>& open() const { return open_; }
    /// Whether this token is, however it is escaped.
    bool is_open(std::string_view raw_token) const;

    /// The server created this raw token and has its answer, but the editor has not heard of it.
    void created_unseen(std::string_view token) { unseen_.emplace(token); }
    bool is_unseen(std::string_view token) const { return unseen_.contains(token); }
    /// The editor is asked to create it.
    void shown(const std::string& token) { unseen_.erase(token); }

    /// A whole `$/progress` message.
    static std::string message(std::string_view raw_token, std::string_view raw_value);

  private:
    std::map<std::string, std::string> open_;
    std::set<std::string, std::less<>> unseen_;
};

}  // namespace core
