// Settings of gopls that cost time or memory. Pure.
#pragma once

#include <string>
#include <vector>

#include "doctor/facts/editor_settings.hpp"

namespace doctor {

struct CostlySetting {
    std::string name;   ///< for gopls: `staticcheck`
    SettingJson value;  ///< for gopls
    std::string place;  ///< in the file: `gopls.ui.diagnostic.staticcheck`
    std::string file;
    int line = 0;
    std::string price;  ///< what gopls does for it, a sentence without its dot
};

/// What gopls took with a setting, and without it, in one run of the doctor. Seconds.
struct Price {
    std::string name;  ///< of the setting, for gopls
    struct Times {
        double load = 0;         ///< until the packages were loaded
        double diagnostics = 0;  ///< from there until the first diagnostics
        double edit = 0;         ///< of diagnostics, and of the setting's requests, after an edit
    };
    Times with;
    Times without;
    std::string
        failure;  ///< why there are no times, a sentence without its dot; empty if there are
};

/// Returns `after an edit 0.31 s, without it 0.04 s (7.8 times); …`, or why there is no price.
std::string words_for(const Price& price);

/// Returns the settings that make gopls do more than by default, each once.
std::vector<CostlySetting> costly_settings(const std::vector<EditorFile>& files);

}  // namespace doctor
