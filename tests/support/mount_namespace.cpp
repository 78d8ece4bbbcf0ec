#include "support/mount_namespace.hpp"

#include <utility>
#include <vector>

#include "support/failure.hpp"

namespace support {
namespace {

std::vector<std::string> command(const std::string& unshare, const std::string& setup) {
    return {"unshare", unshare, "sh", "-c", "set -e\n" + setup + "\nexec \"$@\"", "sh"};
}

}  // namespace

MountNamespace::MountNamespace(std::string setup, const Environment& environment)
    : setup_(std::move(setup)) {
    if (find_on_path("unshare", environment.at("PATH")).empty()) {
        refused_ = "no unshare on PATH";
        return;
    }
    // As root, else as the root of a user namespace, where such are allowed.
    for (const char* options : {"-m", "-rm"}) {
        unshare_ = options;
        std::vector<std::string> words = command(unshare_, setup_);
        words.emplace_back("true");
        const Completed tried = run({words, environment, "", ""});
        if (tried.status == ExitStatus{0, 0}) {
            refused_.clear();
            return;
        }
        refused_ = tried.errors.substr(0, tried.errors.find('\n'));
    }
}

ChildOptions MountNamespace::with(ChildOptions options) const {
    std::vector<std::string> words = command(unshare_, setup_);
    words.insert(words.end(), options.argv.begin(), options.argv.end());
    options.argv = std::move(words);
    return options;
}

}  // namespace support
