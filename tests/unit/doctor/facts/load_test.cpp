#include "doctor/facts/load.hpp"

#include "support/catch.hpp"

using doctor::unfinished_steps;
using Steps = std::vector<std::string>;

TEST_CASE("A download that did not end is the unfinished step") {
    CHECK(unfinished_steps("WORK=/tmp/b\n"
                           "# get https://one/@v/v1.mod\n"
                           "# get https://two/@v/v2.mod\n"
                           "# get https://one/@v/v1.mod: 200 OK (0.013s)\n") ==
          Steps{"get https://two/@v/v2.mod"});
    CHECK(unfinished_steps("# get https://one/x: 200 OK (0.013s)\n").empty());
}

TEST_CASE("A command of version control that did not end is the unfinished step") {
    CHECK(unfinished_steps("cd /cache/vcs/1; git fetch -f origin\n"
                           "0.120s # cd /cache/vcs/1; git fetch -f origin\n"
                           "cd /cache/vcs/2; git ls-remote -q origin\n"
                           "go: downloading a.b/c v1.0.0\n") ==
          Steps{"cd /cache/vcs/2; git ls-remote -q origin"});
}

TEST_CASE("Of a build the last command is the step") {
    CHECK(unfinished_steps("WORK=/tmp/b\nmkdir -p $WORK/b001/\ncd /w/c\n"
                           "TERM='dumb' gcc -I . -fPIC -c x.c") ==
          Steps{"TERM='dumb' gcc -I . -fPIC -c x.c"});
    CHECK(unfinished_steps("").empty());
    CHECK(unfinished_steps("WORK=/tmp/b\n\n").empty());
}

TEST_CASE("The error of a command is found among the steps") {
    CHECK(doctor::error_words("WORK=/tmp\nmkdir -p x\n# example.com/a\n./a.go:3:8: undefined: x\n"
                              "rm -r x\n") == "./a.go:3:8: undefined: x");
    CHECK(doctor::error_words("go: downloading x v1\ngo: updates to go.mod needed\n") ==
          "go: updates to go.mod needed");
    CHECK(doctor::error_words("a.out: cannot execute\n") == "a.out: cannot execute");
    CHECK(doctor::error_words("").empty());
}

TEST_CASE("A process waits for a lock, a host, a debugger or a disk") {
    io::Process process;
    CHECK(doctor::wait_of(process).empty());
    process.state = 'D';
    CHECK(doctor::wait_of(process) == "a disk");
    process.state = 'T';
    CHECK(doctor::wait_of(process) == "SIGCONT: it is stopped");
    process.sockets.push_back({io::Socket::State::kEstablished, "192.0.2.1:443"});
    CHECK(doctor::wait_of(process) == "an answer from 192.0.2.1:443");
    process.sockets.push_back({io::Socket::State::kConnecting, "192.0.2.2:443"});
    CHECK(doctor::wait_of(process) == "a connection to 192.0.2.2:443");
    process.waits_for_lock_of = 12;
    process.lock_file = "/cache/lock";
    process.lock_holder = "go build";
    CHECK(doctor::wait_of(process) == "the lock of /cache/lock, which process 12 holds (go build)");
    process.waits_for_lock_of = -1;
    CHECK(doctor::wait_of(process) == "the lock of /cache/lock");
}

TEST_CASE("Packages and their errors are counted") {
    doctor::GoRun run;
    doctor::count_packages(R"({"ImportPath": "a"} {"ImportPath": "b", "Error": {"Err": "no } \" x"}}
                              {"ImportPath": "c", "Error": {"Err": "second"}} {"Impo)",
                           run);
    CHECK(run.packages == 3);
    CHECK(run.faulty_packages == 2);
    CHECK(run.first_error == "no } \" x");
    doctor::GoRun none;
    doctor::count_packages("go: no packages {", none);
    CHECK(none.packages == 0);
}
