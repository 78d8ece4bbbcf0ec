// What a fake gopls can be told to do wrong.
#pragma once

#include <atomic>
#include <nlohmann/json.hpp>
#include <string>

#include "support/fake_gopls/wire.hpp"

namespace fake_gopls {

class Misbehaviour {
  public:
    explicit Misbehaviour(Wire& wire) : wire_(wire) {}
    /// Answers SIGQUIT as Go does, with goroutines on standard error and exit code 2.
    /// Called before any other thread starts.
    void watch_quit();

    /// What becomes of the message after a rule was performed.
    enum class Then { kGoOn, kNoReply, kReplyTwice };

    /// Performs one rule on the message with `id` (null for a notification). By `do`:
    ///   hang            never comes back; ends with its input unless `ignores_end`
    ///   never_read      the same, and reads nothing more
    ///   close_input     the same, and whoever writes to it is told so
    ///   hold            goes on once the file `path` exists; with `work`, busy until then
    ///   burn            computes for ever
    ///   eat             takes memory until it is killed, 1 GiB at the most
    ///   stop            stops itself with SIGSTOP, goes on after SIGCONT
    ///   die             exits with `code`, or by `signal`
    ///   crash           prints `text` on standard error like a panic, exit code 2
    ///   die_mid_frame   writes half of a reply, exits with `code`
    ///   half_frame      writes half of a reply and then hangs
    ///   write_raw       writes `text` on standard output, goes on
    ///   stderr          writes `text` on standard error, goes on
    ///   silence         never answers this message, goes on with the next
    ///   reply_twice     answers it twice
    ///   reply_late      hangs until `path` exists, or its input ends, or SIGQUIT; then answers
    ///   big_reply       answers with a string of `bytes`
    ///   flood           sends `count` log messages of `bytes` each, goes on
    ///   run             runs `argv` as a child to its end, goes on
    ///   ask, notify     sends `method` with `params` to the editor (waits for the answer), goes on
    Then perform(const Json& rule, const Json& id);

  private:
    [[noreturn]] void hang(const Json& rule);
    void hold(const Json& rule);
    void reply_late(const Json& rule, const Json& id);
    void flood(const Json& rule);
    void write_half(const Json& id);

    Wire& wire_;
    std::atomic<bool> quit_{false};
    std::atomic<bool> late_reply_{false};  ///< SIGQUIT is left to the one who replies late
};

}  // namespace fake_gopls
