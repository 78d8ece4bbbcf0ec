#include "support/stored_zip.hpp"

#include <cstddef>
#include <cstdint>

namespace support {
namespace {

std::uint32_t crc32(const std::string& text) {
    std::uint32_t crc = 0xffffffffU;
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
    }
    return ~crc;
}

/// The lowest `count` bytes of a number, the least first.
std::string bytes(std::size_t value, int count) {
    std::string text;
    for (int i = 0; i < count; ++i, value >>= 8) text += static_cast<char>(value & 0xffU);
    return text;
}

/// What the header in front of a file and its entry in the directory have in common: version 2.0,
/// no flags, stored, 1 January 1980.
std::string description(const std::string& name, const std::string& text) {
    return bytes(20, 2) + bytes(0, 4) + bytes(0, 2) + bytes(0x21, 2) + bytes(crc32(text), 4) +
           bytes(text.size(), 4) + bytes(text.size(), 4) + bytes(name.size(), 2) + bytes(0, 2);
}

}  // namespace

// APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16.
std::string stored_zip(const std::map<std::string, std::string>& files) {
    std::string archive;
    std::string directory;
    for (const auto& [name, text] : files) {
        const std::string about = description(name, text);
        directory +=
            "PK\x01\x02" + bytes(20, 2) + about + bytes(0, 10) + bytes(archive.size(), 4) + name;
        archive += "PK\x03\x04" + about + name + text;
    }
    const std::size_t begin = archive.size();
    return archive + directory + "PK\x05\x06" + bytes(0, 4) + bytes(files.size(), 2) +
           bytes(files.size(), 2) + bytes(directory.size(), 4) + bytes(begin, 4) + bytes(0, 2);
}

}  // namespace support
