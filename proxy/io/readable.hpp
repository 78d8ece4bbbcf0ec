// Reports that a descriptor can be read, to code that reads it itself.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <memory>

#include "io/result.hpp"

namespace io {

class Loop;

/// Calls back from the loop as long as `fd` has bytes to read, or has ended or failed. The callback
/// must read, or destroy the watch. The descriptor becomes non-blocking, and so it must be opened
/// by this process: one that is inherited would change for other processes too.
class ReadableWatch {
  public:
    /// `fd` stays the caller's and must stay open while the watch lives.
    static boost::system::result<ReadableWatch> open(Loop& loop, int fd,
                                                     std::function<void()> callback);

  private:
    struct Node;
    struct Close {
        void operator()(Node* node) const;
    };
    explicit ReadableWatch(std::unique_ptr<Node, Close> node);
    std::unique_ptr<Node, Close> node_;
};

}  // namespace io
