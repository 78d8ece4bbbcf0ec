// An LSP session of the bench that sends a message only when the proxy is at rest: it has read all
// earlier messages and sleeps. The proxy therefore handles each message alone, as from a user who
// types, and does the same work each time, however slow a tool makes it. Measures nothing. Throws
// Failure when an answer is wrong, missing or late (kPatience).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bench/frames.hpp"
#include "bench/relay_process.hpp"

namespace bench {

class PacedSession {
  public:
    /// Starts the command, whose process must become the proxy's own, and initializes it.
    explicit PacedSession(const RelayCommand& command);

    /// Opens a document of about so many bytes.
    void open(const std::string& uri, std::size_t text_bytes);
    /// Types one character into the middle of the document, a message without an answer.
    void type(const std::string& uri, std::size_t text_bytes);
    /// Sends a request for an answer of so many bytes.
    void ask(std::size_t result_bytes);
    /// Sends so many small requests in one write, and waits for all answers.
    void ask_at_once(int requests);
    /// Sends one message with so many changed files.
    void tell_of_files(int files);
    /// Sends in one write so many messages that each add a folder, and as many that remove them.
    void add_and_remove_folders(int folders);
    /// Opens so many small documents and closes them again, in one write.
    void open_and_close(int documents);
    /// Makes the server publish a diagnostic for each of so many documents.
    void have_published(int documents);
    /// Waits until the proxy has read everything and sleeps. All functions above do so as well.
    void wait_until_at_rest() const;
    /// Sends shutdown and exit, and waits for the end.
    void close();

    pid_t proxy() const { return process_.pid(); }

  private:
    void send(std::string_view frames);
    std::string request(std::string_view method, std::string_view params);
    /// Waits for all answers up to that of the last request, and returns its body.
    std::string last_answer();

    RelayProcess process_;
    FrameBuffer input_{std::size_t{4} << 20};
    std::int64_t last_id_ = 0;
    std::int64_t answered_id_ = 0;
    int typed_ = 0;
};

}  // namespace bench
