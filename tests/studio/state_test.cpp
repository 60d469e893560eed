// The studio without a screen: edits, undo, files, background recording.
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "app/studio/studio_state.h"
#include "tests/studio/trying.h"

using namespace tani;
using namespace tani::studio;

namespace {

namespace fs = std::filesystem;

struct Folder {
    fs::path path = fs::temp_directory_path() / "tani-studio-test";
    Folder() {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~Folder() { fs::remove_all(path); }
};

void set_rate(Studio& studio, double lr) {
    studio.edit(
        [&](Experiment& e) { set_setting(e, studio.place_for(0), "optimizer.lr", Value(lr)); });
}

}  // namespace

TEST_CASE("it opens paused at step 0 with everything recorded") {
    const Studio studio(valley(), UserSettings{});
    CHECK(studio.session.transport.shown() == 0);
    CHECK(!studio.session.transport.playing);
    CHECK(studio.recording().steps() == 100);
    CHECK(!studio.modified());
    CHECK(!studio.can_undo());
}

TEST_CASE("a drag is one undo step however many values it passes") {
    Studio studio(valley(), UserSettings{});
    for (const double lr : {0.04, 0.03, 0.02}) {
        set_rate(studio, lr);
        studio.settle(true);
    }
    studio.settle(false);
    set_rate(studio, 0.01);
    studio.settle(false);
    studio.undo();
    CHECK(settings_in_force(studio.plan().runs[0], 0).optimizer.settings[0] == 0.02);
    studio.undo();
    CHECK(studio.experiment() == valley());
    CHECK(!studio.can_undo());
    studio.redo();
    studio.redo();
    CHECK(settings_in_force(studio.plan().runs[0], 0).optimizer.settings[0] == 0.01);
    CHECK(!studio.can_redo());
}

TEST_CASE("a new edit after undo drops what could be redone") {
    Studio studio(valley(), UserSettings{});
    set_rate(studio, 0.02);
    studio.undo();
    CHECK(studio.can_redo());
    set_rate(studio, 0.03);
    studio.settle(false);
    CHECK(!studio.can_redo());
}

TEST_CASE("the camera is saved and no undo step and undo leaves it alone") {
    Studio studio(valley(), UserSettings{});
    set_rate(studio, 0.02);
    studio.settle(false);
    studio.edit([](Experiment& e) { set_value(e, "view.camera.azimuth", Value(80.0)); });
    studio.settle(false);
    CHECK(studio.modified());
    studio.undo();
    CHECK(settings_in_force(studio.plan().runs[0], 0).optimizer.settings[0] == 0.05);
    CHECK(studio.plan().view.camera.azimuth == 80);
    CHECK(!studio.can_undo());
}

TEST_CASE("undo keeps at most so many experiments") {
    History history(3);
    for (int i = 0; i < 10; ++i) history.push(valley());
    CHECK(history.size() == 3);
}

TEST_CASE("an edit that cannot be planned changes nothing and says why") {
    Studio studio(valley(), UserSettings{});
    const Experiment before = studio.experiment();
    CHECK(!studio.edit([](Experiment& e) { set_value(e, "runs.0.optimizer.lr", Value(-1.0)); }));
    CHECK(studio.experiment() == before);
    CHECK(!studio.session.edit_error.empty());
    CHECK(!studio.edit([](Experiment& e) {
        set_value(e, "surface.x", Value(Array{Value(3.0), Value(-3.0)}));
    }));
    CHECK(studio.experiment() == before);
}

TEST_CASE("from here writes at the playhead and a held widget keeps its step") {
    Studio studio(valley(), UserSettings{});
    studio.session.from_here = true;
    studio.session.transport.go(40);
    set_rate(studio, 0.01);
    CHECK(studio.plan().runs[0].changes.front().step == 40);
    studio.session.held_step = 40;
    studio.session.transport.playhead = 44;
    set_rate(studio, 0.02);
    CHECK(studio.plan().runs[0].changes.size() == 1);
    studio.settle(false);
    CHECK(!studio.session.held_step);
    studio.session.transport.go(100);
    CHECK(studio.place_for(0).from == 99);
    studio.session.transport.go(0);
    set_rate(studio, 0.03);
    CHECK(settings_in_force(studio.plan().runs[0], 0).optimizer.settings[0] == 0.03);
}

TEST_CASE("looking differently does not record again") {
    Studio studio(valley(), UserSettings{});
    const auto chunk = studio.recording().runs[0].column(0, RunRecording::x).data();
    studio.edit([](Experiment& e) { set_value(e, "view.show", "contours"); });
    CHECK(studio.recording().runs[0].column(0, RunRecording::x).data() == chunk);
    CHECK(studio.recording().plan.view.show == ShowMode::contours);
    set_rate(studio, 0.02);
    CHECK(studio.recording().runs[0].column(0, RunRecording::x).data() != chunk);
}

TEST_CASE("long work is done in the background and the last picture stays until it is ready") {
    Studio studio(valley(), UserSettings{});
    studio.edit([](Experiment& e) { set_value(e, "steps", Value(60'000)); });
    CHECK(studio.recording_busy());
    CHECK(studio.recording().steps() == 100);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (studio.recording_busy() && std::chrono::steady_clock::now() < end) {
        studio.tick(0.01);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    CHECK(studio.recording().steps() == 60'000);
    studio.edit([](Experiment& e) { set_value(e, "steps", Value(1'000'000)); });
    studio.edit([](Experiment& e) { set_value(e, "steps", Value(50)); });
    CHECK(!studio.recording_busy());
    CHECK(studio.recording().steps() == 50);
}

TEST_CASE("saving writes a file that opens equal and is then not modified") {
    const Folder folder;
    Studio studio(valley(), UserSettings{});
    set_rate(studio, 0.02);
    studio.settle(false);
    CHECK(studio.modified());
    const std::string path = (folder.path / "mine.toml").string();
    studio.save_to(path);
    CHECK(!studio.modified());
    CHECK(load_experiment(path) == studio.experiment());
    CHECK(studio.file_stem() == "mine");
    set_rate(studio, 0.03);
    studio.save();
    CHECK(!studio.modified());
    CHECK(load_experiment(path) == studio.experiment());
}

TEST_CASE("saving over a file with comments asks first and a bundled one asks for a name") {
    const Folder folder;
    const std::string path = (folder.path / "notes.toml").string();
    std::ofstream(path) << "# a note\nsurface = \"valley\"\noptimizer = \"sgd\"\n";
    Studio studio(valley(), UserSettings{});
    studio.open_file(path);
    REQUIRE(studio.experiment().has_comments);
    studio.edit([](Experiment& e) { set_value(e, "steps", Value(20)); });
    studio.save();
    CHECK(studio.session.dialog == Dialog::overwrite_comments);
    std::ifstream file(path);
    std::string first;
    std::getline(file, first);
    CHECK(first == "# a note");
    const auto bundled = bundled_experiments();
    if (bundled.empty()) return;
    studio.open_bundled(bundled.front());
    studio.save();
    CHECK(studio.session.dialog == Dialog::save);
}

TEST_CASE("a refused file changes nothing and leaves a message with its place") {
    const Folder folder;
    const std::string path = (folder.path / "wrong.toml").string();
    std::ofstream(path) << "surface = \"valley\"\nstepz = 3\n";
    Studio studio(valley(), UserSettings{});
    set_rate(studio, 0.02);
    const Experiment before = studio.experiment();
    studio.open_file(path);
    CHECK(studio.experiment() == before);
    REQUIRE(studio.session.messages.size() == 1);
    CHECK(studio.session.messages[0].kind == Message::Kind::error);
    CHECK(studio.session.messages[0].text.find("wrong.toml:2:") != std::string::npos);
    studio.open_file((folder.path / "none.toml").string());
    CHECK(studio.session.messages.size() == 2);
}

TEST_CASE("opening can be undone so that nothing is lost") {
    Studio studio(valley(), UserSettings{});
    set_rate(studio, 0.02);
    const Experiment mine = studio.experiment();
    studio.open(single());
    CHECK(studio.plan().runs.size() == 1);
    CHECK(studio.session.transport.shown() == 0);
    studio.undo();
    CHECK(studio.experiment() == mine);
}

TEST_CASE("notes go by themselves and errors stay") {
    Studio studio(valley(), UserSettings{});
    studio.note("saved");
    studio.report_error("wrong");
    for (int i = 0; i < 100; ++i) studio.tick(0.2);
    REQUIRE(studio.session.messages.size() == 1);
    CHECK(studio.session.messages[0].text == "wrong");
}

TEST_CASE("an experiment's own language and theme hold until the user chooses") {
    Experiment e = valley();
    set_value(e, "view.language", "ja");
    set_value(e, "view.theme", "projector");
    Studio studio(e, UserSettings{});
    CHECK(studio.language() == Language::ja);
    CHECK(studio.theme() == Theme::projector);
    studio.choose_language(Language::en);
    studio.choose_theme(Theme::light);
    CHECK(studio.language() == Language::en);
    CHECK(studio.theme() == Theme::light);
    CHECK(studio.settings.language == Language::en);
    CHECK(studio.settings.theme == Theme::light);
}

TEST_CASE("closing asks only where a file of the user's would lose work") {
    const Folder folder;
    const std::string path = (folder.path / "mine.toml").string();
    Studio studio(valley(), UserSettings{});
    studio.save_to(path);
    studio.ask_to_close();
    CHECK(studio.session.close_asked);
    studio.session.close_asked = false;
    set_rate(studio, 0.02);
    studio.ask_to_close();
    CHECK(!studio.session.close_asked);
    CHECK(studio.session.dialog == Dialog::close);
}

TEST_CASE("bundled experiments come in the lectures' order and all of them open") {
    auto list = bundled_experiments();
    if (list.empty()) return;
    CHECK(list.front().id == "valley");
    read_titles(list);
    Studio studio(valley(), UserSettings{});
    for (const Bundled& bundled : list) {
        CAPTURE(bundled.id);
        CHECK(!bundled.title.en.empty());
        CHECK(!bundled.title.ja.empty());
        studio.open_bundled(bundled);
        CHECK(studio.session.messages.empty());
        CHECK(studio.file_stem() == bundled.id);
    }
}
