#include "app/config/file.hpp"

#include <toml++/toml.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "io/within.hpp"

namespace app {

namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;
/// Short, because the editor waits for the start.
constexpr std::chrono::seconds kPatience{1};

std::string scalar_text(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* number = node.as_floating_point()) return std::to_string(number->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    return {};
}

void flatten(const toml::table& table, const std::string& prefix, std::vector<FileEntry>& entries) {
    for (const auto& [key, node] : table) {
        const std::string name = prefix + std::string(key.str());
        if (const toml::table* inner = node.as_table()) {
            flatten(*inner, name + ".", entries);
            continue;
        }
        FileEntry entry;
        entry.name = name;
        entry.text = scalar_text(node);
        entry.is_string = node.is_string();
        entry.is_scalar = node.is_string() || node.is_number() || node.is_boolean();
        entry.line = node.source().begin.line;
        entries.push_back(std::move(entry));
    }
}

FileContent unreachable(const std::string& path, const std::string& why) {
    return {true, {}, "the configuration file " + path + " cannot be read: " + why};
}

boost::system::result<FileContent, ConfigError> read(const std::string& path) {
    std::error_code failure;
    const auto type = std::filesystem::status(path, failure).type();
    if (type == std::filesystem::file_type::not_found) return FileContent{};
    // A pipe would block the start; /dev/null is the usual way to say "no configuration".
    const bool readable = type == std::filesystem::file_type::regular || path == "/dev/null";
    if (!readable) return unreachable(path, failure ? failure.message() : "not a regular file");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    FileContent content;
    content.existed = true;
    content.text.resize(kMaxFileBytes + 1);
    if (file) file.read(content.text.data(), static_cast<std::streamsize>(content.text.size()));
    if (!file.is_open() || file.bad()) return unreachable(path, std::strerror(errno));
    content.text.resize(static_cast<std::size_t>(file.gcount()));
    if (content.text.size() > kMaxFileBytes) {
        return ConfigError{"the configuration file " + path + " is over 1MiB"};
    }
    return content;
}

}  // namespace

boost::system::result<std::vector<FileEntry>, SyntaxError> parse_entries(std::string_view content) {
    std::vector<FileEntry> entries;
#if TOML_EXCEPTIONS
    try {
        flatten(toml::parse(content), "", entries);
    } catch (const toml::parse_error& error) {
#else
    const toml::parse_result parsed = toml::parse(content);
    if (parsed) {
        flatten(parsed.table(), "", entries);
    } else {
        const toml::parse_error& error = parsed.error();
#endif
        return SyntaxError{error.source().begin.line, std::string(error.description())};
    }
    return entries;
}

boost::system::result<std::vector<FileEntry>, ConfigError> parse_config(std::string_view content,
                                                                        const std::string& path) {
    auto entries = parse_entries(content);
    if (entries) return *std::move(entries);
    return ConfigError{path + ":" + std::to_string(entries.error().line) +
                       " is not TOML: " + entries.error().description};
}

boost::system::result<FileContent, ConfigError> read_config(const std::string& path) {
    const auto content = io::within(kPatience, [path] { return read(path); });
    return content ? *content : unreachable(path, "the file system does not respond");
}

}  // namespace app
