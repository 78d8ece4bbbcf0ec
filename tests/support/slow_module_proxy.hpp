// A Go module proxy on loopback that has one module and answers at a pace of the test's choice:
// a server that is far away or overloaded, and well. Whatever it has not got is a 404, as late.
//
// It answers in a thread of its own; the pace may be changed at any time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <thread>

#include "support/loopback_listener.hpp"

namespace support {

class SlowModuleProxy {
  public:
    /// Exchanged with the thread in one step. Aligned for clang, which else needs libatomic.
    struct alignas(8) Pace {
        /// From a question to its answer's first byte.
        std::chrono::duration<int, std::milli> first_byte{0};
        unsigned bytes_per_second = 0;  ///< 0: all at once
    };

    /// Serves version v1.0.0 of the module, which is a package with an archive of at least
    /// `bytes`. Fast until told otherwise.
    SlowModuleProxy(const std::string& module_path, std::size_t bytes);
    SlowModuleProxy(const SlowModuleProxy&) = delete;
    SlowModuleProxy& operator=(const SlowModuleProxy&) = delete;
    /// Closes all connections.
    ~SlowModuleProxy();

    std::string url() const { return "http://" + listener_.address(); }
    void set_pace(Pace pace) { pace_ = pace; }
    int questions() const { return questions_; }

  private:
    struct Connection;
    void run();
    std::string answer_to(const std::string& question) const;
    bool take_questions(Connection& connection);
    bool go_on_with_answer(Connection& connection) const;

    std::map<std::string, std::string> files_;  ///< body by path
    LoopbackListener listener_;
    std::atomic<Pace> pace_{Pace{}};
    std::atomic<int> questions_{0};
    std::thread thread_;
};

}  // namespace support
