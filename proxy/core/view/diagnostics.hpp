// Which documents show diagnostics at the editor, and of which server they are,
// so that those of a gone server do not stay (docs/pitfalls.md, "Stale diagnostics").
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/effect.hpp"

namespace core {

/// What the editor shows.
class ShownDiagnostics {
  public:
    /// Takes in the params of a `textDocument/publishDiagnostics` that went to the editor.
    void published(Generation generation, std::string_view params);
    /// URIs (raw JSON strings) that only servers before `generation` reported; forgets them.
    std::vector<std::string> take_older_than(Generation generation);

    /// The message that clears a document's diagnostics.
    static std::string clearing(std::string_view raw_uri);

  private:
    std::map<std::string, Generation, std::less<>> shown_;
};

/// What a standby published behind its gate: the newest frame of each document.
class HeldDiagnostics {
  public:
    void published(std::string_view params, std::string_view frame);
    const std::map<std::string, std::string, std::less<>>& frames() const { return frames_; }

  private:
    std::map<std::string, std::string, std::less<>> frames_;
};

}  // namespace core
