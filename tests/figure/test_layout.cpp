// The parts of a figure do not overlap and do not leave the rectangle, whatever its size.
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "app/figure/layout.h"
#include "app/plot/theme.h"

using namespace tani;
using namespace tani::figure;

namespace {

bool inside(const Rect& inner, const Rect& outer) {
    return inner.x >= outer.x - 0.5f && inner.y >= outer.y - 0.5f && inner.right() <= outer.right() + 0.5f && inner.bottom() <= outer.bottom() + 0.5f;
}

bool overlap(const Rect& a, const Rect& b) {
    return a.x < b.right() - 0.5f && b.x < a.right() - 0.5f && a.y < b.bottom() - 0.5f && b.y < a.bottom() - 0.5f;
}

LayoutNeeds needs_for(float width, float height, bool presenter) {
    const Sizes sizes = sizes_for(width, height, 1, presenter);
    LayoutNeeds n;
    n.text = sizes.text;
    n.small = sizes.small;
    n.large = sizes.large;
    n.gap = sizes.gap;
    n.title_width = 20 * sizes.large;
    n.readout_width = 10 * sizes.large;
    n.panels = {"loss", "formula"};
    n.aspects = {3.3};
    n.caption_height = [=](float w) { return std::ceil(60 * sizes.text / w) * sizes.text * 1.3f; };
    n.legend_height = [=](float) { return 3 * sizes.text * 1.5f; };
    n.legend_strip_height = [=](float w) { return std::ceil(30 * sizes.small / w) * sizes.small * 1.5f; };
    n.formula_height = [=](float w, int detail) { return std::ceil(60 * sizes.small / w) * sizes.small * 2 + (4 + 3 * static_cast<float>(detail)) * sizes.text; };
    return n;
}

std::vector<Rect> parts_of(const Layout& layout) {
    std::vector<Rect> parts;
    const auto add = [&](const Rect& rect) {
        if (!rect.empty()) parts.push_back(rect);
    };
    for (const Rect& rect : {layout.title, layout.readout, layout.caption, layout.legend}) add(rect);
    for (const PaneLayout& pane : layout.panes) {
        for (const Rect& rect : {pane.title, pane.surface, pane.contours}) add(rect);
    }
    for (const PanelLayout& panel : layout.panels) add(panel.rect);
    return parts;
}

constexpr float sizes[][2] = {{320, 240}, {480, 270}, {640, 480}, {800, 600}, {720, 1280}, {1280, 720}, {1920, 1080}, {3840, 2160}, {1000, 560}, {600, 600}};

}  // namespace

TEST_CASE("parts of a figure neither overlap nor leave the picture") {
    for (const auto& [width, height] : sizes) {
        for (const bool presenter : {false, true}) {
            for (const ShowMode show : {ShowMode::surface, ShowMode::contours, ShowMode::both}) {
                for (const std::size_t panes : {1u, 2u, 3u, 4u}) {
                    for (const auto& panels : std::vector<std::vector<std::string>>{{}, {"formula"}, {"loss", "formula"}, {"loss", "distance", "grad_norm", "formula"}}) {
                        CAPTURE(width);
                        CAPTURE(height);
                        CAPTURE(panes);
                        LayoutNeeds n = needs_for(width, height, presenter);
                        n.show = show;
                        n.aspects.assign(panes, 1.4);
                        n.panels = panels;
                        const Rect whole{10, 20, width, height};
                        const Layout layout = lay_out(whole, n);
                        const std::vector<Rect> parts = parts_of(layout);
                        for (std::size_t i = 0; i < parts.size(); ++i) {
                            CHECK(inside(parts[i], whole));
                            for (std::size_t j = i + 1; j < parts.size(); ++j) CHECK_FALSE(overlap(parts[i], parts[j]));
                        }
                        CHECK(layout.panes.size() == panes);
                    }
                }
            }
        }
    }
}

TEST_CASE("the views keep a good part of the picture") {
    for (const auto& [width, height] : sizes) {
        CAPTURE(width);
        CAPTURE(height);
        const Layout layout = lay_out({0, 0, width, height}, needs_for(width, height, false));
        CHECK(layout.views.width * layout.views.height > 0.3f * width * height);
    }
}

TEST_CASE("panels that were asked for are there at ordinary sizes") {
    for (const auto& [width, height] : {std::pair{640.0f, 480.0f}, {1280.0f, 720.0f}, {1920.0f, 1080.0f}}) {
        const Layout layout = lay_out({0, 0, width, height}, needs_for(width, height, false));
        REQUIRE(layout.panels.size() == 2);
        CHECK(layout.panels[0].name == "loss");
        CHECK(layout.panels[1].name == "formula");
        CHECK(layout.panels[0].rect.height > 90);
    }
}

TEST_CASE("views stand side by side in a wide picture and one above the other in a tall one") {
    LayoutNeeds n = needs_for(1280, 720, false);
    n.panels.clear();
    n.aspects = {1.0};
    const Layout square = lay_out({0, 0, 1280, 720}, n);
    CHECK(square.panes[0].surface.y == square.panes[0].contours.y);
    n = needs_for(720, 1280, false);
    n.aspects = {1.0};
    const Layout tall = lay_out({0, 0, 720, 1280}, n);
    CHECK(tall.panes[0].surface.x == tall.panes[0].contours.x);
}
