// Tells when something happens in a folder: a name comes, goes or changes.
//
// What happened is for the caller to look at; the system may merge or lose events.
// The folder itself may go, and then nothing more is told.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <memory>
#include <string>

namespace io {

class Loop;

class FolderWatch {
  public:
    /// `name` is within the folder; empty if the system does not say.
    using OnEvent = std::function<void(const std::string& name)>;

    /// Fails for what is no folder, may not be read, or is one too many for the system
    /// (inotify's max_user_watches).
    static boost::system::result<std::unique_ptr<FolderWatch>> start(Loop& loop,
                                                                     const std::string& folder,
                                                                     OnEvent on_event);
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;
    ~FolderWatch() = default;

  private:
    struct Node;
    struct Close {
        void operator()(Node* node) const;
    };
    explicit FolderWatch(std::unique_ptr<Node, Close> node) : node_(std::move(node)) {}
    std::unique_ptr<Node, Close> node_;
};

}  // namespace io
