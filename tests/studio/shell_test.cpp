// Frames of the whole window without a window: the mouse and the keyboard as ImGui sees them.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <imgui.h>

#include "app/gl/context.h"
#include "app/studio/commands.h"
#include "app/studio/shell.h"
#include "app/studio/studio.h"
#include "app/studio/ui.h"
#include "tests/studio/trying.h"

using namespace tani;
using namespace tani::studio;

namespace {

namespace fs = std::filesystem;

/// The window's loop with a hand on the mouse.
class Hand {
  public:
    explicit Hand(Experiment experiment, UserSettings settings = {})
        : studio(std::move(experiment), std::move(settings)) {
        ImGuiIO& io = ImGui::GetIO();
        io.DisplaySize = {look_.width, look_.height};
        io.DeltaTime = 1.0f / 60;
        move(-1e5f, -1e5f);
    }
    void frames(int count) {
        for (int i = 0; i < count; ++i) {
            look_.theme = studio.theme();
            look_.presenter = studio.session.presenter;
            interface_.prepare(look_, studio.foreign_text());
            ImGui::NewFrame();
            shell.frame(studio, interface_);
            ImGui::Render();
            shell.after_frame(studio, 0.01);
        }
    }
    void move(float x, float y) {
#if IMGUI_VERSION_NUM >= 18700
        ImGui::GetIO().AddMousePosEvent(x, y);
#else
        ImGui::GetIO().MousePos = {x, y};
#endif
        frames(2);
    }
    void button(int index, bool down) {
#if IMGUI_VERSION_NUM >= 18700
        ImGui::GetIO().AddMouseButtonEvent(index, down);
#else
        ImGui::GetIO().MouseDown[index] = down;
#endif
        frames(2);
    }
    void drag(ImVec2 from, ImVec2 to, int index = 0) {
        move(from.x, from.y);
        button(index, true);
        for (int i = 1; i <= 4; ++i) {
            const float t = static_cast<float>(i) / 4;
            move(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t);
        }
        button(index, false);
        frames(2);
    }
    void key(KeyPress press) {
        studio::press(press, ImGui::GetIO().WantTextInput, this->studio);
        frames(3);
    }

    OffscreenContext context_;
    Interface interface_;
    Studio studio;
    Shell shell;

  private:
    InterfaceLook look_;
};

/// Where the first card's rate slider lies at 1280×720.
const ImVec2 rate_slider = {186, 122};
/// In the middle of the figure.
const ImVec2 middle = {700, 330};

Experiment shown_as(const char* show) {
    Experiment experiment = valley();
    set_value(experiment, "view.show", show);
    set_value(experiment, "view.panels", Value(Array{}));
    return experiment;
}

}  // namespace

TEST_CASE("dragging the rate redraws the path and is one undo step") {
    Hand hand(valley());
    hand.frames(3);
    hand.drag(rate_slider, {rate_slider.x - 30, rate_slider.y});
    CHECK(settings_in_force(hand.studio.plan().runs[0], 0).optimizer.settings[0] < 0.05);
    CHECK(hand.studio.can_undo());
    hand.key({Key::z, true});
    CHECK(hand.studio.experiment() == valley());
    CHECK(!hand.studio.can_undo());
}

TEST_CASE("a click on a mark of the range test chooses its rate and is one undo step") {
    Hand hand(valley());
    hand.frames(3);
    hand.key({Key::r});
    const std::vector<RateMark> marks = hand.studio.range_test(0)->marks;
    REQUIRE(marks.size() == 3);
    const auto rate = [&] { return hand.studio.plan().runs[0].settings.optimizer.settings[0]; };
    const auto is_mark = [&](double value) {
        return std::ranges::any_of(marks, [&](const RateMark& mark) { return mark.rate == value; });
    };
    // Marks stand apart; across the chart each is met once.
    std::vector<double> met;
    for (float x = 40; x < 285; x += 4) {
        hand.drag({x, 250}, {x, 250});
        if (is_mark(rate()) && (met.empty() || met.back() != rate())) met.push_back(rate());
        if (rate() != 0.05) hand.key({Key::z, true});
        CHECK(rate() == 0.05);
    }
    CHECK(met.size() == marks.size());
    CHECK(std::ranges::is_sorted(met));
    CHECK(hand.studio.experiment() == valley());
}

