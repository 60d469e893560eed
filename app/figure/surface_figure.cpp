#include "app/figure/surface_figure.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "app/figure/curves.h"
#include "app/figure/drawing.h"
#include "app/figure/layout.h"
#include "app/figure/map_panel.h"
#include "app/figure/pane.h"
#include "app/figure/panels.h"

namespace tani {

using namespace figure;

namespace {

constexpr std::array<std::string_view, 4> known_panels{"loss", "distance", "grad_norm", "formula"};

/// Differs between runs that differ in their rows: from where these are kept and some of what is in them. The same for rows that
/// two recordings share.
std::uint64_t mark_of(const RunRecording& run) {
    constexpr int looks = 16;
    std::uint64_t mark = mixed_in(std::bit_cast<std::uintptr_t>(run.column(0, RunRecording::x).data()), static_cast<std::uint64_t>(run.rows()));
    for (int i = 0; i <= looks; ++i) {
        const int row = static_cast<int>(static_cast<long>(run.steps()) * i / looks);
        for (const RunRecording::Column column : {RunRecording::x, RunRecording::y, RunRecording::loss}) mark = mixed_in(mark, run.at(row, column));
    }
    return mark;
}

/// Runs with equal surfaces share a pane.
struct PaneRuns {
    SurfaceSpec spec;
    std::vector<int> runs;
};

std::vector<PaneRuns> panes_of(const Drawing& d) {
    std::vector<PaneRuns> panes;
    std::vector<SurfaceSpec> starts;
    for (const int run : d.runs) {
        const SurfaceSpec& start = d.run(run).plan().settings.surface;
        const auto same = static_cast<std::size_t>(std::find(starts.begin(), starts.end(), start) - starts.begin());
        if (same == starts.size()) {
            starts.push_back(start);
            panes.push_back({d.run(run).settings_at(std::min(d.row(run), std::max(d.run(run).steps() - 1, 0))).surface, {}});
        }
        panes[same].runs.push_back(run);
    }
    return panes;
}

}  // namespace

namespace figure {

int Drawing::row(int index) const { return static_cast<int>(std::clamp(std::floor(input.playhead), 0.0, static_cast<double>(run(index).steps()))); }

double Drawing::fraction(int index) const {
    const int at = row(index);
    return at >= run(index).steps() ? 0 : std::clamp(input.playhead - at, 0.0, 1.0);
}

bool Drawing::has_diverged(int index) const {
    const Outcome& outcome = run(index).outcome();
    return outcome.diverged && row(index) >= outcome.diverged_step;
}

bool Drawing::has_converged(int index) const { return run(index).outcome().ending == Ending::converged && row(index) >= run(index).steps(); }

AxesLook Drawing::axes_look() const { return pen().axes_look(); }

std::optional<StepMark> Hits::at(ImVec2 pixel) const {
    constexpr float reach = 9;
    float nearest = reach;
    std::optional<StepMark> found;
    for (const Step& step : steps) {
        const float away = distance(step.at, pixel);
        if (away >= nearest) continue;
        nearest = away;
        found = step.mark;
    }
    return found;
}

}  // namespace figure

struct SurfaceFigure::Cache {
    std::vector<std::unique_ptr<Pane>> panes;
    std::vector<CurvePanel> curves;
    FormulaPanel formula;
    MapPanel map;
    Hits hits;
    Layout layout;

    LayoutNeeds needs(const Drawing& d) {
        LayoutNeeds n;
        n.text = d.sizes.text;
        n.small = d.sizes.small;
        n.large = d.sizes.large;
        n.gap = d.sizes.gap;
        n.title_width = d.input.title ? text_width(d.large(), d.recording.plan.title.in(d.input.language)) : 0;
        n.readout_width = readout_width(d);
        n.show = d.view.show;
        if (d.input.maps) {
            n.maps = static_cast<int>(d.input.maps->size());
            n.map_aspect = map_aspect(*d.input.maps);
        }
        for (const std::string& name : d.view.panels) {
            if (std::find(known_panels.begin(), known_panels.end(), name) != known_panels.end()) n.panels.push_back(name);
        }
        for (const auto& pane : panes) n.aspects.push_back(pane->aspect());
        n.caption_height = [&d](float width) { return d.input.title && d.view.caption ? caption_height(d.pen(), d.recording.plan.caption.in(d.input.language), width) : 0; };
        n.legend_height = [&d](float width) { return legend_height(d, width); };
        n.legend_strip_height = [&d](float width) { return legend_strip_height(d, width); };
        n.formula_height = [&d, this](float width, int detail) { return formula.height(d, width, detail); };
        return n;
    }

