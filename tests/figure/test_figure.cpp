// Whole figures drawn without a display: they hold for any recording, repeat, and know where things were drawn.
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <imgui.h>

#include "app/figure/canvas.h"
#include "app/figure/surface_figure.h"
#include "app/figure/map_panel.h"
#include "app/gl/context.h"
#include "core/experiment/experiment.h"
#include "core/recording/recording.h"
#include "tests/figure/sheet.h"

using namespace tani;

namespace {

struct Example {
    Plan plan_;
    Recording recording;
    explicit Example(const std::string& text) : plan_(plan(read_experiment(text, "test"))), recording(record(plan_)) {}
};

const std::string valley = R"toml(
lab = "surface"
steps = 60
start = [-9, 2]
[surface]
name = "valley"
[[runs]]
optimizer = { name = "sgd", lr = 0.061 }
[[runs]]
optimizer = { name = "momentum", lr = 0.061, momentum = 0.7 }
)toml";

std::vector<unsigned char> picture(const Example& example, int width, int height, double playhead) {
    FigureRenderer renderer(width, height, 1, "");
    std::vector<unsigned char> rgba;
    renderer.render(example.recording, {.view = &example.plan_.view, .playhead = playhead}, rgba);
    return rgba;
}

/// Colours that are not the figure's ground.
int drawn_pixels(const std::vector<unsigned char>& rgba) {
    int count = 0;
    for (std::size_t i = 4; i < rgba.size(); i += 4) count += rgba[i] != rgba[0] || rgba[i + 1] != rgba[1] || rgba[i + 2] != rgba[2] ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("the same figure has the same pixels each time") {
    const OffscreenContext gl;
    const Example example(valley);
    const auto first = picture(example, 480, 270, 12.5);
    CHECK(first.size() == 480u * 270u * 4u);
    CHECK(first == picture(example, 480, 270, 12.5));
    CHECK(first != picture(example, 480, 270, 13));
}

TEST_CASE("a kept renderer draws what a fresh one draws") {
    const OffscreenContext gl;
    const Example example(valley);
    FigureRenderer renderer(480, 270, 1, "");
    std::vector<unsigned char> rgba;
    for (const double playhead : {0.0, 59.0, 7.25}) renderer.render(example.recording, {.view = &example.plan_.view, .playhead = playhead}, rgba);
    CHECK(rgba == picture(example, 480, 270, 7.25));
}

TEST_CASE("rendering leaves another ImGui context current") {
    const OffscreenContext gl;
    ImGuiContext* mine = ImGui::CreateContext();
    ImGui::SetCurrentContext(mine);
    const Example example(valley);
    (void)picture(example, 320, 240, 3);
    CHECK(ImGui::GetCurrentContext() == mine);
    ImGui::DestroyContext(mine);
}

TEST_CASE("runs that diverge or never were finite are drawn without non-finite numbers") {
    const OffscreenContext gl;
    for (const std::string text : {R"toml(
lab = "surface"
steps = 400
start = [-9, 2]
surface = { name = "valley" }
optimizer = { name = "sgd", lr = 0.9 }
)toml", R"toml(
lab = "surface"
steps = 5
start = [0.5, 0.5]
surface = { formula = "1/(x-x)", x = [-1, 1], y = [-1, 1] }
optimizer = "adam"
)toml", R"toml(
lab = "surface"
steps = 50
start = [0.5, 0.5]
surface = { formula = "log(x) + y", x = [-1, 1], y = [-1, 1] }
optimizer = { name = "sgd", lr = 0.3 }
)toml", R"toml(
lab = "surface"
steps = 3
start = [0, 0]
surface = { formula = "7", x = [-1, 1], y = [-1, 1] }
optimizer = "sgd"
)toml"}) {
        const Example example(text);
        SurfaceFigure figure;
        View view = example.plan_.view;
        view.panels = {"loss", "distance", "grad_norm", "formula"};
        view.arrows = {"update", "gradient", "velocity"};
        for (const auto& [playhead, over] : {std::pair{0.0, CurveAxis::steps}, {0.5, CurveAxis::evaluations}, {3.0, CurveAxis::rate}, {1e9, CurveAxis::steps}, {1e9, CurveAxis::evaluations}, {1e9, CurveAxis::rate}}) {
            view.curves_over = over;
            Sheet sheet;
            figure.draw(sheet.list, sheet.fonts, {0, 0, 1280, 720}, example.recording, {.view = &view, .playhead = playhead});
            bool finite = true;
            for (const ImDrawVert& vertex : sheet.list.VtxBuffer) finite = finite && std::isfinite(vertex.pos.x) && std::isfinite(vertex.pos.y) && std::abs(vertex.pos.x) < 1e5f && std::abs(vertex.pos.y) < 1e5f;
            CHECK(finite);
            CHECK(sheet.list.VtxBuffer.Size > 500);
        }
    }
}

TEST_CASE("any size and any step draws something") {
    const OffscreenContext gl;
    const Example example(valley);
    for (const auto& [width, height] : {std::pair{40, 40}, {320, 240}, {200, 900}, {900, 200}, {1920, 1080}}) {
        for (const double playhead : {-5.0, 0.0, 59.5, 1e6}) CHECK(drawn_pixels(picture(example, width, height, playhead)) > width);
    }
}

TEST_CASE("hidden runs are not drawn and all hidden is an empty figure") {
    const OffscreenContext gl;
    const Example shown(valley), hidden(valley + "hidden = true\n");
    CHECK(picture(shown, 320, 240, 20) != picture(hidden, 320, 240, 20));
    Example none(valley);
    Experiment experiment = read_experiment(valley, "test");
    for (const char* path : {"runs.0.hidden", "runs.1.hidden"}) set_value(experiment, path, true);
    none.plan_ = plan(experiment);
    none.recording = record(none.plan_);
    CHECK(drawn_pixels(picture(none, 320, 240, 20)) == 0);
}

TEST_CASE("the mouse finds the domain's points and the steps where they were drawn") {
    const OffscreenContext gl;
    const Example example(valley);
    View view = example.plan_.view;
    view.show = ShowMode::contours;
    view.panels.clear();
    SurfaceFigure figure;
    Sheet sheet;
    figure.draw(sheet.list, sheet.fonts, {0, 0, 900, 600}, example.recording, {.view = &view, .playhead = 30});
    CHECK(figure.part_at({450, 300}) == SurfaceFigure::Part::contours);
    CHECK(figure.part_at({1, 1}) == SurfaceFigure::Part::none);
    const auto left = figure.point_at({300, 300}), right = figure.point_at({500, 300}), above = figure.point_at({300, 200});
    REQUIRE(left.has_value());
    REQUIRE(right.has_value());
    REQUIRE(above.has_value());
    CHECK((*right)[0] > (*left)[0]);
    CHECK((*right)[1] == (*left)[1]);
    CHECK((*above)[1] > (*left)[1]);
    // The start's pixel by the map's linearity.
    const double per_pixel_x = ((*right)[0] - (*left)[0]) / 200, per_pixel_y = ((*above)[1] - (*left)[1]) / 100;
    const ImVec2 start(static_cast<float>(300 + (-9 - (*left)[0]) / per_pixel_x), static_cast<float>(300 - (2 - (*left)[1]) / per_pixel_y));
    const auto step = figure.step_at(start);
    REQUIRE(step.has_value());
    CHECK(step->step == 0);
    CHECK_FALSE(figure.step_at({5, 5}).has_value());
}

TEST_CASE("a map says what it shows under a pixel and finds its targets") {
    const OffscreenContext gl;
    const Experiment experiment = read_experiment(R"toml(
surface = { formula = "x^2/4 + 16*y^2" }
start = [-9, 2]
optimizer = "momentum"
[map]
x = "optimizer.lr=0.0001:0.2:32"
y = "optimizer.momentum=0:0.99:32"
measure = "diverged"
)toml", "test");
    std::vector<RunMap> maps = maps_of(experiment, plan(experiment));
    measure(maps, experiment);
    Canvas canvas(640, 480, 1, "");
    figure::MapPanel panel;
    std::vector<unsigned char> rgba;
    std::optional<MapMark> hovered;
    const auto draw = [&] {
        canvas.render(false, Theme::dark, [&](ImDrawList& list, const Fonts& fonts, Rect rect) {
            const figure::Pen pen{list, fonts, palette(Theme::dark), figure::sizes_of(fonts, rect, 1, false), Language::en, Theme::dark};
            panel.paint(pen, rect, maps);
            panel.draw(pen, maps, hovered);
        }, rgba);
    };
    draw();
    int inside = 0, targets = 0;
    bool polyak = false;
    for (int y = 0; y < 480; y += 2) {
        for (int x = 0; x < 640; x += 2) {
            const ImVec2 pixel(static_cast<float>(x), static_cast<float>(y));
            const auto mark = panel.mark_at(pixel);
            CHECK(mark.has_value() == panel.contains(pixel));
            if (!mark) continue;
            ++inside;
            CHECK(mark->x >= 0.0001 - 1e-12);
            CHECK(mark->y <= 0.99 + 1e-12);
            if (!mark->target) continue;
            ++targets;
            polyak = polyak || !mark->target->regime;
        }
    }
    CHECK(inside > 20'000);
    CHECK(targets > 100);
    CHECK(polyak);
    const auto plain = rgba;
    hovered = MapMark{0, 0.1, 0.5, {}};
    draw();
    CHECK(rgba != plain);
    const MapMark outside = panel.mark_in(0, {5000, -5000});
    CHECK(std::abs(outside.x - 0.2) < 1e-9);
    CHECK(std::abs(outside.y - 0.99) < 1e-9);
}

TEST_CASE("maps take their room from the surface and overlap nothing") {
    const OffscreenContext gl;
    Example example(valley + "[map]\nx = 'start.0=-10:10:16'\ny = 'start.1=-3:3:16'\nmeasure = 'minimum'\nruns = 'all'\n");
    const Experiment experiment = read_experiment(valley + "[map]\nx = 'start.0=-10:10:16'\ny = 'start.1=-3:3:16'\nruns = 'all'\n", "test");
    std::vector<RunMap> maps = maps_of(experiment, example.plan_);
    measure(maps, experiment);
    REQUIRE(maps.size() == 2);
    FigureRenderer renderer(1280, 720, 1, "");
    std::vector<unsigned char> with, without;
    renderer.render(example.recording, {.view = &example.plan_.view, .playhead = 60, .maps = &maps}, with);
    renderer.render(example.recording, {.view = &example.plan_.view, .playhead = 60}, without);
    CHECK(with != without);
    CHECK(drawn_pixels(with) > drawn_pixels(without) / 2);
}

TEST_CASE("the mean of a run's points is drawn from its first step on") {
    const OffscreenContext gl;
    const auto with_average_from = [](const std::string& step) {
        return Example("steps = 60\nseed = 3\nnoise = { gradient = 1 }\nsurface = \"valley\"\n"
                       "optimizer = { name = \"sgd\", lr = 0.03, average = { from = " + step + " } }\n"
                       "[view]\nshow = \"contours\"\npaths = \"line\"\npanels = []\n");
    };
    const Example early = with_average_from("30"), never = with_average_from("99");
    const auto different_pixels = [&](double playhead) {
        const auto a = picture(early, 800, 500, playhead), b = picture(never, 800, 500, playhead);
        int count = 0;
        for (std::size_t i = 0; i < a.size(); i += 4) count += a[i] != b[i] || a[i + 1] != b[i + 1] || a[i + 2] != b[i + 2] ? 1 : 0;
        return count;
    };
    // Before it begins only the number in the legend differs; then there is the line, its ring and its loss.
    const int before = different_pixels(20), after = different_pixels(60);
    CHECK(before < 300);
    CHECK(after > before + 300);
}
