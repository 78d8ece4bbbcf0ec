#include "support/go_wrapper.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "support/failure.hpp"

namespace support {
namespace {

// @STATE@ and @GO@ are filled in. The pipe is opened for reading and writing, so that the
// open itself does not wait and the read never sees an end.
constexpr const char* kScript = R"sh(#!/bin/sh
state='@STATE@'
go='@GO@'
echo "$*" >>"$state/calls"
[ "$1" = list ] || exec "$go" "$@"
armed() {
    [ -e "$state/block_every_$1" ] || mv "$state/block_next_$1" "$state/taken.$$" 2>/dev/null ||
        mv "$state/block_second_$1" "$state/taken.$$" 2>/dev/null
}
case "$*" in *-deps=true*) load=1 ;; *) load= ;; esac
if armed all || { [ $load ] && armed loads; }; then
    echo "$*" >>"$state/blocked"
    read -r line <>"$state/never"
fi
[ $load ] || exec "$go" "$@"
if mv "$state/burn" "$state/burn.$$" 2>/dev/null; then
    end=$(($(date +%s) + $(cat "$state/burn.$$")))
    while [ "$(date +%s)" -lt "$end" ]; do
        i=0
        while [ $i -lt 50000 ]; do i=$((i + 1)); done
    done
fi
mv "$state/trickle" "$state/trickle.$$" 2>/dev/null || exec "$go" "$@"
pieces=$(($(cat "$state/trickle.$$") * 2))
out="$state/out.$$"
"$go" "$@" >"$out"
code=$?
size=$(($(wc -c <"$out") / pieces + 1))
i=0
while [ $i -lt $pieces ]; do
    dd if="$out" bs="$size" skip=$i count=1 2>/dev/null
    i=$((i + 1))
    sleep 0.5
done
exit $code
)sh";

std::string replaced(std::string text, const std::string& name, const std::string& value) {
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at))
        text.replace(at, name.size(), value);
    return text;
}

std::string suffix(GoWrapper::Which which) {
    return which == GoWrapper::Which::kLoads ? "_loads" : "_all";
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

}  // namespace

GoWrapper::GoWrapper(Sandbox& sandbox) : sandbox_(sandbox) {
    const std::string go = find_on_path("go", sandbox.environment["PATH"]);
    if (go.empty()) throw TestFailure("no go on PATH");
    std::filesystem::create_directories(sandbox.path("go-state"));
    if (::mkfifo(sandbox.path("go-state/never").c_str(), 0600) != 0)
        throw TestFailure("cannot make a named pipe");
    const std::string script =
        replaced(replaced(kScript, "@STATE@", sandbox.path("go-state").string()), "@GO@", go);
    sandbox.write_script("go-wrapper/go", script);
    sandbox.prepend_path(sandbox.path("go-wrapper"));
}

void GoWrapper::arm(const std::string& behaviour, const std::string& value) const {
    sandbox_.write("go-state/" + behaviour + ".new", value);
    std::filesystem::rename(sandbox_.path("go-state/" + behaviour + ".new"),
                            sandbox_.path("go-state/" + behaviour));
}

void GoWrapper::block_next_list(Which which) const {
    arm("block_next" + suffix(which), "");
}
void GoWrapper::block_next_two_lists() const {
    arm("block_second" + suffix(Which::kLoads), "");
    block_next_list();
}
void GoWrapper::block_every_list(Which which) const {
    arm("block_every" + suffix(which), "");
}
void GoWrapper::trickle_next_load(int seconds) const {
    arm("trickle", std::to_string(seconds));
}
void GoWrapper::burn_in_next_load(int seconds) const {
    arm("burn", std::to_string(seconds));
}

void GoWrapper::release() const {
    for (const Which which : {Which::kLoads, Which::kAll})
        for (const char* name :
             {"go-state/block_every", "go-state/block_next", "go-state/block_second"})
            std::filesystem::remove(sandbox_.path(name + suffix(which)));
    // Each of them waits for one line. Nobody reads it if they have been ended meanwhile.
    const FileDescriptor pipe(
        ::open(sandbox_.path("go-state/never").c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    const std::string lines(blocked(), '\n');
    if (::write(pipe.get(), lines.data(), lines.size()) < 0)
        throw TestFailure("cannot write to a named pipe");
}

std::vector<std::string> GoWrapper::calls() const {
    return lines_of(sandbox_.read("go-state/calls"));
}

std::size_t GoWrapper::blocked() const {
    return lines_of(sandbox_.read("go-state/blocked")).size();
}

}  // namespace support
