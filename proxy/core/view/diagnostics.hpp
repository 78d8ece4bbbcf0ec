// The documents with diagnostics in the editor, and the server that reported them, so that those of
// a gone server do not stay (docs/pitfalls.md, "Stale diagnostics").
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/effect.hpp"

namespace core {

/// The diagnostics that the editor shows.
class ShownDiagnostics {
  public:
    /// Records the params of a `textDocument/publishDiagnostics` that went to the editor.
    void published(Generation generation, std::string_view params);
    /// Returns the URIs (raw JSON strings) that only servers before `generation` reported, and
    /// forgets them.
    std::vector<std::string> take_older_than(Generation generation);

    /// Returns the message that clears the diagnostics of a document.
    static std::string clearing(std::string_view raw_uri);

  private:
    std::map<std::string, Generation, std::less<>> shown_;
};

/// The diagnostics that a standby published behind its gate: the newest frame of each document.
class HeldDiagnostics {
  public:
    void published(std::string_view params, std::string_view frame);
    const std::map<std::string, std::string, std::less<>>& frames() const { return frames_; }

  private:
    std::map<std::string, std::string, std::less<>> frames_;
};

}  // namespace core
