#include "cli/setup/journal.hpp"

#include <algorithm>
#include <filesystem>

#include "app/paths.hpp"
#include "io/files.hpp"

namespace cli::setup {
namespace {

constexpr int kJournalVersion = 1;

Json to_json(const Entered& entry) {
    return {{"editor", entry.editor},
            {"file", entry.file},
            {"format", entry.format == Format::kJson ? "json" : "toml"},
            {"created", entry.created},
            {"backup", entry.backup},
            {"keys", entry.addition.keys},
            {"value", entry.addition.value},
            {"made", entry.addition.made},
            {"made_root", entry.addition.made_root},
            {"piece", entry.addition.piece},
            {"comma", entry.addition.comma}};
}

Entered from_json(const Json& json) {
    Entered entry;
    entry.editor = json.at("editor");
    entry.file = json.at("file");
    entry.format = json.at("format") == "toml" ? Format::kToml : Format::kJson;
    entry.created = json.at("created");
    entry.backup = json.at("backup");
    entry.addition.keys = json.at("keys").get<Keys>();
    entry.addition.value = json.at("value");
    entry.addition.made = json.at("made");
    entry.addition.made_root = json.at("made_root");
    entry.addition.piece = json.at("piece");
    entry.addition.comma = json.at("comma");
    return entry;
}

bool is_for(const Entered& entry, std::string_view editor, std::string_view file) {
    return entry.editor == editor && entry.file == file;
}

}  // namespace

std::string to_text(const Entries& entries) {
    Json added = Json::array();
    for (const Entered& entry : entries) added.push_back(to_json(entry));
    return Json{{"version", kJournalVersion}, {"added", added}}.dump(
               2, ' ', false, Json::error_handler_t::replace) +
           "\n";
}

boost::system::result<Entries, Failure> entries_from(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        if (json.at("version") != kJournalVersion) return Failure{"it is of another version"};
        Entries entries;
        for (const Json& entry : json.at("added")) {
            entries.push_back(from_json(entry));
            if (entries.back().addition.keys.empty()) return Failure{"it is damaged"};
        }
        return entries;
    } catch (const Json::exception&) {
        return Failure{"it is damaged"};
    }
}

boost::system::result<Entries, Failure> read_journal(const std::string& path) {
    const auto text = io::read_file(path);
    if (!text && text.error() == boost::system::errc::no_such_file_or_directory) return Entries();
    if (!text) return Failure{path + " cannot be read: " + text.error().message()};
    auto entries = entries_from(*text);
    if (!entries) {
        return Failure{
            path + ", the record of what was added, cannot be used: " + entries.error().sentence};
    }
    return entries;
}

boost::system::result<void, Failure> write_journal(const std::string& path,
                                                   const Entries& entries) {
    const std::filesystem::path file(path);
    std::error_code failure;
    if (entries.empty()) {
        std::filesystem::remove(file, failure);
        if (failure) return Failure{path + " cannot be deleted: " + failure.message()};
        return {};
    }
    failure = app::make_private_folder(file.parent_path());
    if (failure) return Failure{path + " cannot be written: " + failure.message()};
    if (const auto written = io::write_file_atomically(path, to_text(entries)); !written) {
        return Failure{path + " cannot be written: " + written.error().message()};
    }
    return {};
}

const Entered* entry_for(const Entries& entries, std::string_view editor, std::string_view file) {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entered& entry) {
        return is_for(entry, editor, file);
    });
    return found == entries.end() ? nullptr : &*found;
}

Entries without_entry(Entries entries, std::string_view editor, std::string_view file) {
    std::erase_if(entries, [&](const Entered& entry) { return is_for(entry, editor, file); });
    return entries;
}

}  // namespace cli::setup
