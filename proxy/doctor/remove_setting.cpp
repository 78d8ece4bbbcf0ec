#include "doctor/remove_setting.hpp"

#include "editors/change.hpp"
#include "editors/settings_file.hpp"

namespace doctor {

boost::system::result<std::string, app::Failure> remove_from_file(const Removal& removal) {
    const auto file = editors::read_settings(removal.file);
    if (!file) return file.error();
    if (!file->exists) return app::Failure{"the file is gone"};
    editors::Addition setting;
    setting.keys = removal.keys;
    setting.value = removal.value;
    setting.made = 1;
    const auto text = editors::remove_setting(editors::Format::kJson, file->text, setting);
    if (!text) return text.error();
    auto backup = editors::back_up(*file);
    if (!backup) return backup.error();
    if (const auto replaced = editors::replace_settings(*file, *text); !replaced) {
        return replaced.error();
    }
    return backup;
}

}  // namespace doctor
