// When the fake misbehaves and how: rules read from the file that FAKE_GOPLS_SCRIPT names.
//
//   {"rules": [{"process": 1, "on": "textDocument/hover", "nth": 2, "do": "hang"}]}
//
// `process`: number of the fake within its test, absent = every one. `on`: a method, "start"
// (before anything is read) or "load" (in the middle of `initialized`). `nth`: which
// occurrence, absent = each. The values of `do` are those of `Misbehaviour::perform`.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace fake_gopls {

class Script {
  public:
    /// An empty path is an empty script. Throws std::runtime_error for a file that is not
    /// a JSON object.
    Script(const std::string& path, int process);

    /// The rules for this occurrence of `event`, in order, as they stand in the file.
    std::vector<nlohmann::json> next(const std::string& event);

  private:
    std::vector<nlohmann::json> rules_;
    std::map<std::string, int> occurrences_;
};

}  // namespace fake_gopls
