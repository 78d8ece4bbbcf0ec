// The editor of a soak: a scripted client with open documents, each kept as the editor has it. A
// document may be in a mess for a while; it remembers the text to come back to.
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

    /// `initialize` for one folder, and `initialized`.
    void start(const std::filesystem::path& folder);
    void open(const std::filesystem::path& path, const std::string& text);
    /// One didChange; each edit applies to the outcome of the one before.
    void change(const std::string& uri, const std::vector<Edit>& edits);
    /// One didChange with the whole text.
    void replace(const std::string& uri, const std::string& text);
    /// Writes the text to the disk and says so.
    void save(const std::string& uri, bool with_text);
    void close(const std::string& uri);
    /// The document goes on under another name, as when a person renames the file.
    void rename(const std::string& uri, const std::filesystem::path& path);
    /// Tells of a change on disk. Type: 1 created, 2 changed, 3 deleted.
    void watched(const std::filesystem::path& path, int type);
    /// What gopls is answered from now on when it asks for its settings; it is told to ask.
    void configure(const support::Json& settings);

    const std::map<std::string, Document>& documents() const { return documents_; }
    const Document& document(const std::string& uri) const { return documents_.at(uri); }
    bool is_open(const std::filesystem::path& path) const;
    /// Any open document.
    const std::string& any(Random& random) const;
    /// That the text as it is now is what a mess goes back to.
    void is_sound(const std::string& uri) { documents_.at(uri).sound = documents_.at(uri).text; }

  private:
    std::map<std::string, Document> documents_;
    support::Json settings_;
};

}  // namespace soak
