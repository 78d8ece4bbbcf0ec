// Writes the files of incidents one after the other in another thread, so that a
// slow disk holds up nothing but what has to wait for it.
//
// Its rule: nothing here blocks the loop. A file that waits its turn is written
// as it is asked for last. A failure is told once an incident, and that is all.
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
    /// One sentence for the log.
    std::function<void(const std::string& problem)> failed;
    /// All that was asked for has been written.
    std::function<void()> idle;
};

class Writer {
  public:
    /// Gives what is to be written, in another thread: it owns what it needs. Empty: no file.
    using Content = std::function<std::string()>;

    Writer(io::Loop& loop, Store store, WriterEvents events);

    /// Makes the folder of an incident.
    void begin(const std::string& id);
    /// Masked (mask.hpp), and cut to size unless it is JSON, which keeps to it by itself.
    void write(const std::string& id, const std::string& name, Content content);
    /// The same beside a file of that name that is there already (Store::free_name).
    void add(const std::string& id, const std::string& name, std::string text);
    /// Calls back once what has been asked for so far is on disk: at once if it is, and in any case
    /// after a moment, since a disk that hangs is no reason to keep a stuck process.
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
        std::uint64_t until;  ///< `done_` has come so far
        std::function<void()> call;
    };
    void start_next();
    void finished(const std::string& id, const std::string& problem);
    void release(std::uint64_t until);

    Store store_;
    WriterEvents events_;
    std::deque<Job> jobs_;  ///< the one under way is not among them
    std::vector<Waiting> waiting_;
    std::string failed_id_;
    std::uint64_t asked_ = 0;
    std::uint64_t done_ = 0;
    bool working_ = false;
    io::Timer patience_;
    io::Background background_;
};

}  // namespace app::incidents
