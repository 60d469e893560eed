// The landscape lab's figure: its parts keep to their places, a plane that lies is said to, and a
// mouse finds steps and places.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/figure/figure.h"
#include "app/figure/landscape_figure.h"
#include "app/figure/landscape_layout.h"
#include "app/figure/plane_reading.h"
#include "app/figure/sharpness_chart.h"
#include "app/gl/context.h"
#include "tests/figure/landscape_example.h"
#include "tests/figure/sheet.h"

using namespace tani;
using namespace tani::figure;

namespace {

std::vector<unsigned char> picture(const Recording& recording, const View& view, double playhead,
                                   int width = 640, int height = 360) {
    FigureRenderer renderer(width, height, 1, "");
    std::vector<unsigned char> rgba;
    renderer.render(recording, {.view = &view, .playhead = playhead}, rgba);
    return rgba;
}

View view_of(std::vector<std::string> panels) {
    View view;
    view.panels = std::move(panels);
    return view;
}

LandscapeNeeds needs(std::vector<double> aspects, std::vector<std::string> panels, ShowMode show) {
    LandscapeNeeds n;
    n.header.gap = 12;
    n.header.titled = true;
    n.header.aspects = std::move(aspects);
    n.header.show = show;
    n.panels = std::move(panels);
    n.caption_height = [](float) { return 20.0f; };
    n.strip_height = [](float) { return 20.0f; };
    n.honesty_height = [](float width) { return width > 400 ? 130.0f : 150.0f; };
    return n;
}

bool apart(const Rect& a, const Rect& b) {
    constexpr float near = 0.5f;
    return a.empty() || b.empty() || a.right() <= b.x + near || b.right() <= a.x + near ||
           a.bottom() <= b.y + near || b.bottom() <= a.y + near;
}

PlanePath straight_path() {
    PlanePath path{.run = 0, .label = {}, .points = {}};
    for (int i = 0; i < 5; ++i) {
        path.points.push_back({.step = 10 * i,
                               .x = static_cast<double>(i),
                               .y = 0,
                               .distance = 0.1 * i,
                               .loss = 1.0 - 0.1 * i,
                               .plane_loss = 1.0 - 0.1 * i,
                               .explained = 0.9});
    }
    path.points[0].explained = PlanePoint::unknown;
    return path;
}

HeightField heights_from_0_to_10() {
    Slice slice{.x = {-5, 5, 21}, .y = {-5, 5, 21}, .values = {}};
    for (int j = 0; j < 21; ++j) {
        for (int i = 0; i < 21; ++i) slice.values.push_back(slice.x.at(i) + 5);
    }
    return heights_of(slice, HeightScale::linear);
}

}  // namespace

TEST_CASE("the parts of a landscape's figure lie side by side in any size and number") {
    const std::vector<std::vector<std::string>> choices{
        {"plane"},
        {"loss"},
        {"honesty"},
        {"plane", "loss", "honesty"},
        {"loss", "sharpness", "honesty"},
        {"plane", "loss", "metric", "honesty", "sharpness", "distance", "norms"}};
    for (const auto& panels : choices) {
        for (const std::size_t panes : {1u, 2u, 3u, 5u}) {
            for (const ShowMode show : {ShowMode::both, ShowMode::surface, ShowMode::contours}) {
                for (const auto& [width, height] :
                     {std::pair{320, 240}, {640, 480}, {1280, 720}, {1920, 1080}, {500, 900}}) {
                    const Rect rect{0, 0, static_cast<float>(width), static_cast<float>(height)};
                    const Layout layout = lay_out_landscape(
                        rect, needs(std::vector<double>(panes, 1.3), panels, show));
                    std::vector<Rect> parts{layout.title, layout.readout, layout.caption,
                                            layout.legend};
                    for (const PaneLayout& pane : layout.panes) {
                        parts.insert(parts.end(), {pane.title, pane.surface, pane.contours});
                    }
                    for (const PanelLayout& panel : layout.panels) parts.push_back(panel.rect);
                    CAPTURE(width);
                    CAPTURE(panes);
                    CAPTURE(panels.size());
                    CHECK(layout.panes.empty() == (panels.front() != "plane"));
                    for (std::size_t i = 0; i < parts.size(); ++i) {
                        if (parts[i].empty()) continue;
                        CHECK(parts[i].x >= -0.5f);
                        CHECK(parts[i].y >= -0.5f);
                        CHECK(parts[i].right() <= rect.right() + 0.5f);
                        CHECK(parts[i].bottom() <= rect.bottom() + 0.5f);
                        for (std::size_t k = 0; k < i; ++k) CHECK(apart(parts[i], parts[k]));
                    }
                }
            }
        }
    }
}

TEST_CASE("a usual window shows the plane and the curve and the table of honesty") {
    for (const auto& [width, height] : {std::pair{640, 480}, {1280, 720}, {1920, 1080}}) {
        const Rect rect{0, 0, static_cast<float>(width), static_cast<float>(height)};
        const Layout layout =
            lay_out_landscape(rect, needs({1.3}, {"plane", "loss", "honesty"}, ShowMode::both));
        CAPTURE(width);
        CHECK(layout.panes.size() == 1);
        CHECK(layout.panels.size() == 2);
        CHECK(layout.legend.empty());
    }
}

