// Messages about documents as a sloppy editor may write them: valid JSON, every one of them, in any
// spelling, with members left out, null, twice or of the wrong kind, and URIs in any of their
// forms.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace differential {

/// A seeded source of choices: the same seed gives the same ones everywhere.
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

/// How odd a session is, in percent of the places where it could be.
struct Sloppiness {
    std::size_t spelling = 0;  ///< escapes, white space, case of keys, order of members
    std::size_t missing = 0;   ///< members left out or null
    std::size_t twice = 0;     ///< members given twice
    std::size_t wrong = 0;     ///< values of the wrong kind or out of range
    std::size_t text = 0;      ///< no Unicode in texts
    std::size_t with_id = 0;   ///< notifications with an id, like requests
};

class Sloppy {
  public:
    Sloppy(Chance& chance, Sloppiness odd) : chance_(chance), odd_(odd) {}

    /// A notification whose document has this path.
    std::string did_open(const std::string& path, int version, const std::string& raw_text,
                         const std::string& language = "go");
    /// `changes`: raw TextDocumentContentChangeEvents.
    std::string did_change(const std::string& path, int version,
                           const std::vector<std::string>& changes);
    std::string did_close(const std::string& path);
    std::string did_change_folders(const std::vector<std::string>& added,
                                   const std::vector<std::string>& removed);
    /// `type`: a FileChangeType of the specification.
    std::string did_change_watched_file(const std::string& path, int type);

    /// A raw change: of a range, or of the whole text.
    std::string edit(int start_line, int start, int end_line, int end, const std::string& raw_text);
    std::string full_text(const std::string& raw_text);

    /// The inside of a JSON string, never malformed, that stands for some text.
    std::string raw_text();
    /// The inside of a JSON string for a URI of this path.
    std::string raw_uri(const std::string& path);
    /// That text, written with escapes here and there.
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
