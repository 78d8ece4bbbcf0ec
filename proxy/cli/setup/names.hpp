// The names of the layer `editors` that `setup` uses.
#pragma once

#include "editors/change.hpp"
#include "editors/known.hpp"
#include "editors/locate.hpp"
#include "editors/settings_file.hpp"

namespace cli::setup {

using app::Failure;
using app::throw_exception_from_error;
using editors::add_setting;
using editors::Addition;
using editors::back_up;
using editors::Base;
using editors::delete_settings;
using editors::describe;
using editors::Edited;
using editors::Editor;
using editors::editor_named;
using editors::Format;
using editors::joined;
using editors::Json;
using editors::Keys;
using editors::Kind;
using editors::known_editors;
using editors::locate;
using editors::Located;
using editors::mentions_proxy;
using editors::read_settings;
using editors::remove_setting;
using editors::replace_settings;
using editors::setting_at;
using editors::SettingsFile;
using editors::value_at;
using editors::Way;

}  // namespace cli::setup
