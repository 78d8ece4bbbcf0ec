// The two streams of the fake gopls: a thread that reads all the time, as gopls does, and
// a writer. Messages wait in a queue, and `Server` handles them strictly one after another.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>

namespace fake_gopls {

using Json = nlohmann::json;

class Wire {
  public:
    Wire() = default;
    /// Starts to read standard input.
    void start();

    /// The next message for the queue (request or notification); nothing at end of input.
    std::optional<Json> next();
    /// Sends a request and waits, without limit as gopls does, for its reply.
    Json ask(const std::string& method, const Json& params);
    void notify(const std::string& method, const Json& params);
    /// Replies with the id last, as gopls does.
    void reply(const Json& id, const Json& result);
    void reply_error(const Json& id, int code, const std::string& message);
    /// Bytes as they are. Blocks while nobody reads, holding the writer's lock, as gopls does.
    void write(std::string_view bytes);

    bool cancelled(const Json& id);
    /// Reads nothing more from now on, but for what the reader has begun.
    void stop_reading() { reading_ = false; }
    /// True once standard input has ended.
    bool ended();
    /// From now on end of input ends the process with exit code 0 at once: the handler is
    /// stuck and will not come back to notice it.
    void exit_at_end();

    static std::string framed(std::string_view body);
    static std::string reply_body(const Json& id, const Json& result);

  private:
    void read_all();
    bool read_some();
    std::optional<std::string> take_body();
    void deliver(Json message);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Json> queue_;
    std::map<std::string, Json> answers_;  ///< replies of the editor, by id
    std::set<std::string> cancelled_;
    long long next_id_ = 1;
    bool ended_ = false;
    bool exit_at_end_ = false;
    std::atomic<bool> reading_{true};
    std::string input_;
    std::mutex writing_;
    std::thread reader_;
};

}  // namespace fake_gopls
