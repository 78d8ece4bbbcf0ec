#include "demo/log.hpp"

#include <fstream>
#include <iterator>
#include <utility>

namespace demo {

std::vector<app::LogLine> LogTail::read_new() {
    std::vector<app::LogLine> lines;
    std::ifstream file(path_, std::ios::binary);
    if (!file.seekg(static_cast<std::streamoff>(offset_))) return lines;
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    offset_ += bytes.size();
    partial_ += bytes;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = partial_.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
        if (auto line = app::read_log_line(std::string_view(partial_).substr(begin, end - begin))) {
            lines.push_back(std::move(*line));
        }
    }
    partial_.erase(0, begin);
    return lines;
}

}  // namespace demo
