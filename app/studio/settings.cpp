// The settings file: a few lines of TOML in the user's configuration folder.
#include "app/studio/settings.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "app/film/film.h"

namespace tani::studio {

namespace {

constexpr std::array<std::pair<ExportFormat, std::string_view>, 5> formats = {
    {{ExportFormat::gif, "gif"},
     {ExportFormat::mp4, "mp4"},
     {ExportFormat::webm, "webm"},
     {ExportFormat::png, "png"},
     {ExportFormat::csv, "csv"}}};
constexpr std::array<std::pair<Theme, std::string_view>, 3> themes = {
    {{Theme::dark, "dark"}, {Theme::light, "light"}, {Theme::projector, "projector"}}};
constexpr std::array<std::pair<Language, std::string_view>, 2> languages = {
    {{Language::en, "en"}, {Language::ja, "ja"}}};

template <typename Pairs, typename T>
std::string_view name_in(const Pairs& pairs, T wanted) {
    for (const auto& [value, name] : pairs) {
        if (value == wanted) return name;
    }
    return "";
}

template <typename Pairs, typename T>
void read_name(const toml::node_view<const toml::node>& node, const Pairs& pairs, T& out) {
    const auto text = node.value<std::string>();
    for (const auto& [value, name] : pairs) {
        if (text && *text == name) out = value;
    }
}

template <typename T>
void read_number(const toml::node_view<const toml::node>& node, double least, double most, T& out) {
    const auto number = node.value<double>();
    if (number && *number >= least && *number <= most) out = static_cast<T>(*number);
}

void read_flag(const toml::node_view<const toml::node>& node, bool& out) {
    if (const auto flag = node.value<bool>()) out = *flag;
}

std::string quoted(const std::string& text) {
    std::ostringstream out;
    out << toml::value<std::string>(text);
    return out.str();
}

}  // namespace

std::string_view ending(ExportFormat format) { return name_in(formats, format); }

UserSettings default_settings_for(std::string_view locale) {
    UserSettings settings;
    settings.language = locale.starts_with("ja") ? Language::ja : Language::en;
    return settings;
}

std::string write_settings(const UserSettings& s) {
    return fmt::format(
        "language = \"{}\"\ntheme = \"{}\"\nscale = {}\nspeed = {}\nloop = {}\nhints = {}\n\n"
        "[export]\nformat = \"{}\"\nwidth = {}\nheight = {}\nfps = {}\nseconds = {}\nfolder = {}\n",
        name_in(languages, s.language), name_in(themes, s.theme), s.scale, s.speed, s.loop, s.hints,
        ending(s.film.format), s.film.width, s.film.height, s.film.fps, s.film.seconds,
        quoted(s.film.folder));
}

UserSettings read_settings(std::string_view text, UserSettings s) {
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        const auto begin = error.source().begin;
        throw Error(std::string(error.description()), {.file = "",
                                                       .line = static_cast<int>(begin.line),
                                                       .column = static_cast<int>(begin.column)});
    }
    const toml::table& in = table;
    read_name(in["language"], languages, s.language);
    read_name(in["theme"], themes, s.theme);
    read_number(in["scale"], 0, 4, s.scale);
    read_number(in["speed"], 1, 100, s.speed);
    read_flag(in["loop"], s.loop);
    read_flag(in["hints"], s.hints);
    const auto film = in["export"];
    read_name(film["format"], formats, s.film.format);
    read_number(film["width"], 64, 7680, s.film.width);
    read_number(film["height"], 64, 4320, s.film.height);
    read_number(film["fps"], 1, 120, s.film.fps);
    read_number(film["seconds"], 0, 3600, s.film.seconds);
    if (const auto folder = film["folder"].value<std::string>()) s.film.folder = *folder;
    return s;
}

std::string settings_path() {
    // The environment is read before any thread is started.
    const char* config = std::getenv("XDG_CONFIG_HOME");  // NOLINT(concurrency-mt-unsafe)
    if (config && *config) return std::string(config) + "/tani/settings.toml";
    const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
    if (home && *home) return std::string(home) + "/.config/tani/settings.toml";
    return "";
}

LoadedSettings load_settings(const std::string& path, std::string_view locale) {
    LoadedSettings loaded{default_settings_for(locale), std::nullopt};
    std::ifstream file(path, std::ios::binary);
    if (path.empty() || !file) return loaded;
    std::ostringstream text;
    text << file.rdbuf();
    try {
        loaded.settings = read_settings(text.str(), loaded.settings);
    } catch (const Error& error) {
        loaded.note = fmt::format("{}:{}", path, error.what());
    }
    return loaded;
}

void save_settings(const UserSettings& settings, const std::string& path) {
    if (path.empty()) return;
    std::error_code ignored;  // the write below says what is wrong
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    const std::string text = write_settings(settings);
    write_file_whole(path, {text.data(), text.size()});
}

}  // namespace tani::studio
