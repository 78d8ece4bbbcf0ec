// The commands that the doctor runs in a workspace: go and git, without network and without writing
// to the user's files. Those that do not end in time are recorded.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/facts/programs.hpp"

namespace doctor {

class Commands {
  public:
    /// `go` and `git` are paths; empty if not found. All references must outlive the object.
    Commands(Programs& programs, std::string go, const app::Environment& environment,
             std::vector<Unfinished>& unfinished);

    /// Leaves GOFLAGS away from all go commands, since it would fail them.
    void ignore_go_flags();

    /// Returns a go command. `work` is the value of GOWORK: `off`, a file, or empty to leave it to
    /// the go command.
    Program go(std::vector<std::string> arguments, std::string folder,
               const std::string& work) const;
    /// Returns a go command that reads one file by its absolute path and judges nothing else: no
    /// setting of the user changes its answer.
    Program parser(std::vector<std::string> arguments) const;
    /// Returns a git command that takes no lock and asks nothing.
    Program git(std::vector<std::string> arguments, std::string folder) const;
    bool has_go() const { return !go_.empty(); }
    bool has_git() const { return !git_.empty(); }

    std::vector<Ran> run(const std::vector<Program>& programs);
    Programs& programs() { return programs_; }

  private:
    Programs& programs_;
    std::string go_;
    std::string git_;
    app::Environment environment_;
    std::vector<Unfinished>& unfinished_;
};

}  // namespace doctor
