// Ctrl-C, Ctrl-\ and the like, held back while the demo runs, so that it ends when all
// is tidied up, and then as if nothing had been held back.
#pragma once

#include <csignal>

namespace demo {

class Interrupts {
  public:
    Interrupts();
    /// A signal that came takes effect here.
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    /// Whether SIGINT, SIGTERM, SIGHUP or SIGQUIT has come.
    bool pending() const;

  private:
    sigset_t before_{};
};

}  // namespace demo
