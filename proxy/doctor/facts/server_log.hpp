// A log of gopls, of an editor's language client, or of the proxy: the start of the last session,
// settings that gopls refused, and errors. The formats are told apart line by line.
//
// Lines of gopls are recognized in its own log (`-logfile`, `-rpc.trace`), in VS Code's output
// channels, in Neovim's lsp.log and in lsp-mode's buffers, which all quote them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace doctor {

/// The steps of gopls's start, in their order (docs/control.md, "The start of gopls").
enum class StartStep {
    kInitialize,   ///< the editor asks
    kInitialized,  ///< gopls has answered, and the editor has told it so
    kConfiguration,
    kView,      ///< gopls has run `go env` and knows the modules
    kPackages,  ///< `go list` has ended
    kLoaded,    ///< "Finished loading packages."
};
inline constexpr std::size_t kStartSteps = 6;

std::string_view name_of(StartStep step);

/// A setting that did not take effect.
struct RefusedSetting {
    std::string name;
    std::string problem;  ///< gopls's words
    int line = 0;
    bool deprecated = false;
};

struct LoggedError {
    enum class Kind {
        kLoad,       ///< packages were not loaded
        kCrash,      ///< gopls panicked, or the connection to it broke
        kNotStarted  ///< the editor did not find or could not start gopls
    };
    Kind kind = Kind::kLoad;
    std::string words;  ///< the line, cut
    int line = 0;
    std::size_t more = 0;  ///< further lines of this kind
};

struct ServerLog {
    std::string file;   ///< absolute; empty: no log was read
    std::string error;  ///< why it cannot be read; empty: it was
    std::uint64_t bytes = 0;
    bool is_cut = false;  ///< only its end was read
    bool is_known =
        false;  ///< a line of gopls, of a language client or of the proxy was recognized
    bool is_of_proxy = false;
    int lines = 0;     ///< that were read
    int sessions = 0;  ///< starts of gopls in it
    /// For each step of the last session the line; 0: not seen. Of a log that is cut, lines count
    /// from where the reading began.
    std::array<int, kStartSteps> steps = {};
    bool has_stalled = false;  ///< the proxy recorded a stall in the last session
    int stall_line = 0;
    std::vector<RefusedSetting> settings;
    std::vector<LoggedError> errors;
};

/// Reads the end of a file, at most 64 MiB. Blocking, and may hang.
ServerLog read_server_log(const std::string& file);

/// Collects the facts line by line. Pure.
class LogReader {
  public:
    /// Adds bytes, in pieces of any size.
    void add(std::string_view bytes);
    /// Adds the last line, if it has no end, and returns the facts.
    ServerLog finish();

  private:
    void add_line(std::string_view line);
    bool add_line_of_proxy(std::string_view line);
    void begin_session();
    void reach(StartStep step);
    void add_settings(std::string_view line);
    void add_error(LoggedError::Kind kind, std::string_view line);

    ServerLog log_;
    std::string rest_;
    bool overlong_ = false;  ///< the rest of a line that is too long is skipped
    int proxy_pid_ = 0;
};

}  // namespace doctor
