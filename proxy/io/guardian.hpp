// The guardian: a tiny process beside the proxy that outlives it, and ends
// whatever carries the proxy's mark once the proxy is gone, however it went.
//
// It is forked, not executed; it must be started first thing in main, before
// libuv and before any thread. It does nothing until its pipe ends.
#pragma once

#include <boost/system/result.hpp>
#include <string_view>
#include <utility>

namespace io {

/// The proxy's end of the pipe. When the last copy closes (destructor, or death of the proxy)
/// the guardian acts and exits.
class Guardian {
  public:
    Guardian() = default;
    explicit Guardian(int pipe_fd) : pipe_fd_(pipe_fd) {}
    Guardian(Guardian&& other) noexcept : pipe_fd_(std::exchange(other.pipe_fd_, -1)) {}
    Guardian& operator=(Guardian&& other) noexcept;
    ~Guardian();

    /// False if none was started, or if somebody ended it.
    bool alive() const;

  private:
    int pipe_fd_ = -1;
};

/// Starts the guardian of everything that carries `mark` or a mark below it. `argc` and `argv`
/// are those of main: their memory is overwritten in the guardian, so that looking for "gopls"
/// does not find it. Where processes cannot be seen it fails with operation_not_supported.
boost::system::result<Guardian> start_guardian(std::string_view mark, int argc, char** argv);

}  // namespace io
