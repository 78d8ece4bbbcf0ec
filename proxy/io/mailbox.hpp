// Brings calls from other threads to a loop.
#pragma once

#include <functional>
#include <memory>

namespace io {

class Loop;

/// Calls functions from a loop, in the order in which other threads post them. A mailbox does not
/// keep its loop running.
class Mailbox {
  public:
    /// The threads' end. A copy may outlive the mailbox and its loop.
    class Address {
      public:
        /// Makes the loop call `call` soon. Drops it if the mailbox is gone. Callable from any
        /// thread.
        void post(std::function<void()> call) const;

      private:
        friend class Mailbox;
        struct Shared;
        std::shared_ptr<Shared> shared_;
    };

    explicit Mailbox(Loop& loop);
    /// Drops the calls that were not made yet.
    ~Mailbox();
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    const Address& address() const { return address_; }

  private:
    Address address_;
};

}  // namespace io
