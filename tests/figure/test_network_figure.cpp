// The network lab's figure: its parts keep to their places, a growing recording is drawn as a whole one, and a mouse finds steps and places.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <imgui.h>

#include "app/figure/network_figure.h"
#include "app/figure/network_layout.h"
#include "app/gl/context.h"
#include "core/experiment/experiment.h"
#include "core/recording/recording.h"
#include "tests/figure/sheet.h"

using namespace tani;
using namespace tani::figure;

namespace {

struct Example {
    Plan plan_;
    Recording recording;
    explicit Example(const std::string& text)
        : plan_(plan(read_experiment(text, "test"))), recording(record(plan_)) {}
};

/// Two networks on the data, with what else is said.
std::string training(const std::string& data, const std::string& layers, const std::string& more = "") {
    return "lab = 'network'\nepochs = 6\nbatch = 16\n[data]\n" + data + "\n[network]\nlayers = " + layers +
           "\n[[runs]]\noptimizer = { name = 'sgd', lr = 0.1 }\n[[runs]]\noptimizer = { name = 'adam', lr = 0.01 }\n" + more;
}

const std::string moons = training("name = 'moons'\nsamples = 120", "[{ dense = 8 }, 'tanh', { dense = 2 }]");

std::vector<unsigned char> picture(const Recording& recording, const View& view, double playhead, int width = 640, int height = 360) {
    FigureRenderer renderer(width, height, 1, "");
    std::vector<unsigned char> rgba;
    renderer.render(recording, {.view = &view, .playhead = playhead}, rgba);
    return rgba;
}

/// Pixels of another colour than the corner's.
int drawn_pixels(const std::vector<unsigned char>& rgba) {
    int count = 0;
    for (std::size_t i = 4; i < rgba.size(); i += 4) count += !std::equal(rgba.begin(), rgba.begin() + 3, rgba.begin() + static_cast<std::ptrdiff_t>(i));
    return count;
}

NetworkNeeds needs(int panes, std::vector<std::string> panels) {
    NetworkNeeds n;
    n.header = {};
    n.header.text = 16;
    n.header.small = 14;
    n.header.large = 24;
    n.header.gap = 12;
    n.panels = std::move(panels);
    n.panes = panes;
    n.aspect = 1.3;
    n.table_height = 60;
    n.caption_height = [](float) { return 20.0f; };
    n.strip_height = [](float) { return 20.0f; };
    return n;
}

bool apart(const Rect& a, const Rect& b) {
    const float near = 0.5f;
    return a.right() <= b.x + near || b.right() <= a.x + near || a.bottom() <= b.y + near || b.bottom() <= a.y + near;
}

}  // namespace

TEST_CASE("the parts of a training's figure lie side by side in any size and number") {
    const std::vector<std::vector<std::string>> choices{{"decision"}, {"loss"}, {"table"}, {"decision", "loss", "network", "table"}, {"loss", "metric", "norms"},
                                                        {"decision", "loss", "metric", "network", "norms", "table"}};
    for (const auto& panels : choices) {
        for (const int panes : {1, 2, 3, 5, 8}) {
            for (const auto& [width, height] : {std::pair{320, 240}, {640, 480}, {960, 540}, {1920, 1080}, {500, 900}}) {
                const Rect rect{0, 0, static_cast<float>(width), static_cast<float>(height)};
                const Layout layout = lay_out_network(rect, needs(panes, panels));
                std::vector<Rect> parts;
                for (const PaneLayout& pane : layout.panes) {
                    parts.push_back(pane.title);
                    parts.push_back(pane.contours);
                }
                for (const PanelLayout& panel : layout.panels) parts.push_back(panel.rect);
                CAPTURE(width);
                CAPTURE(panes);
                CAPTURE(panels.size());
                CHECK_FALSE(parts.empty());
                for (std::size_t i = 0; i < parts.size(); ++i) {
                    CHECK(parts[i].x >= -0.5f);
                    CHECK(parts[i].right() <= rect.right() + 0.5f);
                    CHECK(parts[i].bottom() <= rect.bottom() + 0.5f);
                    for (std::size_t j = 0; j < i; ++j) CHECK(apart(parts[i], parts[j]));
                }
            }
        }
    }
}

