#include "differential/sloppy.hpp"

#include <cctype>
#include <cstdio>
#include <utility>

namespace differential {
namespace {

/// So many ids that two open requests practically never share one.
constexpr std::size_t kMostIds = 1'000'000'000;

std::string unicode_escape(unsigned char c) {
    char text[8];
    std::snprintf(text, sizeof text, "\\u%04x", c);
    return text;
}

/// Raw letters of the texts, some of which no Go source contains. NUL is missing, since the page of
/// gopls's debug server cannot show it.
const std::vector<std::string> kLetters = {"a",          "B",       "0",       " ",
                                           "_",          "\\n",     "\\n",     "\\n",
                                           "\\r\\n",     "\\r",     "\\t",     "\\\"",
                                           "\\\\",       "\\/",     "\u00e9",  "\u20ac",
                                           "\U0001F600", "\\u00e9", "\\u20AC", "\\ud83d\\ude00",
                                           "\\u0001",    "\u2028"};
const std::vector<std::string> kNoUnicode = {"\\ud800",        "\\udc00",      "\\uDBFFx",
                                             "\\ud800\\ud800", "\xff",         "\xc3",
                                             "\xe2\x82",       "\xed\xa0\x80", "\xf4\x90\x80\x80"};

}  // namespace

std::uint64_t Chance::next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

std::string Sloppy::space() {
    if (!chance_.percent(odd_.spelling / 4)) return "";
    return chance_.of(std::vector<std::string>{" ", "\n", "\t", "\r\n", "  "});
}

std::string Sloppy::spelled(const std::string& plain) {
    std::string raw;
    for (const char c : plain) {
        const auto byte = static_cast<unsigned char>(c);
        const bool escape = byte < 0x80 && chance_.percent(odd_.spelling / 10);
        if (c == '"' || c == '\\') raw += '\\';
        if (c == '/' && escape) raw += '\\';
        raw += escape && std::isalnum(byte) != 0 ? unicode_escape(byte) : std::string(1, c);
    }
    return raw;
}

std::string Sloppy::key(const std::string& name) {
    std::string raw;
    const bool fold = chance_.percent(odd_.spelling / 5);
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (fold && c == 's' && chance_.percent(10)) {
            raw += "\u017f";
        } else if (fold && chance_.percent(40)) {
            raw += static_cast<char>(std::isupper(byte) != 0 ? std::tolower(byte)
                                                             : std::toupper(byte));
        } else {
            raw += spelled(std::string(1, c));
        }
    }
    return string(raw);
}

std::string Sloppy::number(int value) {
    if (chance_.percent(odd_.wrong)) {
        return chance_.of(std::vector<std::string>{"-1", "-0", "1.0", "1e0", "2147483648",
                                                   "4294967296", "99999999999999999999", "0.5"});
    }
    return std::to_string(value);
}

std::string Sloppy::wrong_value() {
    return chance_.of(std::vector<std::string>{"7", "-1.5e3", "\"x\"", "true", "{}", "[]", "[1,{}]",
                                               R"({"uri":"x","line":[]})"});
}

std::string Sloppy::object(std::vector<Member> members) {
    std::vector<Member> written;
    for (Member& member : members) {
        if (chance_.percent(odd_.missing)) {
            if (chance_.percent(50)) continue;
            member.value = "null";
        }
        if (chance_.percent(odd_.wrong)) member.value = wrong_value();
        if (chance_.percent(odd_.twice)) {
            const bool null = chance_.percent(30);
            written.push_back({member.name, null ? "null" : member.value});
        }
        written.push_back(std::move(member));
    }
    if (chance_.percent(odd_.spelling / 3)) {
        written.push_back(
            {chance_.of(std::vector<std::string>{"x", "uris", "tex", "rang", ""}), wrong_value()});
    }
    if (chance_.percent(odd_.spelling)) {
        for (std::size_t i = written.size(); i > 1; --i) {
            std::swap(written[i - 1], written[chance_.below(i)]);
        }
    }
    std::string raw = "{" + space();
    for (std::size_t i = 0; i < written.size(); ++i) {
        raw += (i == 0 ? "" : "," + space()) + key(written[i].name) + space() + ":" + space() +
               written[i].value + space();
    }
    return raw + "}";
}

std::string Sloppy::array(const std::vector<std::string>& elements) {
    std::string raw = "[" + space();
    for (std::size_t i = 0; i < elements.size(); ++i) {
        raw += (i == 0 ? "" : "," + space()) + elements[i] + space();
    }
    return raw + "]";
}

