// Files of losses in the window: opened, listed, shown twice, saved.
#include <algorithm>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "app/studio/browser.h"
#include "app/studio/commands.h"
#include "app/studio/edits.h"
#include "app/studio/studio_state.h"
#include "tests/studio/trying.h"

using namespace tani;
using namespace tani::studio;

namespace {

std::string given(const std::string& name) {
    return std::string(TANI_SOURCE_DIR) + "/tests/landscape/files/" + name;
}

}  // namespace

TEST_CASE("a dropped file of losses is shown at once and its surfaces stand side by side") {
    Studio studio(valley(), UserSettings{});
    studio.open_file(given("surface.h5"));
    CHECK(studio.session.messages.empty());
    REQUIRE(studio.recording().landscape);
    CHECK(studio.recording().landscape->finished);
    CHECK(!studio.moving());
    CHECK(studio.edit([](Experiment& e) { copy_run(e, 0); }));
    studio.settle(false);
    CHECK(studio.edit([](Experiment& e) { set_value(e, "runs.1.plane.surface", "test_acc"); }));
    REQUIRE(studio.recording().landscape->planes.size() == 2);
    CHECK(studio.recording().landscape->planes[0].spec.surface == "train_loss");
    CHECK(studio.recording().landscape->planes[1].spec.surface == "test_acc");
    CHECK(!studio.edit([](Experiment& e) { set_value(e, "runs.1.plane.surface", "none"); }));
    studio.undo();
    REQUIRE(studio.recording().landscape->planes.size() == 2);
    CHECK(studio.recording().landscape->planes[1].spec.surface == "train_loss");
}

TEST_CASE("a path from a file gives the playhead its steps") {
    Studio studio(valley(), UserSettings{});
    studio.open_file(given("compressed.npz"));
    CHECK(studio.session.transport.last == 20);
    const std::filesystem::path saved =
        std::filesystem::temp_directory_path() / "tani-studio-losses.toml";
    studio.save_to(saved.string());
    studio.open_file(given("surface.h5"));
    CHECK(studio.session.transport.last == 0);
    studio.open_file(saved.string());
    CHECK(studio.session.transport.last == 20);
    std::filesystem::remove(saved);
}

TEST_CASE("a broken file of losses leaves what is on the screen") {
    Studio studio(valley(), UserSettings{});
    studio.open_file(given("other_shape.h5"));
    REQUIRE(studio.session.messages.size() == 1);
    CHECK(studio.session.messages[0].text.find("other_shape.h5") != std::string::npos);
    CHECK(studio.plan().lab == "surface");
}

TEST_CASE("files of losses are listed for opening and not for saving") {
    Browser browser;
    browser.folder = std::filesystem::path(given("grid.npz")).parent_path().string();
    list_folder(browser);
    CHECK(std::ranges::count(browser.files, "grid.npz") == 1);
    CHECK(std::ranges::count(browser.files, "make_files.py") == 0);
    browser.name = "grid.npz";
    CHECK(chosen_path(browser) == given("grid.npz"));
    browser.grids = false;
    list_folder(browser);
    CHECK(browser.files.empty());
    CHECK(chosen_path(browser).ends_with("grid.npz.toml"));
}
