// The user's settings file.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "app/studio/settings.h"

using namespace tani;
using namespace tani::studio;

TEST_CASE("settings read back as they were written") {
    UserSettings s;
    s.language = Language::ja;
    s.theme = Theme::projector;
    s.scale = 1.25;
    s.speed = 30;
    s.loop = true;
    s.hints = false;
    s.film = {ExportFormat::webm, 1280, 720, 25, 4.5, "/a \"quoted\" folder\\with 日本語"};
    CHECK(read_settings(write_settings(s), UserSettings{}) == s);
    CHECK(read_settings(write_settings(UserSettings{}), s) == UserSettings{});
}

TEST_CASE("a locale chooses the language where nothing else does") {
    CHECK(default_settings_for("ja_JP.UTF-8").language == Language::ja);
    CHECK(default_settings_for("en_US.UTF-8").language == Language::en);
    CHECK(default_settings_for("").language == Language::en);
}

TEST_CASE("settings of wrong types or out of range are as if they were not there") {
    const UserSettings s = read_settings(
        "language = 7\ntheme = \"pink\"\nscale = -3\nspeed = \"fast\"\nunknown = "
        "1\n[export]\nwidth = 1e12\nformat = \"avi\"\nfps = 25\n",
        UserSettings{});
    UserSettings expected;
    expected.film.fps = 25;
    CHECK(s == expected);
}

TEST_CASE("a broken settings file is ignored with a note") {
    const auto folder = std::filesystem::temp_directory_path() / "tani-settings-test";
    std::filesystem::remove_all(folder);
    const std::string path = (folder / "deep" / "settings.toml").string();
    UserSettings s;
    s.theme = Theme::light;
    save_settings(s, path);
    CHECK(load_settings(path, "ja_JP").settings == s);
    CHECK(!load_settings(path, "ja_JP").note);
    std::ofstream(path) << "theme = [[[";
    const LoadedSettings loaded = load_settings(path, "ja_JP");
    CHECK(loaded.note);
    CHECK(loaded.settings == default_settings_for("ja_JP"));
    CHECK(!load_settings((folder / "none.toml").string(), "").note);
    std::filesystem::remove_all(folder);
}
