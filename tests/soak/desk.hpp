// The editor of a soak: a scripted client that keeps the text of each open document. A document may
// be invalid for a while; the editor remembers its last valid text.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "soak/random.hpp"
#include "soak/writing.hpp"
#include "support/lsp_client.hpp"

namespace soak {

struct Document {
    std::filesystem::path path;
    std::string text;
    int version = 1;
    std::string sound;  ///< the last text that was valid Go
    bool messy() const { return text != sound; }
};

class Desk : public support::LspClient {
  public:
    explicit Desk(const support::ChildOptions& options);

    /// Sends `initialize` for one folder, and `initialized`.
    void start(const std::filesystem::path& folder);
    void open(const std::filesystem::path& path, const std::string& text);
    /// Sends one didChange. Each edit applies to the result of the previous one.
    void change(const std::string& uri, const std::vector<Edit>& edits);
    /// Sends one didChange with the whole text.
    void replace(const std::string& uri, const std::string& text);
    /// Writes the text to disk and sends didSave.
    void save(const std::string& uri, bool with_text);
    void close(const std::string& uri);
    /// Renames the file and reopens the document under its new name, as an editor does.
    void rename(const std::string& uri, const std::filesystem::path& path);
    /// Sends a change on disk. Type: 1 created, 2 changed, 3 deleted.
    void watched(const std::filesystem::path& path, int type);
    /// Sets the answer to gopls's requests for settings, and notifies gopls of the change.
    void configure(const support::Json& settings);

    const std::map<std::string, Document>& documents() const { return documents_; }
    const Document& document(const std::string& uri) const { return documents_.at(uri); }
    bool is_open(const std::filesystem::path& path) const;
    /// Returns a random open document.
    const std::string& any(Random& random) const;
    /// Records the current text as the last valid one.
    void is_sound(const std::string& uri) { documents_.at(uri).sound = documents_.at(uri).text; }

  private:
    std::map<std::string, Document> documents_;
    support::Json settings_;
};

}  // namespace soak