TEST_CASE("a click on a tick of the slider chooses the suggested rate exactly") {
    Hand hand(valley());
    hand.frames(3);
    hand.key({Key::r});
    const std::vector<RateMark> marks = hand.studio.range_test(0)->marks;
    const auto rate = [&] { return hand.studio.plan().runs[0].settings.optimizer.settings[0]; };
    std::vector<double> met;
    for (float x = 145; x < 215; x += 2) {
        hand.drag({x, rate_slider.y}, {x, rate_slider.y});
        for (const RateMark& mark : marks) {
            if (mark.rate == rate() && (met.empty() || met.back() != rate())) met.push_back(rate());
        }
        if (rate() != 0.05) hand.key({Key::z, true});
    }
    CHECK(met.size() >= 2);  // the third may lie under the handle
}

TEST_CASE("the range test is drawn in both languages for rules with and without suggestions") {
    for (const Language language : {Language::en, Language::ja}) {
        for (const char* rule : {"sgd", "adam", "cma_es", "rprop", "newton", "exact_line_search"}) {
            CAPTURE(rule);
            Experiment experiment = single();
            set_value(experiment, "optimizer", Value(rule));
            UserSettings settings;
            settings.language = language;
            Hand hand(experiment, settings);
            hand.key({Key::r});
            hand.move(150, 250);
            hand.frames(40);
            CHECK(hand.studio.experiment() == experiment);
            CHECK(hand.studio.session.messages.empty());
        }
    }
}

TEST_CASE("clicking in either view moves the start of all runs") {
    for (const char* show : {"contours", "surface"}) {
        CAPTURE(show);
        Hand hand(shown_as(show));
        hand.frames(3);
        hand.drag(middle, middle);
        const Plan& plan = hand.studio.plan();
        CHECK(plan.runs[0].start != Point{-9, 2});
        CHECK(plan.runs[0].start == plan.runs[1].start);
        const Range x = plan.runs[0].settings.surface.x;
        CHECK(plan.runs[0].start[0] >= x.from);
        CHECK(plan.runs[0].start[0] <= x.to);
    }
}

TEST_CASE("the right button turns the camera and moves no start") {
    Hand hand(shown_as("surface"));
    hand.frames(3);
    const Camera before = hand.studio.plan().view.camera;
    hand.drag(middle, {middle.x + 50, middle.y - 10}, 1);
    CHECK(!(hand.studio.plan().view.camera == before));
    CHECK(hand.studio.plan().runs[0].start == Point{-9, 2});
    CHECK(!hand.studio.can_undo());
}

TEST_CASE("all dialogs open in both languages and close with escape") {
    for (const Language language : {Language::en, Language::ja}) {
        UserSettings settings;
        settings.language = language;
        Hand hand(valley(), settings);
        for (const Dialog dialog : {Dialog::help, Dialog::export_film, Dialog::open, Dialog::save,
                                    Dialog::overwrite_comments, Dialog::close}) {
            hand.studio.session.dialog = dialog;
            hand.frames(4);
            CHECK(hand.studio.session.dialog == dialog);
            CHECK(ImGui::IsPopupOpen(
                      "", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel) == true);
            hand.key({Key::escape});
            CHECK(hand.studio.session.dialog == Dialog::none);
            hand.frames(2);
            CHECK(ImGui::IsPopupOpen(
                      "", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel) == false);
        }
        CHECK(hand.studio.experiment() == valley());
    }
}