std::string Sloppy::raw_uri(const std::string& path) {
    std::string uri = "file://";
    static const char kHex[] = "0123456789ABCDEF";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool must = byte < 0x21 || byte >= 0x7f || c == '%';
        const bool may =
            chance_.percent(c == '@' || c == '+' || c == ':' ? 50 : odd_.spelling / 10);
        if (c == '/' || !(must || may)) {
            uri += c;
            continue;
        }
        const bool lower = chance_.percent(50);
        const auto digit = [&](int value) {
            return lower ? static_cast<char>(std::tolower(kHex[value])) : kHex[value];
        };
        uri += '%';
        uri += digit(byte >> 4);
        uri += digit(byte & 15);
    }
    // VS Code writes two slashes now and then.
    if (chance_.percent(odd_.spelling / 10)) uri.erase(7, 1);
    if (chance_.percent(odd_.wrong / 2)) {
        uri = chance_.of(std::vector<std::string>{"untitled:Untitled-1", "git:" + path, path,
                                                  "FILE://" + path, uri + "%", ""});
    }
    return spelled(uri);
}

std::string Sloppy::raw_text() {
    std::string raw;
    for (std::size_t left = chance_.below(12); left > 0; --left) {
        const bool odd = chance_.percent(odd_.text);
        raw += chance_.of(odd ? kNoUnicode : kLetters);
    }
    return raw;
}

std::string Sloppy::position(int line, int character) {
    return object({{"line", number(line)}, {"character", number(character)}});
}

std::string Sloppy::edit(int start_line, int start, int end_line, int end,
                         const std::string& raw_text) {
    std::vector<Member> members = {{"range", object({{"start", position(start_line, start)},
                                                     {"end", position(end_line, end)}})},
                                   {"text", string(raw_text)}};
    if (chance_.percent(30)) members.push_back({"rangeLength", number(1)});
    return object(std::move(members));
}

std::string Sloppy::full_text(const std::string& raw_text) {
    return object({{"text", string(raw_text)}});
}

std::string Sloppy::notification(const std::string& method, const std::string& params) {
    const Sloppiness odd = std::exchange(odd_, Sloppiness{.spelling = odd_.spelling});
    // gopls exits on an invalid "jsonrpc" or id, so these two stay valid.
    std::vector<Member> members = {
        {"jsonrpc", "\"2.0\""}, {"method", string(spelled(method))}, {"params", params}};
    if (chance_.percent(odd.with_id))
        members.push_back({"id", string(std::to_string(chance_.below(kMostIds)))});
    const std::string body = object(std::move(members));
    odd_ = odd;
    return body;
}

std::string Sloppy::did_open(const std::string& path, int version, const std::string& raw_text,
                             const std::string& language) {
    return notification("textDocument/didOpen",
                        object({{"textDocument", object({{"uri", string(raw_uri(path))},
                                                         {"languageId", string(spelled(language))},
                                                         {"version", number(version)},
                                                         {"text", string(raw_text)}})}}));
}

std::string Sloppy::did_change(const std::string& path, int version,
                               const std::vector<std::string>& changes) {
    return notification("textDocument/didChange",
                        object({{"textDocument", object({{"uri", string(raw_uri(path))},
                                                         {"version", number(version)}})},
                                {"contentChanges", array(changes)}}));
}

std::string Sloppy::did_close(const std::string& path) {
    return notification("textDocument/didClose",
                        object({{"textDocument", object({{"uri", string(raw_uri(path))}})}}));
}

std::string Sloppy::did_change_folders(const std::vector<std::string>& added,
                                       const std::vector<std::string>& removed) {
    const auto folders = [&](const std::vector<std::string>& paths) {
        std::vector<std::string> raw;
        for (const std::string& path : paths) {
            raw.push_back(
                object({{"uri", string(raw_uri(path))},
                        {"name", string(spelled(path.substr(path.find_last_of('/') + 1)))}}));
        }
        return array(raw);
    };
    return notification(
        "workspace/didChangeWorkspaceFolders",
        object({{"event", object({{"added", folders(added)}, {"removed", folders(removed)}})}}));
}

std::string Sloppy::did_change_watched_file(const std::string& path, int type) {
    const std::string event = object({{"uri", string(raw_uri(path))}, {"type", number(type)}});
    return notification("workspace/didChangeWatchedFiles", object({{"changes", array({event})}}));
}

}  // namespace differential
