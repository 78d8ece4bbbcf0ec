#include "doctor/facts/checksums.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <memory>

namespace doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kMostDamaged = 1000;
constexpr auto kBeingWritten = std::chrono::seconds(10);

std::string hex_of(const unsigned char* bytes, unsigned size) {
    constexpr std::string_view kHexDigits = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += kHexDigits[bytes[i] >> 4U];
        text += kHexDigits[bytes[i] & 15U];
    }
    return text;
}

/// Returns the SHA-256 of the file; empty if it cannot be read.
std::string sha256_of(const fs::path& file) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return {};
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(::EVP_MD_CTX_new(),
                                                                     &::EVP_MD_CTX_free);
    ::EVP_DigestInit_ex(context.get(), ::EVP_sha256(), nullptr);
    std::array<char, std::size_t{64} << 10> piece;
    ssize_t n = 0;
    while ((n = ::read(fd, piece.data(), piece.size())) > 0) {
        ::EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(n));
    }
    ::close(fd);
    if (n < 0) return {};
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    ::EVP_DigestFinal_ex(context.get(), digest.data(), &size);
    return hex_of(digest.data(), size);
}

bool may_be_written(const fs::directory_entry& entry) {
    std::error_code failure;
    const auto changed = entry.last_write_time(failure);
    return failure || fs::file_time_type::clock::now() - changed < kBeingWritten;
}

}  // namespace

VerifiedCache verify_cache(const std::string& name, const std::string& path,
                           std::string_view suffix, const std::atomic<bool>& stop) {
    VerifiedCache cache;
    cache.name = name;
    cache.path = path;
    std::error_code failure;
    fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied,
                                           failure);
    for (const fs::recursive_directory_iterator end; !failure && entry != end;
         entry.increment(failure)) {
        if (stop) return cache;
        const std::string file = entry->path().filename().string();
        std::error_code unknown;
        if (file.size() != kHashDigits + suffix.size() || !file.ends_with(suffix) ||
            !entry->is_regular_file(unknown) || may_be_written(*entry)) {
            continue;
        }
        ++cache.files;
        const std::string hash = sha256_of(entry->path());
        // The go command may have deleted it meanwhile.
        if (hash.empty() || file.starts_with(hash)) continue;
        if (cache.damaged.size() < kMostDamaged) cache.damaged.push_back(entry->path().string());
    }
    cache.complete = true;
    return cache;
}

std::vector<ModifiedModule> modified_modules(std::string_view text) {
    std::vector<ModifiedModule> modules;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::size_t blank = line.find(' ');
        const std::size_t colon = line.find(": ");
        const std::size_t open = line.rfind(" (");
        if (blank == std::string_view::npos || colon == std::string_view::npos || blank > colon ||
            open == std::string_view::npos || open < colon || !line.ends_with(')')) {
            continue;
        }
        modules.push_back({std::string(line.substr(0, blank)),
                           std::string(line.substr(blank + 1, colon - blank - 1)),
                           std::string(line.substr(colon + 2, open - colon - 2)),
                           std::string(line.substr(open + 2, line.size() - open - 3))});
    }
    return modules;
}

}  // namespace doctor
