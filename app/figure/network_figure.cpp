#include "app/figure/network_figure.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/figure/decision_pane.h"
#include "app/figure/learning_curves.h"
#include "app/figure/metrics_table.h"
#include "app/figure/network_diagram.h"
#include "app/figure/network_layout.h"
#include "app/figure/norm_curves.h"
#include "app/figure/panels.h"
#include "app/figure/spread_chart.h"
#include "app/figure/training_drawing.h"
#include "app/figure/training_readout.h"
#include "app/figure/wall_grid.h"

namespace tani {

using namespace figure;

namespace {

constexpr std::array<std::string_view, 6> panels_of_training{"decision", "loss",  "metric",
                                                             "network",  "norms", "table"};
constexpr std::array<std::string_view, 5> panels_of_walls{"wall", "spread", "loss", "metric",
                                                          "norms"};

/// Those this lab knows, in their order; all that a lecture begins with where the view still has
/// what the surface lab begins with.
std::vector<std::string> panels_of(const TrainingDrawing& d) {
    const bool walls = d.recording.plan.lab == "initializer";
    if (d.view.panels == View{}.panels) {
        if (walls) return {"wall", "spread", "loss"};
        return {"decision", "loss", "network", "table"};
    }
    const std::span<const std::string_view> known =
        walls ? std::span<const std::string_view>(panels_of_walls) : panels_of_training;
    std::vector<std::string> panels;
    for (const std::string& name : d.view.panels) {
        if (std::ranges::find(known, name) != known.end()) panels.push_back(name);
    }
    return panels;
}

}  // namespace

struct NetworkFigure::Cache {
    Replays replays;
    std::vector<TrainingSeries> series;
    std::vector<std::unique_ptr<DecisionPane>> panes;
    LearningCurves loss, metric;
    NetworkDiagram network;
    NormCurves norms;
    WallStages stages;
    WallGrid wall;
    SpreadChart spread;
    Hits hits;
    Layout layout;

    NetworkNeeds needs(const TrainingDrawing& d) const {
        NetworkNeeds n;
        n.header.text = d.pen.sizes.text;
        n.header.small = d.pen.sizes.small;
        n.header.large = d.pen.sizes.large;
        n.header.gap = d.pen.sizes.gap;
        if (d.input.title) {
            n.header.title_width =
                text_width(d.pen.large(), d.recording.plan.title.in(d.input.language));
        }
        n.header.readout_width = readout_width(d);
        n.panels = panels_of(d);
        n.panes = static_cast<int>(d.runs.size());
        n.aspect = decision_aspect(d.setup(d.selected));
        n.table_height = metrics_table_height(d);
        n.caption_height = [&d](float width) {
            if (!d.input.title || !d.view.caption) return 0.0f;
            return caption_height(d.pen, d.recording.plan.caption.in(d.input.language), width);
        };
        n.strip_height = [&d](float width) { return run_strip_height(d, width); };
        return n;
    }

    void draw_panel(const TrainingDrawing& d, const PanelLayout& panel) {
        if (panel.name == "loss") loss.draw(d, LearningCurves::What::loss, panel.rect, series);
        if (panel.name == "metric") {
            metric.draw(d, LearningCurves::What::metric, panel.rect, series);
        }
        if (panel.name == "network") network.draw(d, panel.rect);
        if (panel.name == "norms") norms.draw(d, panel.rect);
        if (panel.name == "wall") wall.draw(d, panel.rect, stages);
        if (panel.name == "spread") spread.draw(d, panel.rect);
        if (panel.name == "table") draw_metrics_table(d, panel.rect, series);
    }

    void draw(const TrainingDrawing& d, Rect rect) {
        layout = lay_out_network(rect, needs(d));
        stages.update(d);
        // No more points than the widest chart has pixels: two for every other one.
        float widest = 200;
        for (const PanelLayout& panel : layout.panels) {
            if (panel.name == "loss" || panel.name == "metric")
                widest = std::max(widest, panel.rect.width);
        }
        series.resize(d.recording.trainings.size());
        for (const int run : d.runs) {
            series[static_cast<std::size_t>(run)].update(d.run(run), d.view.smoothing,
                                                         static_cast<int>(widest / 2));
        }
        while (panes.size() < layout.panes.size())
            panes.push_back(std::make_unique<DecisionPane>());
        panes.resize(layout.panes.size());
        for (std::size_t i = 0; i < panes.size(); ++i) {
            panes[i]->paint(d, d.runs[i], layout.panes[i].title, layout.panes[i].contours);
        }
        draw_title(d.pen, d.recording.plan.title.in(d.input.language), layout);
        draw_readout(d, layout.readout);
        for (const auto& pane : panes) pane->draw(d);
        for (const PanelLayout& panel : layout.panels) draw_panel(d, panel);
        if (!layout.legend.empty()) draw_run_strip(d, layout.legend);
        draw_caption(d.pen, d.recording.plan.caption.in(d.input.language), layout.caption);
    }
};

NetworkFigure::NetworkFigure() : cache_(std::make_unique<Cache>()) {}
NetworkFigure::~NetworkFigure() = default;

void NetworkFigure::draw(ImDrawList& list, const Fonts& fonts, Rect rect,
                         const Recording& recording, const FigureInput& input) {
    cache_->hits.steps.clear();
    cache_->layout = {};
    static const View standard_view{};
    const View& view = input.view != nullptr ? *input.view : standard_view;
    const Palette& colours = palette(input.theme);
    if (input.background) list.AddRectFilled(rect.least(), rect.most(), colours.figure);
    if (rect.width < 40 || rect.height < 40) return;
    const Sizes sizes = sizes_of(fonts, rect, input.scale, input.presenter);
    TrainingDrawing d{.pen = {list, fonts, colours, sizes, input.language, input.theme},
                      .recording = recording,
                      .input = input,
                      .view = view,
                      .runs = {},
                      .selected = 0,
                      .replays = cache_->replays,
                      .hits = cache_->hits};
    for (std::size_t i = 0; i < recording.trainings.size(); ++i) {
        const TrainingRecording& run = recording.trainings[i];
        if (run.rows() > 0 && !run.plan().hidden) d.runs.push_back(static_cast<int>(i));
    }
    if (d.runs.empty()) return;
    const bool is_there = std::ranges::find(d.runs, view.selected) != d.runs.end();
    d.selected = is_there ? view.selected : d.runs.front();
    list.PushClipRect(rect.least(), rect.most(), true);
    cache_->draw(d, rect);
    list.PopClipRect();
}

NetworkFigure::Part NetworkFigure::part_at(ImVec2 pixel) const {
    for (const PaneLayout& pane : cache_->layout.panes) {
        if (pane.contours.contains(pixel)) return Part::decision;
    }
    for (const PanelLayout& panel : cache_->layout.panels) {
        if (panel.rect.contains(pixel)) return panel.name == "wall" ? Part::wall : Part::panel;
    }
    return Part::none;
}

std::optional<Point> NetworkFigure::point_at(ImVec2 pixel) const {
    if (cache_->layout.panes.empty()) return std::nullopt;
    for (const auto& pane : cache_->panes) {
        if (const auto point = pane->point_at(pixel)) return point;
    }
    return std::nullopt;
}

std::optional<CellMark> NetworkFigure::cell_at(ImVec2 pixel) const {
    return part_at(pixel) == Part::wall ? cache_->wall.cell_at(pixel) : std::nullopt;
}

std::optional<StepMark> NetworkFigure::step_at(ImVec2 pixel) const {
    return cache_->hits.at(pixel);
}

}  // namespace tani
