// bench_echo: the server behind every relay of the bench. It answers each request at once with a
// result of the size that its params ask for ("size":65536), and puts the id last as gopls does. It
// leaves textDocument/references open until a bench/release arrives, and publishes diagnostics on
// bench/publish. Under the proxy it stands in for gopls: it knows initialize, MethodNotFound for
// `$/…`, shutdown, exit and `version`. It trusts its peer and finds keys by searching the body
// instead of parsing it.
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bench/frames.hpp"

namespace {

using bench::FrameBuffer;

/// Returns the string, number or other plain value after `key`; empty without the key.
std::string_view value_of(std::string_view body, std::string_view key) {
    const auto at = body.find(key);
    if (at == std::string_view::npos) return {};
    const auto value = body.substr(at + key.size());
    if (value.starts_with('"')) return value.substr(0, value.find('"', 1) + 1);
    return value.substr(0, value.find_first_of(",}"));
}

/// Returns a result of exactly this many bytes, shaped like a list of locations, as large replies
/// are.
std::string make_result(std::size_t size_bytes) {
    constexpr std::string_view kLocation =
        R"(,{"uri":"file:///bench/main.go","range":{"start":{"line":100,"character":4},)"
        R"("end":{"line":100,"character":16}}})";
    constexpr std::size_t kBrackets = 4;  // [""]
    const auto content = size_bytes < kBrackets ? 0 : size_bytes - kBrackets;
    std::string result = "[\"" + std::string(content % kLocation.size(), 'x') + '"';
    for (auto left = content / kLocation.size(); left > 0; --left) result += kLocation;
    return result += ']';
}

const std::string& result_of_size(std::string_view digits) {
    static std::map<std::size_t, std::string> made;
    std::size_t size_bytes = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), size_bytes);
    auto& result = made[size_bytes];
    if (result.empty()) result = make_result(size_bytes);
    return result;
}

class Server {
  public:
    /// Serves until `exit` or the end of the input. Returns the exit code.
    int run() {
        for (;;) {
            while (const auto body = input_.next())
                if (!handle(*body)) return shut_down_ ? 0 : 1;
            bench::write_all(STDOUT_FILENO, output_);
            output_.clear();
            if (!input_.fill(STDIN_FILENO)) return 0;
        }
    }

  private:
    /// Returns false after `exit`.
    bool handle(std::string_view body) {
        const auto method = value_of(body, "\"method\":");
        if (method == "\"exit\"") return false;
        // Does not search the text of a document for an id.
        if (method.starts_with("\"textDocument/did")) return true;
        const auto id = value_of(body, "\"id\":");
        if (method.empty() || id.empty()) return true;
        if (method == "\"initialize\"") {
            reply(R"("result":{"capabilities":{"textDocumentSync":{"openClose":true,"change":2},)"
                  R"("hoverProvider":true},"serverInfo":{"name":"bench_echo","version":")" +
                      std::to_string(::getpid()) + "\"}}",
                  id);
        } else if (method == "\"shutdown\"") {
            shut_down_ = true;
            reply(R"("result":null)", id);
        } else if (method.starts_with("\"$/")) {
            reply(R"("error":{"code":-32601,"message":"method not found"})", id);
        } else if (method == "\"bench/publish\"") {
            publish(value_of(body, "\"count\":"));
            reply(R"("result":null)", id);
        } else if (method == "\"textDocument/references\"") {
            held_.emplace_back(id);
        } else if (method == "\"bench/release\"") {
            for (const auto& each : held_) reply(R"("result":null)", each);
            held_.clear();
            reply(R"("result":null)", id);
        } else {
            const auto& result = result_of_size(value_of(body, "\"size\":"));
            reply_parts("\"result\":", result, id);
        }
        return true;
    }

    /// Publishes a diagnostic for each of `digits` documents.
    void publish(std::string_view digits) {
        int count = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), count);
        for (int i = 0; i < count; ++i) {
            output_ += bench::framed(
                R"({"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":)"
                R"("file:///bench/file)" +
                std::to_string(i) +
                R"(.go","diagnostics":[{"range":{"start":{"line":1,"character":0},"end":)"
                R"({"line":1,"character":4}},"severity":1,"message":"undefined: x"}]}})");
        }
    }

    void reply(std::string_view outcome, std::string_view id) { reply_parts("", outcome, id); }

    void reply_parts(std::string_view key, std::string_view outcome, std::string_view id) {
        constexpr std::string_view kStart = R"({"jsonrpc":"2.0",)";
        constexpr std::string_view kId = R"(,"id":)";
        constexpr std::size_t kCopiedUpTo = std::size_t{16} << 10;
        const auto body_bytes =
            kStart.size() + key.size() + outcome.size() + kId.size() + id.size() + 1;
        output_.append("Content-Length: ").append(std::to_string(body_bytes)).append("\r\n\r\n");
        output_.append(kStart).append(key);
        if (outcome.size() < kCopiedUpTo) {
            output_.append(outcome).append(kId).append(id).append("}");
            return;
        }
        bench::write_all(STDOUT_FILENO, output_, outcome, std::string(kId).append(id).append("}"));
        output_.clear();
    }

    FrameBuffer input_{std::size_t{256} << 10};
    std::string output_;
    std::vector<std::string> held_;  ///< ids of requests left open
    bool shut_down_ = false;
};

}  // namespace

int main(int argc, char* argv[]) {
    if (argc > 1 && std::string_view(argv[1]) == "version") {
        std::puts("bench_echo");
        return 0;
    }
    // A relay that ends first does not crash the server.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return Server().run();
    } catch (const bench::Failure& failure) {
        std::fprintf(stderr, "bench_echo: %s\n", failure.what());
        return 2;
    }
}
