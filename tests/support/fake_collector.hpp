// A collector of OpenTelemetry on 127.0.0.1 that keeps what it receives, over HTTP or TLS, and
// answers as it is told. It shares no code with the exporter.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace support {

class FakeCollector {
  public:
    /// Files of certificates in PEM.
    struct Tls {
        std::string certificate;
        std::string key;
        std::string client_ca;  ///< clients need a certificate of this authority; empty: none
    };
    struct Received {
        std::string path;
        std::map<std::string, std::string> headers;  ///< names in lower case
        nlohmann::json body;                         ///< decompressed
    };
    struct Reply {
        unsigned status = 200;
        std::string retry_after = {};
        std::string body = "{}";
    };

    /// Returns a port that nobody listens on.
    static std::uint16_t free_port();

    /// Listens on the port; 0: on any.
    explicit FakeCollector(std::uint16_t port = 0, std::optional<Tls> tls = {});
    ~FakeCollector();
    FakeCollector(const FakeCollector&) = delete;
    FakeCollector& operator=(const FakeCollector&) = delete;

    std::uint16_t port() const;
    /// Further requests get these replies, in order, before all others are accepted.
    void reply_with(const std::vector<Reply>& replies);
    /// From now on requests are read and never answered.
    void fall_silent();

    /// Returns everything that came, whatever the reply was.
    std::vector<Received> received() const;
    /// Returns how many requests got one of the replies of `reply_with`.
    std::size_t replied() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace support
