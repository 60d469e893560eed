// What a user's window remembers between sessions. Nothing of it belongs to an experiment.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/experiment/experiment.h"

namespace tani::studio {

enum class ExportFormat { gif, mp4, webm, png, csv };
/// "gif", "mp4", ...: the ending of the file and the word in the settings file.
std::string_view ending(ExportFormat format);

/// The export dialog's last settings.
struct ExportSettings {
    ExportFormat format = ExportFormat::gif;
    int width = 960, height = 540;
    double fps = 30;
    double seconds = 0;  ///< of the whole film; 0: chosen from the steps
    std::string folder;  ///< empty: the folder the program was started in
    bool operator==(const ExportSettings&) const = default;
};

struct UserSettings {
    Language language = Language::en;
    Theme theme = Theme::dark;
    double scale = 0;  ///< interface scale; 0: the monitor's
    double speed = 10;
    bool loop = false;
    bool hints = true;  ///< the line of first steps below the transport
    ExportSettings film;
    bool operator==(const UserSettings&) const = default;
};

/// `locale` is what LANG says ("ja_JP.UTF-8").
UserSettings default_settings_for(std::string_view locale);

std::string write_settings(const UserSettings& settings);
/// Reads what it knows over `settings` and leaves the rest; throws Error for a text that is not
/// TOML. A value of the wrong type or out of range is as if it were not there.
UserSettings read_settings(std::string_view text, UserSettings settings);

/// $XDG_CONFIG_HOME/tani/settings.toml, or under ~/.config; empty when there is neither.
std::string settings_path();

/// Settings of this user, with a note when the file cannot be used (the defaults are then in
/// force).
struct LoadedSettings {
    UserSettings settings;
    std::optional<std::string> note;
};
LoadedSettings load_settings(const std::string& path, std::string_view locale);
/// Makes the folder and writes the file whole. Throws Error.
void save_settings(const UserSettings& settings, const std::string& path);

}  // namespace tani::studio
