#include "demo/marks.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "io/environment_mark.hpp"

namespace demo {

std::string mark_of(int pid) {
    const std::string mark = io::mark_of(pid);
    // Behind the dot stands the generation.
    return mark.substr(0, mark.find('.'));
}

int count_marked(std::initializer_list<std::string_view> marks) {
    int count = 0;
    std::error_code error;
    for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        int pid = 0;
        if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc())
            continue;
        const std::string own = io::mark_of(pid);
        const bool marked = std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) {
            return io::is_below(own, mark);
        });
        if (marked) ++count;
    }
    return count;
}

bool can_see_marks() {
    return std::ifstream("/proc/self/environ").good();
}

}  // namespace demo
