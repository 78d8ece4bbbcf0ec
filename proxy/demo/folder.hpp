// The temporary folder of the demo, and the environment that keeps everything
// that is started inside it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "app/environment.hpp"
#include "app/result.hpp"

namespace demo {

class Folder {
  public:
    /// An error is one sentence.
    static boost::system::result<std::unique_ptr<Folder>, app::Failure> make(bool keep);
    /// Deletes it, unless it is kept.
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::string& path() const { return path_; }
    std::string operator/(std::string_view below) const;
    /// Writes a file, folders included. False if that is not possible.
    bool write(std::string_view below, std::string_view text) const;

  private:
    Folder(std::string path, bool keep) : path_(std::move(path)), keep_(keep) {}
    std::string path_;
    bool keep_;
};

/// The user's environment without what steers Go or the proxy, and with every home inside
/// `folder`: nothing of the user's is read or written, and nothing is downloaded.
app::Environment contained(app::Environment environment, const std::string& folder);

/// What the proxy is started with in addition: its log, and windows short enough to be watched.
app::Environment for_proxy(app::Environment contained, const std::string& gopls,
                           const std::string& log);

/// A shell script that is `go`, but whose first `list` that loads packages takes the file `marker`
/// away and then does nothing for ever.
std::string blocking_go(const std::string& go, const std::string& marker);

}  // namespace demo