    void show_panes(const Drawing& d) {
        const std::vector<PaneRuns> wanted = panes_of(d);
        while (panes.size() < wanted.size()) panes.push_back(std::make_unique<Pane>());
        panes.resize(wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) panes[i]->show(wanted[i].spec, d.view.height, wanted[i].runs);
    }

    void draw(const Drawing& d, Rect rect) {
        show_panes(d);
        layout = lay_out(rect, needs(d));
        for (std::size_t i = 0; i < panes.size(); ++i) panes[i]->paint(d, layout.panes[i]);
        static const std::vector<RunMap> no_maps;
        const std::vector<RunMap>& maps = d.input.maps && !layout.maps.empty() ? *d.input.maps : no_maps;
        map.paint(d.pen(), layout.maps, maps);
        draw_title(d.pen(), d.recording.plan.title.in(d.input.language), layout);
        draw_readout(d, layout.readout);
        for (std::size_t i = 0; i < panes.size(); ++i) panes[i]->draw(d, layout.panes[i]);
        std::size_t curve = 0;
        for (const PanelLayout& panel : layout.panels) {
            if (panel.name == "formula") {
                formula.draw(d, panel.rect, layout.formula_detail);
            } else {
                if (curve == curves.size()) curves.emplace_back();
                curves[curve++].draw(d, panel.name, panel.rect);
            }
        }
        map.draw(d.pen(), maps, d.input.hovered_map);
        draw_legend(d, layout.legend, layout.legend_strip);
        draw_caption(d.pen(), d.recording.plan.caption.in(d.input.language), layout.caption);
    }
};

SurfaceFigure::SurfaceFigure() : cache_(std::make_unique<Cache>()) {}
SurfaceFigure::~SurfaceFigure() = default;

void SurfaceFigure::draw(ImDrawList& list, const Fonts& fonts, Rect rect, const Recording& recording, const FigureInput& input) {
    cache_->hits.steps.clear();
    cache_->layout = {};
    static const View standard_view{};
    const View& view = input.view != nullptr ? *input.view : standard_view;
    const Palette& colours = palette(input.theme);
    if (input.background) list.AddRectFilled(rect.least(), rect.most(), colours.figure);
    if (recording.runs.empty() || rect.width < 40 || rect.height < 40) return;
    Drawing d{.list = list, .fonts = fonts, .colours = colours, .sizes = sizes_of(fonts, rect, input.scale, input.presenter), .recording = recording, .input = input,
              .view = view, .marks = {}, .runs = {}, .selected = 0, .hits = cache_->hits};
    for (std::size_t i = 0; i < recording.runs.size(); ++i) {
        const RunRecording& run = recording.runs[i];
        const bool drawn = !run.plan().hidden && run.rows() > 0;
        d.marks.push_back(drawn ? mark_of(run) : 0);
        if (drawn) d.runs.push_back(static_cast<int>(i));
    }
    if (d.runs.empty()) return;
    d.selected = std::find(d.runs.begin(), d.runs.end(), view.selected) != d.runs.end() ? view.selected : d.runs.front();
    list.PushClipRect(rect.least(), rect.most(), true);
    cache_->draw(d, rect);
    list.PopClipRect();
}

SurfaceFigure::Part SurfaceFigure::part_at(ImVec2 pixel) const {
    if (cache_->layout.panes.empty()) return Part::none;
    if (cache_->map.contains(pixel)) return Part::map;
    for (const auto& pane : cache_->panes) {
        if (pane->map_box().contains(pixel)) return Part::contours;
        if (pane->surface_rect().contains(pixel)) return Part::surface;
    }
    for (const PanelLayout& panel : cache_->layout.panels) {
        if (panel.rect.contains(pixel)) return Part::panel;
    }
    return Part::none;
}

std::optional<Point> SurfaceFigure::point_at(ImVec2 pixel) const {
    if (cache_->layout.panes.empty()) return std::nullopt;
    for (const auto& pane : cache_->panes) {
        if (const auto point = pane->point_at(pixel)) return point;
    }
    return std::nullopt;
}

std::optional<MapMark> SurfaceFigure::map_at(ImVec2 pixel, const std::optional<MapMark>& held) const {
    if (cache_->layout.panes.empty()) return std::nullopt;
    return held ? cache_->map.mark_in(held->map, pixel) : cache_->map.mark_at(pixel);
}

std::optional<StepMark> SurfaceFigure::step_at(ImVec2 pixel) const { return cache_->hits.at(pixel); }

}  // namespace tani