TEST_CASE("every kind of data has its picture and another one as the network learns") {
    const OffscreenContext gl;
    const std::vector<std::string> kinds{
        moons,
        training("name = 'blobs'\nsamples = 90", "[{ dense = 8 }, 'relu', { dense = 3 }]"),
        training("name = 'sine'\nsamples = 60", "[{ dense = 8 }, 'tanh', { dense = 1 }]"),
        training("name = 'digits'\nsamples = 60", "['flatten', { dense = 10 }]"),
        training("name = 'shapes'\nsamples = 40", "[{ conv = 2, kernel = 3 }, 'relu', 'flatten', { dense = 4 }]"),
    };
    for (const std::string& text : kinds) {
        CAPTURE(text);
        const Example example(text);
        View view = example.plan_.view;
        view.panels = {"decision"};
        const auto first = picture(example.recording, view, 0), last = picture(example.recording, view, example.recording.steps());
        CHECK(drawn_pixels(first) > 5000);
        CHECK(first != last);
    }
}

TEST_CASE("a recording that grows while it is looked at ends as one that was whole from the start") {
    const OffscreenContext gl;
    const Example example("epochs = 200\n" + moons.substr(0, moons.find("epochs")) + moons.substr(moons.find("batch")));
    View view = example.plan_.view;
    view.panels = {"decision", "loss", "metric", "network", "norms", "table"};
    view.smoothing = 0.8;
    FigureRenderer renderer(960, 540, 1, "");
    std::vector<unsigned char> rgba;
    int looks = 0;
    const Watch watch{[] { return true; },
                      [&](Recording so_far) {
                          ++looks;
                          renderer.render(so_far, {.view = &view, .playhead = static_cast<double>(so_far.steps())}, rgba);
                      }};
    const Recording whole = record(example.plan_, {}, {}, nullptr, &watch);
    CHECK(looks > 0);
    renderer.render(whole, {.view = &view, .playhead = 17}, rgba);
    CHECK(rgba == picture(whole, view, 17, 960, 540));
}

TEST_CASE("every panel draws something of its own and small figures leave out what does not fit") {
    const OffscreenContext gl;
    const Example example(moons);
    View view = example.plan_.view;
    std::vector<std::vector<unsigned char>> pictures;
    for (const char* panel : {"decision", "loss", "metric", "network", "norms", "table"}) {
        CAPTURE(panel);
        view.panels = {panel};
        pictures.push_back(picture(example.recording, view, 20));
        CHECK(drawn_pixels(pictures.back()) > 800);
        for (std::size_t i = 0; i + 1 < pictures.size(); ++i) CHECK(pictures[i] != pictures.back());
    }
    view.panels = {"decision", "loss", "metric", "network", "norms", "table"};
    for (const auto& [width, height] : {std::pair{64, 64}, {160, 90}, {90, 400}}) CHECK(picture(example.recording, view, 20, width, height).size() == static_cast<std::size_t>(width * height * 4));
}

TEST_CASE("a mouse reads places in the decision map and steps on the curves") {
    const OffscreenContext gl;
    const Example example(moons);
    const View& view = example.plan_.view;
    Sheet sheet;
    NetworkFigure drawn;
    const int steps = example.recording.steps();
    drawn.draw(sheet.list, sheet.fonts, {0, 0, 1280, 720}, example.recording, {.view = &view, .playhead = static_cast<double>(steps)});
    int decision = 0, panel = 0, marks = 0;
    for (float x = 5; x < 1280; x += 7) {
        for (float y = 5; y < 720; y += 7) {
            const auto part = drawn.part_at({x, y});
            decision += part == FigurePart::decision;
            panel += part == FigurePart::panel;
            if (const auto point = drawn.point_at({x, y})) {
                CHECK(part == FigurePart::decision);
                CHECK(std::abs((*point)[0]) < 4);
                CHECK(std::abs((*point)[1]) < 4);
            }
            if (const auto mark = drawn.step_at({x, y})) {
                ++marks;
                CHECK(mark->run >= 0);
                CHECK(mark->run < 2);
                CHECK(mark->step >= 0);
                CHECK(mark->step <= steps);
            }
        }
    }
    CHECK(decision > 500);
    CHECK(panel > 500);
    CHECK(marks > 10);
}

