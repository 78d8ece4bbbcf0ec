// What the fakes of one test did, in one file of JSON lines, and which of them this is.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace fake_gopls {

using Json = nlohmann::json;

class Journal {
  public:
    /// Takes the next process number of `path` (1 for the first; 1 without a path).
    explicit Journal(std::string path);

    int process() const { return process_; }
    /// Appends one line; the process number is added.
    void record(const std::string& event, Json details = Json::object()) const;
    void note_start(const std::vector<std::string>& argv) const;

  private:
    std::string path_;
    int process_ = 1;
};

}  // namespace fake_gopls
