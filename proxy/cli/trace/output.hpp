// The file that a trace is written to.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace cli::trace {

class Output {
  public:
    /// Creates the file, or empties it. Only this user may read a new one.
    static boost::system::result<Output> create(const std::string& path);
    Output(Output&& other) noexcept;
    Output& operator=(Output&&) = delete;
    ~Output();

    /// Writes to the system at once, so that the file is readable whatever happens to this program.
    boost::system::error_code write(std::string_view bytes);

  private:
    explicit Output(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace cli::trace
