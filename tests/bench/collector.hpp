// A collector of OpenTelemetry on 127.0.0.1 that accepts everything and keeps nothing.
#pragma once

#include <cstdint>
#include <thread>

namespace bench {

class Collector {
  public:
    /// Throws Failure if it cannot listen.
    Collector();
    ~Collector();
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    std::uint16_t port() const { return port_; }

  private:
    void serve() const;

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace bench
