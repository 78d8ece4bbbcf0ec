// An editor with open documents on top of the scripted client: it keeps each text as a
// real editor would, so that a test can ask whether the server has the same.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "support/lsp_client.hpp"
#include "support/utf16_text.hpp"

namespace support {

class Editor : public LspClient {
  public:
    explicit Editor(const ChildOptions& options) : LspClient(options) {}

    /// What an up-to-date editor announces.
    static Json capabilities();
    /// `initialize` for one folder and its result; `initialized` is sent as well.
    Json start(const std::filesystem::path& folder, const Json& options = Json::object());
    /// The params of that `initialize`, for tests that send it themselves.
    static Json initialize_params(const std::filesystem::path& folder,
                                  const Json& options = Json::object());

    void open(const std::string& uri, const std::string& text);
    /// Replaces the text between two places and sends the edit as one didChange.
    void change(const std::string& uri, Place start, Place end, const std::string& replacement);
    /// Puts `added` in front of the first `before`.
    void insert(const std::string& uri, const std::string& before, const std::string& added);
    /// Replaces the first `old` by `replacement`.
    void replace(const std::string& uri, const std::string& old, const std::string& replacement);
    void save(const std::string& uri);
    void close(const std::string& uri);
    /// Tells of a change on disk. Type: 1 created, 2 changed, 3 deleted.
    void file_changed(const std::string& uri, int type);

    const std::string& text(const std::string& uri) const { return documents_.at(uri).text; }
    int version(const std::string& uri) const { return documents_.at(uri).version; }

    /// Params that name the place where `needle` starts (for the `nth` time).
    Json at(const std::string& uri, const std::string& needle, std::size_t nth = 0) const;
    static Json document(const std::string& uri) { return {{"textDocument", {{"uri", uri}}}}; }

  private:
    struct Document {
        std::string text;
        int version = 0;
    };
    std::map<std::string, Document> documents_;
};

/// `text` after a list of TextEdits, as a server answers a formatting request.
std::string with_edits(std::string text, const Json& edits);

}  // namespace support