TEST_CASE("between the points of a path everything lies on straight lines") {
    PlanePath path = straight_path();
    const PlanePoint half = point_between(path, 15);
    CHECK(half.x == doctest::Approx(1.5).epsilon(1e-12));
    CHECK(half.distance == doctest::Approx(0.15).epsilon(1e-12));
    CHECK(half.loss == doctest::Approx(0.85).epsilon(1e-12));
    CHECK(half.step == 10);
    CHECK(point_between(path, -3).x == 0);
    CHECK(point_between(path, 1000).x == 4);
    // Of the first two points only the second knows a share.
    CHECK(point_between(path, 5).explained == 0.9);
    path.points[2].loss = PlanePoint::unknown;
    CHECK(std::isnan(point_between(path, 15).loss));
    CHECK(point_between(path, 10).loss == 0.9);
}

TEST_CASE("a plane that shows a path as it is tells no lie") {
    const PlanePath path = straight_path();
    const HeightField heights = heights_from_0_to_10();
    for (const double step : {-1.0, 0.0, 7.0, 25.0, 40.0, 90.0}) {
        CHECK_FALSE(lie_of(path, heights, diameter_of(path, {}), step));
    }
    CHECK_FALSE(lie_of(PlanePath{}, heights, 1, 3));
}

TEST_CASE("a plane lies that explains less than half of a path from its third point on") {
    PlanePath path = straight_path();
    for (PlanePoint& p : path.points) p.explained = 0.3;
    const HeightField heights = heights_from_0_to_10();
    CHECK_FALSE(lie_of(path, heights, 4, 19.9));
    const auto lie = lie_of(path, heights, 4, 20);
    REQUIRE(lie);
    CHECK(lie->why == Lie::Why::hides);
    CHECK(lie->size == doctest::Approx(1.4).epsilon(1e-12));
    for (PlanePoint& p : path.points) p.explained = 0.51;
    CHECK_FALSE(lie_of(path, heights, 4, 40));
    for (PlanePoint& p : path.points) p.explained = PlanePoint::unknown;
    CHECK_FALSE(lie_of(path, heights, 4, 40));
}

TEST_CASE("a plane lies whose height is off by more than a tenth of what is drawn") {
    PlanePath path = straight_path();
    const HeightField heights = heights_from_0_to_10();
    for (PlanePoint& p : path.points) p.loss = p.plane_loss + 0.95;
    CHECK_FALSE(lie_of(path, heights, 4, 30));
    for (PlanePoint& p : path.points) p.loss = p.plane_loss + 1.05;
    const auto lie = lie_of(path, heights, 4, 30);
    REQUIRE(lie);
    CHECK(lie->why == Lie::Why::height);
    for (PlanePoint& p : path.points) p.loss = PlanePoint::unknown;
    CHECK_FALSE(lie_of(path, heights, 4, 30));
}

TEST_CASE("a plane lies about weights that are further away than the path is long") {
    PlanePath path = straight_path();
    const HeightField heights = heights_from_0_to_10();
    path.points.back().distance = 3.9;
    CHECK_FALSE(lie_of(path, heights, diameter_of(path, {}), 40));
    path.points.back().distance = 12;
    const auto lie = lie_of(path, heights, diameter_of(path, {}), 40);
    REQUIRE(lie);
    CHECK(lie->why == Lie::Why::far);
    CHECK(lie->size == doctest::Approx(3).epsilon(0.01));
}

TEST_CASE("of several lies the greatest is told") {
    PlanePath path = straight_path();
    for (PlanePoint& p : path.points) {
        p.explained = 0.4;
        p.loss = p.plane_loss + 9;
    }
    const auto lie = lie_of(path, heights_from_0_to_10(), 4, 40);
    REQUIRE(lie);
    CHECK(lie->why == Lie::Why::height);
}

TEST_CASE("lengths on a plane are lengths among the weights") {
    LandscapePlane plane;
    Plane directions;
    directions.x = {3, 0, 0};
    directions.y = {1, 2, 0};
    plane.plane = std::make_shared<Plane>(directions);
    const PlaneMetric metric = metric_of(plane);
    CHECK(metric.length(1, 0) == doctest::Approx(3).epsilon(1e-12));
    CHECK(metric.length(0, 1) == doctest::Approx(std::sqrt(5)).epsilon(1e-12));
    CHECK(metric.length(1, -1) == doctest::Approx(std::sqrt(8)).epsilon(1e-12));
    PlanePath path{.run = 0, .label = {}, .points = {}};
    for (const auto& [x, y] : {std::pair{0.0, 0.0}, {1.0, -1.0}, {0.3, 2.0}, {-1.5, 0.2}}) {
        path.points.push_back({.step = 1, .x = x, .y = y});
    }
    double widest = 0;
    for (const PlanePoint& a : path.points) {
        for (const PlanePoint& b : path.points) {
            widest = std::max(widest, metric.length(a.x - b.x, a.y - b.y));
        }
    }
    CHECK(diameter_of(path, metric) <= widest * (1 + 1e-12));
    CHECK(diameter_of(path, metric) > 0.995 * widest);
}

