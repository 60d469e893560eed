// The table of commands, and the words of the interface.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "app/studio/commands.h"
#include "app/words/words.h"
#include "tests/studio/trying.h"

using namespace tani;
using namespace tani::studio;

TEST_CASE("no two commands share a key") {
    std::set<std::string> seen;
    for (const Command& command : commands()) {
        for (const Chord& chord : command.chords) {
            CAPTURE(command.id);
            CHECK(seen.insert(chord_text(chord)).second);
        }
    }
}

TEST_CASE("every command has a key and a name in both languages and its own id") {
    std::set<std::string_view> ids;
    for (const Command& command : commands()) {
        CAPTURE(command.id);
        CHECK(!command.chords.empty());
        CHECK(ids.insert(command.id).second);
        for (const Language language : {Language::en, Language::ja}) {
            CHECK(word(language, "command." + std::string(command.id)).front() != '[');
            CHECK(word(language, group_key(command.group)).front() != '[');
        }
    }
}

TEST_CASE("every word that the window asks for is in both languages") {
    // Keys are written in full where they are used, or begin with one that is and end with a
    // catalogue's id.
    const std::regex key(
        "\"((?:menu|theme|transport|card|surface|experiment|export|files|message|help|range_test)\\.[a-z_0-9]*"
        "[a-z0-9])\"");
    int found = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(
             std::string(TANI_SOURCE_DIR) + "/app/studio")) {
        if (file.path().extension() != ".cpp") continue;
        std::ostringstream text;
        text << std::ifstream(file.path()).rdbuf();
        const std::string code = text.str();
        for (std::sregex_iterator match(code.begin(), code.end(), key), end; match != end;
             ++match) {
            const std::string name = (*match)[1];
            // Names of data, not of words.
            if (name == "export.width" || name == "export.height") continue;
            CAPTURE(name);
            CHECK(word(Language::en, name).front() != '[');
            CHECK(word(Language::ja, name).front() != '[');
            ++found;
        }
    }
    CHECK(found > 100);
}

TEST_CASE("keys run their commands") {
    Studio studio(valley(), UserSettings{});
    press({Key::right}, false, studio);
    press({Key::right}, false, studio);
    CHECK(studio.session.transport.step() == 2);
    press({Key::page_up}, false, studio);
    CHECK(studio.session.transport.step() == 1);
    press({Key::end}, false, studio);
    CHECK(studio.session.transport.step() == 100);
    press({Key::home}, false, studio);
    CHECK(studio.session.transport.step() == 0);
    press({Key::space}, false, studio);
    CHECK(studio.session.transport.playing);
    press({Key::n2}, false, studio);
    CHECK(studio.plan().runs[1].hidden);
    press({Key::c}, false, studio);
    CHECK(studio.plan().view.show == ShowMode::contours);
    press({Key::z, true}, false, studio);
    CHECK(studio.plan().view.show == ShowMode::both);
    CHECK(!studio.plan().runs[1].hidden);
}

TEST_CASE("letters do nothing while text is typed") {
    Studio studio(valley(), UserSettings{});
    const Experiment before = studio.experiment();
    for (const Key key : {Key::space, Key::c, Key::e, Key::n1, Key::left, Key::l})
        press({key}, true, studio);
    press({Key::z, true}, true, studio);
    CHECK(studio.experiment() == before);
    CHECK(studio.session.dialog == Dialog::none);
    CHECK(!studio.session.transport.playing);
    press({Key::f1}, true, studio);
    CHECK(studio.session.dialog == Dialog::help);
}

TEST_CASE("an open dialog keeps the keys to itself and escape closes it") {
    Studio studio(valley(), UserSettings{});
    press({Key::e}, false, studio);
    CHECK(studio.session.dialog == Dialog::export_film);
    press({Key::space}, false, studio);
    CHECK(!studio.session.transport.playing);
    press({Key::enter}, false, studio);
    CHECK(studio.session.confirmed);
    press({Key::escape}, false, studio);
    CHECK(studio.session.dialog == Dialog::none);
}

TEST_CASE("escape leaves presenter mode and then full screen") {
    Studio studio(valley(), UserSettings{});
    press({Key::f5}, false, studio);
    press({Key::f11}, false, studio);
    press({Key::escape}, false, studio);
    CHECK(!studio.session.presenter);
    CHECK(studio.session.full_screen);
    press({Key::escape}, false, studio);
    CHECK(!studio.session.full_screen);
}

TEST_CASE("a held key repeats only where that helps") {
    Studio studio(valley(), UserSettings{});
    press({Key::right, false, false, true}, false, studio);
    CHECK(studio.session.transport.step() == 1);
    press({Key::c, false, false, true}, false, studio);
    CHECK(studio.plan().view.show == ShowMode::both);
}
