// Messages about documents as a sloppy editor may write them. All are valid JSON, in any spelling,
// with members left out, null, repeated or of the wrong kind, and with URIs in any form.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace differential {

/// A seeded source of choices: the same seed makes the same choices everywhere.
class Chance {
  public:
    explicit Chance(std::uint64_t seed) : state_(seed * 2 + 1) {}
    std::uint64_t next();
    std::size_t below(std::size_t n) { return next() % n; }
    bool percent(std::size_t p) { return below(100) < p; }
    template <class T>
    const T& of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

  private:
    std::uint64_t state_;
};

/// The oddness of a session, in percent of the places where it is possible.
struct Sloppiness {
    std::size_t spelling = 0;  ///< escapes, white space, case of keys, order of members
    std::size_t missing = 0;   ///< members left out or null
    std::size_t twice = 0;     ///< members repeated
    std::size_t wrong = 0;     ///< values of the wrong kind or out of range
    std::size_t text = 0;      ///< invalid Unicode in texts
    std::size_t with_id = 0;   ///< notifications with an id, like requests
};

class Sloppy {
  public:
    Sloppy(Chance& chance, Sloppiness odd) : chance_(chance), odd_(odd) {}

    /// Each of these returns a notification about the document or folder with this path.
    std::string did_open(const std::string& path, int version, const std::string& raw_text,
                         const std::string& language = "go");
    /// `changes` are raw TextDocumentContentChangeEvents.
    std::string did_change(const std::string& path, int version,
                           const std::vector<std::string>& changes);
    std::string did_close(const std::string& path);
    std::string did_change_folders(const std::vector<std::string>& added,
                                   const std::vector<std::string>& removed);
    /// `type` is a FileChangeType of the LSP specification.
    std::string did_change_watched_file(const std::string& path, int type);

    /// Both return a raw change, of a range or of the whole text.
    std::string edit(int start_line, int start, int end_line, int end, const std::string& raw_text);
    std::string full_text(const std::string& raw_text);

    /// Returns some text as the inside of a JSON string, always well-formed JSON.
    std::string raw_text();
    /// Returns a URI of this path as the inside of a JSON string.
    std::string raw_uri(const std::string& path);
    /// Returns `plain` with random escapes.
    std::string spelled(const std::string& plain);

  private:
    struct Member {
        std::string name;
        std::string value;  ///< raw
    };
    std::string key(const std::string& name);
    std::string space();
    std::string number(int value);
    std::string string(const std::string& inside) { return '"' + inside + '"'; }
    std::string wrong_value();
    std::string object(std::vector<Member> members);
    std::string array(const std::vector<std::string>& elements);
    std::string position(int line, int character);
    std::string notification(const std::string& method, const std::string& params);

    Chance& chance_;
    Sloppiness odd_;
};

}  // namespace differential
