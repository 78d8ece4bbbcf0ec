// Incidents on disk: a folder each under the state folder, mode 0700, capped in
// number. Losing one is no reason to stop anything.
#pragma once

#include <string>
#include <string_view>

namespace cli {

class IncidentStore {
  public:
    static constexpr std::size_t kMaxIncidents = 50;

    /// `root` is made when first needed.
    explicit IncidentStore(std::string root) : root_(std::move(root)) {}

    /// Writes `incident.json` in a new folder named by time and verdict; returns the folder, or
    /// an empty string when it cannot be written.
    std::string write(std::string_view verdict, std::string_view json);
    /// Adds a file to an incident.
    static void add(const std::string& folder, std::string_view name, std::string_view content);

  private:
    void drop_oldest() const;
    std::string root_;
};

}  // namespace cli