TEST_CASE("a training that diverged and one without validation are drawn") {
    const OffscreenContext gl;
    Example wild("lab = 'network'\nepochs = 5\nbatch = 8\noptimizer = { name = 'sgd', lr = 1e30 }\n[data]\nname = 'line'\nvalidation = 0\n");
    REQUIRE(wild.recording.trainings[0].diverged());
    CHECK(drawn_pixels(picture(wild.recording, wild.plan_.view, wild.recording.steps())) > 1000);
    Example hidden(moons + "hidden = true\n");
    CHECK(drawn_pixels(picture(hidden.recording, hidden.plan_.view, 3)) > 1000);
}

namespace {

const std::string walls =
    "lab = 'initializer'\nsteps = 4\n[data]\nname = 'gaussian'\nsamples = 80\ndimension = 10\n[network]\ndepth = 4\nwidth = 10\n"
    "[[runs]]\nnetwork = { initializer = { name = 'normal', std = 1 } }\n[[runs]]\nnetwork = { initializer = 'he_normal', activation = 'relu' }\n"
    "[[runs]]\nnetwork = { initializer = 'xavier_normal', depth = 2 }\n";

}  // namespace

TEST_CASE("a wall and what stands beside it keep apart at every size") {
    for (const auto& [width, height] : {std::pair{1280.0f, 720.0f}, {1920.0f, 1080.0f}, {640.0f, 480.0f}, {400.0f, 700.0f}, {300.0f, 200.0f}}) {
        const Rect all{0, 0, width, height};
        const Layout layout = lay_out_network(all, needs(0, {"wall", "spread", "loss"}));
        CAPTURE(width);
        bool has_wall = false;
        for (std::size_t i = 0; i < layout.panels.size(); ++i) {
            const Rect& rect = layout.panels[i].rect;
            has_wall |= layout.panels[i].name == "wall" && rect.width > 0.5f * width - 40 && rect.height > 0.3f * height - 30;
            CHECK(rect.x >= 0);
            CHECK(rect.right() <= width + 0.5f);
            CHECK(rect.bottom() <= height + 0.5f);
            for (std::size_t k = 0; k < i; ++k) CHECK(apart(rect, layout.panels[k].rect));
        }
        CHECK(has_wall);
    }
}

TEST_CASE("the mouse finds the cells of a wall and a run with fewer layers has fewer of them") {
    const OffscreenContext gl;
    const Example example(walls);
    Sheet sheet;
    NetworkFigure figure;
    const Rect rect{0, 0, 1000, 640};
    FigureInput input{.view = &example.plan_.view, .playhead = 2};
    figure.draw(sheet.list, sheet.fonts, rect, example.recording, input);
    std::vector<CellMark> found;
    for (float y = 0; y < rect.height; y += 4) {
        for (float x = 0; x < rect.width; x += 4) {
            const auto cell = figure.cell_at({x, y});
            if (!cell) continue;
            CHECK(figure.part_at({x, y}) == FigurePart::wall);
            if (std::ranges::find(found, *cell) == found.end()) found.push_back(*cell);
        }
    }
    CHECK(found.size() == 4 + 4 + 2);
    CHECK(std::ranges::count(found, 2, &CellMark::run) == 2);
}

TEST_CASE("every content of the cells draws something of its own and hidden runs leave room to the others") {
    const OffscreenContext gl;
    const Example example(walls);
    View view = example.plan_.view;
    std::vector<std::vector<unsigned char>> pictures;
    for (const CellContent content : {CellContent::both, CellContent::activation, CellContent::preactivation, CellContent::gradient, CellContent::weight, CellContent::weight_gradient}) {
        view.cells = content;
        pictures.push_back(picture(example.recording, view, 1, 900, 560));
        CHECK(drawn_pixels(pictures.back()) > 20'000);
        for (std::size_t i = 0; i + 1 < pictures.size(); ++i) CHECK(pictures[i] != pictures.back());
    }
    view.cells = CellContent::both;
    view.shared_axes = false;
    CHECK(picture(example.recording, view, 1, 900, 560) != pictures.front());
    view.shared_axes = true;
    const Plan with_hidden = plan(read_experiment(walls + "hidden = true\n", "test"));
    CHECK(picture(record(with_hidden), view, 1, 900, 560) != pictures.front());
}
