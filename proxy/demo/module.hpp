// The small Go module of the demo: its files on disk, and the unsaved edits of its
// editor.
//
// Texts only. Pure.
#pragma once

#include <array>
#include <string_view>

namespace demo {

struct File {
    std::string_view name;
    std::string_view text;
};

/// The module as it is on disk.
std::array<File, 2> module_files();
inline constexpr std::string_view kMainFile = "main.go";

/// A change that is typed and never saved.
struct Typed {
    std::string_view old;
    std::string_view replacement;
};

/// Moves a function up, and inserts characters that UTF-16, UTF-8 and the eye count differently,
/// some of them in front of the call `kCall`.
std::array<Typed, 3> unsaved_edits();
/// One more line, on top: everything moves down.
Typed late_edit();

/// The call that the demo asks about, and its definition.
inline constexpr std::string_view kCall = "greeting(\"world\")";
inline constexpr std::string_view kDefinition = "greeting(name";
/// Only in the unsaved text: hover shows it.
inline constexpr std::string_view kUnsavedDoc = "never saved 👋";

/// The one thing that gofmt changes in the text with all edits.
Typed formatting();

}  // namespace demo
