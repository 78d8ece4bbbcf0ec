// Writes the files of incidents one after the other in another thread, so that a slow disk holds up
// only those who wait for a file.
//
// It never blocks the loop. A queued file is written with its latest content. A failure is reported
// once for each incident.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "app/incidents/store.hpp"
#include "io/background.hpp"
#include "io/loop.hpp"
#include "io/timer.hpp"

namespace app::incidents {

struct WriterEvents {
    /// Receives one sentence for the log.
    std::function<void(const std::string& problem)> failed;
    /// Everything requested has been written.
    std::function<void()> idle;
};

class Writer {
  public:
    /// Returns the content to write. Called in another thread, so it must own everything it uses.
    /// Empty: no file.
    using Content = std::function<std::string()>;

    Writer(io::Loop& loop, Store store, WriterEvents events);

    /// Creates the folder of an incident.
    void begin(const std::string& id);
    /// Writes the content masked (mask.hpp), and cut to size; JSON respects the limit by itself.
    void write(const std::string& id, const std::string& name, Content content);
    /// Does the same, but keeps an existing file of that name and writes beside it
    /// (Store::free_name).
    void add(const std::string& id, const std::string& name, std::string text);
    /// Calls back once everything requested so far is on disk, at once if it is. It does so after a
    /// moment in any case: a disk that hangs must not keep a stuck process alive.
    void when_written(std::function<void()> call);

    bool idle() const { return done_ == asked_; }
    const Store& store() const { return store_; }

  private:
    struct Job {
        std::string id;
        std::string name;  ///< empty: make the folder
        Content content;
        bool beside = false;
    };
    void ask(Job job);
    struct Waiting {
        std::uint64_t until;  ///< the value of `done_` to wait for
        std::function<void()> call;
    };
    void start_next();
    void finished(const std::string& id, const std::string& problem);
    void release(std::uint64_t until);

    Store store_;
    WriterEvents events_;
    std::deque<Job> jobs_;  ///< without the current one
    std::vector<Waiting> waiting_;
    std::string failed_id_;
    std::uint64_t asked_ = 0;
    std::uint64_t done_ = 0;
    bool working_ = false;
    io::Timer patience_;
    io::Background background_;
};

}  // namespace app::incidents