TEST_CASE("a plane is drawn and the same again") {
    const OffscreenContext gl;
    const LandscapeExample example(3);
    const View view = view_of({"plane", "loss", "honesty", "distance"});
    const auto once = picture(example.recording, view, 120.4);
    CHECK(once == picture(example.recording, view, 120.4));
    CHECK(once != picture(example.recording, view, 121.4));
}

TEST_CASE("a figure that goes on draws what a new one draws") {
    const OffscreenContext gl;
    LandscapeExample example(3);
    const View view = view_of({"plane", "loss", "honesty"});
    const auto fine = example.recording.landscape;
    FigureRenderer renderer(640, 360, 1, "");
    std::vector<unsigned char> rgba;
    const auto draw = [&] {
        renderer.render(example.recording, {.view = &view, .playhead = 90}, rgba);
    };
    example.recording.landscape = nullptr;
    draw();
    CHECK(rgba == picture(example.recording, view, 90));
    example.recording.landscape =
        std::make_shared<Landscape>(LandscapeExample::on_one_plane(3, 11));
    draw();
    const auto coarse = rgba;
    example.recording.landscape = fine;
    draw();
    CHECK(rgba != coarse);
    CHECK(rgba == picture(example.recording, view, 90));
}

TEST_CASE("what is not known and what is not there is drawn without harm") {
    const OffscreenContext gl;
    LandscapeExample example(2);
    for (const std::string name :
         {"plane", "loss", "metric", "honesty", "sharpness", "distance", "norms"}) {
        Landscape landscape = LandscapeExample::on_one_plane(2);
        for (double& value : landscape.planes[0].slice.values) {
            if (value > 1) value = std::nan("");
        }
        landscape.planes[0].paths[0].points.resize(1);
        landscape.planes[0].paths[1].points.clear();
        const View view = view_of({name});
        example.recording.landscape = std::make_shared<Landscape>(landscape);
        picture(example.recording, view, 90);
        landscape.planes[0].slice.values.assign(51 * 51, std::nan(""));
        example.recording.landscape = std::make_shared<Landscape>(landscape);
        picture(example.recording, view, 90);
        landscape.planes[0].slice = {};
        landscape.planes[0].problem = {"no plane", "平面なし"};
        landscape.stale = true;
        example.recording.landscape = std::make_shared<Landscape>(landscape);
        picture(example.recording, view, 90);
        landscape.planes[0].problem = {};
        landscape.planes[0].spec.line = true;
        landscape.planes[0].slice = example_slice(51, true);
        example.recording.landscape = std::make_shared<Landscape>(landscape);
        picture(example.recording, view, 90);
        landscape.planes.clear();
        example.recording.landscape = std::make_shared<Landscape>(landscape);
        picture(example.recording, view, 90);
    }
    // A landscape that was read from a file has no trainings.
    Landscape read = LandscapeExample::on_one_plane(2);
    read.planes[0].paths[0].label = "mine";
    Recording recording;
    recording.plan.lab = "landscape";
    recording.landscape = std::make_shared<Landscape>(read);
    picture(recording, view_of({"plane", "loss", "honesty"}), 50);
}

TEST_CASE("a mouse finds the plane's places and the paths' steps") {
    const OffscreenContext gl;
    const LandscapeExample example(2);
    View view = view_of({"plane"});
    view.show = ShowMode::contours;
    Sheet sheet;
    LandscapeFigure figure;
    const Rect rect{0, 0, 900, 700};
    figure.draw(sheet.list, sheet.fonts, rect, example.recording, {.view = &view, .playhead = 100});
    const ImVec2 middle = rect.centre();
    CHECK(figure.part_at(middle) == FigurePart::contours);
    const auto place = figure.point_at(middle);
    REQUIRE(place);
    CHECK((*place)[0] > -6);
    CHECK((*place)[0] < 8);
    int found = 0;
    for (float x = 0; x < 900; x += 3) {
        for (float y = 0; y < 700; y += 3) {
            const auto mark = figure.step_at({x, y});
            if (!mark) continue;
            ++found;
            CHECK(mark->step % 5 == 0);
            CHECK(mark->run < 2);
        }
    }
    CHECK(found > 100);
    view.show = ShowMode::surface;
    figure.draw(sheet.list, sheet.fonts, rect, example.recording, {.view = &view, .playhead = 100});
    CHECK(figure.part_at(middle) == FigurePart::surface);
    CHECK(figure.point_at(middle));
    CHECK_FALSE(figure.point_at({2, 2}));
}

TEST_CASE("a hidden run has no path and no row") {
    const OffscreenContext gl;
    const LandscapeExample all(2);
    Recording recording = all.recording;
    auto plan = std::make_shared<RunPlan>(recording.trainings[1].plan());
    plan->hidden = true;
    recording.trainings[1] = recording.trainings[1].renamed(plan);
    View view = view_of({"plane"});
    view.show = ShowMode::contours;
    const auto drawn = picture(recording, view, 100);
    CHECK(drawn != picture(all.recording, view, 100));
}