TEST_CASE("E and Enter write a film with the last settings while the window goes on") {
    const fs::path folder = fs::temp_directory_path() / "tani-shell-test";
    fs::remove_all(folder);
    fs::create_directories(folder);
    UserSettings settings;
    settings.film = {ExportFormat::gif, 240, 160, 10, 1, folder.string()};
    {
        Hand hand(valley(), settings);
        hand.frames(2);
        hand.key({Key::e});
        hand.key({Key::enter});
        CHECK(hand.studio.session.dialog == Dialog::none);
        for (int i = 0; i < 200 && hand.shell.exporting(); ++i) hand.frames(1);
        REQUIRE(!hand.studio.session.messages.empty());
        CHECK(hand.studio.session.messages[0].kind == Message::Kind::note);
    }
    std::ifstream file(folder / "valley.gif", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    CHECK(bytes.substr(0, 6) == "GIF89a");
    CHECK(std::distance(fs::directory_iterator(folder), {}) == 1);
    fs::remove_all(folder);
}

TEST_CASE("an export that cannot be written says so in the dialog") {
    UserSettings settings;
    settings.film.format = ExportFormat::csv;
    Hand hand(valley(), settings);
    hand.key({Key::e});
    hand.studio.session.film.folder = "/no/such/folder";
    hand.key({Key::enter});
    CHECK(hand.studio.session.dialog == Dialog::export_film);
    CHECK(!hand.studio.session.film.error.empty());
}

TEST_CASE("a cancelled export leaves no file") {
    const fs::path folder = fs::temp_directory_path() / "tani-shell-cancel";
    fs::remove_all(folder);
    fs::create_directories(folder);
    UserSettings settings;
    settings.film = {ExportFormat::mp4, 320, 240, 30, 20, folder.string()};
    Hand hand(valley(), settings);
    hand.key({Key::e});
    hand.key({Key::enter});
    REQUIRE(hand.shell.exporting());
    hand.shell.cancel_export();
    hand.frames(2);
    CHECK(fs::is_empty(folder));
    fs::remove_all(folder);
}

TEST_CASE("every bundled experiment draws in the window") {
    for (const Bundled& bundled : bundled_experiments()) {
        CAPTURE(bundled.id);
        Hand hand(load_bundled(bundled));
        hand.studio.session.transport.go(hand.studio.session.transport.last / 2);
        hand.frames(2);
        CHECK(hand.studio.session.messages.empty());
    }
}

TEST_CASE("presenter mode hides the cards and hidden runs leave a hint") {
    Hand hand(valley());
    hand.key({Key::f5});
    CHECK(hand.studio.session.presenter);
    hand.drag(rate_slider, {rate_slider.x - 30, rate_slider.y});
    CHECK(settings_in_force(hand.studio.plan().runs[0], 0).optimizer.settings[0] == 0.05);
    hand.key({Key::escape});
    hand.key({Key::n1});
    hand.key({Key::n2});
    CHECK(hand.studio.all_hidden());
}

TEST_CASE("a slider's place and value agree for every scale") {
    const auto check = [](const SliderSpec& spec) {
        for (int i = 0; i <= 20; ++i) {
            const double place = i / 20.0, value = slider_value(spec, place);
            CAPTURE(value);
            CHECK(std::abs(slider_place(spec, value) - place) < 0.01);
        }
    };
    check({.id = "",
           .from = 1e-5,
           .to = 10,
           .scale = Scale::log,
           .bounds = {},
           .whole = false,
           .shown = ""});
    check({.id = "",
           .from = -180,
           .to = 180,
           .scale = Scale::linear,
           .bounds = {},
           .whole = false,
           .shown = ""});
    check({.id = "",
           .from = 0,
           .to = 0.9999,
           .scale = Scale::one_minus,
           .bounds = {},
           .whole = false,
           .shown = ""});
}

TEST_CASE("a typed number may be a formula of numbers and nothing else") {
    CHECK(typed_number("1/32") == 0.03125);
    CHECK(typed_number("-2e-3") == -0.002);
    CHECK(!typed_number("x"));
    CHECK(!typed_number("1/0"));
    CHECK(!typed_number(""));
}

TEST_CASE("a shot is the same bytes every time and needs no settings") {
    const OffscreenContext context;
    const fs::path folder = fs::temp_directory_path();
    const auto shot = [&](const char* name) {
        const std::string path = (folder / name).string();
        ShotRequest request;
        request.path = path;
        request.language = Language::ja;
        request.theme = Theme::light;
        request.step = 30;
        shoot_studio(valley(), request);
        std::ifstream file(path, std::ios::binary);
        std::string bytes((std::istreambuf_iterator<char>(file)), {});
        fs::remove(path);
        return bytes;
    };
    const std::string first = shot("tani-shot-1.png");
    CHECK(first.size() > 20'000);
    CHECK(first == shot("tani-shot-2.png"));
}
