// An LSP session of the bench in which one message follows another only once the proxy is at rest:
// it has read what it was sent and sleeps. So it meets every message alone, as from a person who
// types, and does the same work for it each time, however slow a tool makes it.
// It measures nothing. Throws Failure when an answer is wrong, missing or late (kPatience).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bench/frames.hpp"
#include "bench/relay_process.hpp"

namespace bench {

class PacedSession {
  public:
    /// Starts the command, which must end as the proxy's own process, and initializes it.
    explicit PacedSession(const RelayCommand& command);

    /// Opens a document of about that many bytes.
    void open(const std::string& uri, std::size_t text_bytes);
    /// Types one character into the middle of it, which nobody answers.
    void type(const std::string& uri, std::size_t text_bytes);
    /// A request that is answered with so many bytes.
    void ask(std::size_t result_bytes);
    /// So many small requests by one write, and all their answers.
    void ask_at_once(int requests);
    /// One message that tells of so many changed files.
    void tell_of_files(int files);
    /// So many messages by one write, each of which adds a folder, and as many that remove them.
    void add_and_remove_folders(int folders);
    /// So many small documents opened by one write, and closed again.
    void open_and_close(int documents);
    /// Has the server publish a diagnostic for each of so many documents.
    void have_published(int documents);
    /// It has read all, and sleeps. All the others above wait for that too.
    void wait_until_at_rest() const;
    /// shutdown, exit, and waiting for the end.
    void close();

    pid_t proxy() const { return process_.pid(); }

  private:
    void send(std::string_view frames);
    std::string request(std::string_view method, std::string_view params);
    /// Waits for the answers up to that of the last request; the body of that one.
    std::string last_answer();

    RelayProcess process_;
    FrameBuffer input_{std::size_t{4} << 20};
    std::int64_t last_id_ = 0;
    std::int64_t answered_id_ = 0;
    int typed_ = 0;
};

}  // namespace bench
