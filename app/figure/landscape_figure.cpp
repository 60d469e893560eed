#include "app/figure/landscape_figure.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/figure/honesty_table.h"
#include "app/figure/landscape_layout.h"
#include "app/figure/landscape_pane.h"
#include "app/figure/learning_curves.h"
#include "app/figure/line_pane.h"
#include "app/figure/metrics_table.h"
#include "app/figure/norm_curves.h"
#include "app/figure/panels.h"
#include "app/figure/plane_words.h"
#include "app/figure/sharpness_chart.h"
#include "app/figure/training_readout.h"

namespace tani {

using namespace figure;

namespace {

constexpr std::array<std::string_view, 7> known_panels{"plane",     "loss",     "metric", "honesty",
                                                       "sharpness", "distance", "norms"};

bool has_paths(const TrainingDrawing& d) {
    return std::ranges::any_of(d.recording.landscape->planes,
                               [](const LandscapePlane& plane) { return !plane.paths.empty(); });
}

/// Those this lab knows, in their order.
std::vector<std::string> panels_of(const TrainingDrawing& d) {
    std::vector<std::string> panels;
    for (const std::string& name : landscape_panels(d.view)) {
        const bool of_training = name != "plane" && name != "honesty";
        if (is_read(d) && (of_training || (name == "honesty" && !has_paths(d))))
            continue;
        if (std::ranges::find(known_panels, name) != known_panels.end()) panels.push_back(name);
    }
    return panels;
}

/// Updates of all runs that are made, and that are to be made.
struct Progress {
    long made = 0, planned = 0;
    long step = 0, steps = 0;  ///< of the run that has the longest way to go
    bool trained = true;
};

Progress progress_of(const TrainingDrawing& d) {
    Progress p;
    long longest = -1;
    for (const TrainingRecording& run : d.recording.trainings) {
        const long made = run.steps(), planned = std::max<long>(run.plan().steps, made);
        p.made += made;
        p.planned += run.finished() ? made : planned;
        if (run.finished() || planned - made <= longest) continue;
        longest = planned - made;
        p.step = made;
        p.steps = planned;
        p.trained = false;
    }
    return p;
}

/// Of paths that were read from a file: "Step 57 / 200", as wide as the largest numbers.
struct StepReadout {
    std::string step, steps;
    float width = 0;
};

StepReadout step_readout(const TrainingDrawing& d) {
    int last = 0;
    for (const LandscapePlane& plane : d.recording.landscape->planes) {
        for (const PlanePath& path : plane.paths) {
            if (!path.points.empty()) last = std::max(last, path.points.back().step);
        }
    }
    if (last == 0) return {};
    const double now = std::clamp(d.input.playhead, 0.0, static_cast<double>(last));
    StepReadout r{.step = whole_text(static_cast<long>(now)), .steps = " / " + whole_text(last)};
    r.width = text_width(d.pen.small(), d.word_of("figure.step") + r.steps) +
              text_width(d.pen.large(), whole_text(last)) + 0.4f * d.pen.sizes.text;
    return r;
}

void draw_step_readout(const TrainingDrawing& d, Rect rect) {
    const StepReadout r = step_readout(d);
    if (r.steps.empty()) return;
    const ImFont &large = d.pen.large(), &small = d.pen.small();
    const float baseline = std::round(rect.y + (rect.height - large.FontSize) / 2 + large.Ascent);
    const ImU32 faint = d.pen.colours.faint_text;
    const float right = rect.right() - text_width(small, r.steps);
    draw_text(d.pen.list, small, {right, baseline - small.Ascent}, faint, r.steps);
    draw_text(d.pen.list, large, {right, baseline - large.Ascent}, d.pen.colours.text, r.step,
              {1, 0});
    draw_text(d.pen.list, small, {rect.right() - r.width, baseline - small.Ascent}, faint,
              d.word_of("figure.step"));
}

/// How far training has come, before there is a plane to look at.
void draw_progress(const TrainingDrawing& d, Rect rect) {
    const Pen& pen = d.pen;
    const Progress p = progress_of(d);
    const float em = pen.sizes.text, width = std::min(0.6f * rect.width, 20 * em);
    const ImVec2 middle = rect.centre();
    const std::string text =
        p.trained ? d.word_of("landscape.computing")
                  : d.phrase("landscape.training_step", whole_text(p.step), whole_text(p.steps));
    draw_text(pen.list, pen.text(), {middle.x, middle.y - 0.4f * em}, pen.colours.text, text,
              {0.5f, 1}, pen.colours.figure);
    const float share =
        static_cast<float>(p.made) / static_cast<float>(std::max<long>(p.planned, 1));
    if (p.trained) return;
    const Rect bar{std::round(middle.x - width / 2), std::round(middle.y + 0.4f * em), width,
                   std::max(0.25f * em, 3.0f)};
    pen.list.AddRectFilled(bar.least(), bar.most(), pen.colours.grid, bar.height / 2);
    pen.list.AddRectFilled(bar.least(), {bar.x + share * bar.width, bar.bottom()},
                           pen.colours.accent, bar.height / 2);
}

}  // namespace

std::vector<std::string> landscape_panels(const View& view) {
    if (view.panels == View{}.panels) return {"plane", "loss", "honesty"};
    return view.panels;
}

struct LandscapeFigure::Cache {
    std::shared_ptr<const Landscape> shown;  ///< kept, so that what is drawn of it stays
    HeightScale scale = HeightScale::automatic;
    std::vector<std::unique_ptr<LandscapePane>> planes;
    LinePane lines;
    std::vector<TrainingSeries> series;
    Replays replays;
    LearningCurves loss, metric;
    NormCurves norms;
    Hits hits;
    Layout layout;

    std::size_t panes() const { return planes.size() + (lines.empty() ? 0 : 1); }

    void show(const TrainingDrawing& d) {
        if (shown == d.recording.landscape && scale == d.view.height) return;
        shown = d.recording.landscape;
        scale = d.view.height;
        std::vector<const LandscapePlane*> flat, straight;
        if (shown) {
            for (const LandscapePlane& plane : shown->planes) {
                (plane.spec.line ? straight : flat).push_back(&plane);
            }
        }
        while (planes.size() < flat.size()) planes.push_back(std::make_unique<LandscapePane>());
        planes.resize(flat.size());
        for (std::size_t i = 0; i < flat.size(); ++i) planes[i]->show(*flat[i], scale);
        lines.show(straight);
    }

    std::vector<JudgedPath> judged_paths(const TrainingDrawing& d) const {
        std::vector<JudgedPath> paths;
        const auto add = [&](const LandscapePlane& plane, const PlaneReading& reading) {
            for (std::size_t i = 0; i < plane.paths.size(); ++i) {
                if (!is_shown(d, plane.paths[i])) continue;
                paths.push_back({&plane, &plane.paths[i], &reading.heights, reading.diameters[i]});
            }
        };
        for (const auto& pane : planes) add(pane->plane(), pane->reading());
        for (const LinePane::Line& line : lines.lines()) add(*line.plane, line.reading);
        std::ranges::stable_sort(paths, {}, [](const JudgedPath& p) { return p.path->run; });
        return paths;
    }

    LandscapeNeeds needs(const TrainingDrawing& d) const {
        LandscapeNeeds n;
        n.header.text = d.pen.sizes.text;
        n.header.small = d.pen.sizes.small;
        n.header.large = d.pen.sizes.large;
        n.header.gap = d.pen.sizes.gap;
        n.header.titled = true;
        if (d.input.title) {
            n.header.title_width =
                text_width(d.pen.large(), d.recording.plan.title.in(d.input.language));
        }
        n.header.readout_width = is_read(d) ? step_readout(d).width : readout_width(d);
        for (const auto& pane : planes) n.header.aspects.push_back(pane->aspect());
        // Until there are planes the room is kept for one.
        if (planes.empty())
            n.header.aspects.push_back(lines.empty() ? 1.0 : 1.7);
        else if (!lines.empty())
            n.header.aspects.push_back(1.7);
        n.header.show = planes.empty() ? ShowMode::contours : d.view.show;
        n.panels = panels_of(d);
        n.caption_height = [&d](float width) {
            if (!d.input.title || !d.view.caption) return 0.0f;
            return caption_height(d.pen, d.recording.plan.caption.in(d.input.language), width);
        };
        n.strip_height = [&d](float width) {
            return d.runs.size() > 1 ? run_strip_height(d, width) : 0.0f;
        };
        const std::vector<JudgedPath> judged = judged_paths(d);
        const std::size_t rows = std::max(d.runs.size(), judged.size());
        n.honesty_width = honesty_table_width(d, judged);
        n.honesty_height = [&d, rows](float width) { return honesty_table_height(d, rows, width); };
        return n;
    }

    void update_series(const TrainingDrawing& d) {
        float widest = 200;
        for (const PanelLayout& panel : layout.panels) widest = std::max(widest, panel.rect.width);
        series.resize(d.recording.trainings.size());
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i].update(d.recording.trainings[i], d.view.smoothing,
                             static_cast<int>(widest / 2));
        }
    }

    /// Over what is of the trainings before.
    void veil(const TrainingDrawing& d, Rect rect) const {
        if (!shown || !shown->stale) return;
        d.pen.list.AddRectFilled(rect.least(), rect.most(), faded(d.pen.colours.figure, 0.62f));
    }

    void draw_panel(const TrainingDrawing& d, const PanelLayout& panel) {
        if (panel.name == "honesty") {
            draw_honesty_table(d, judged_paths(d), panel.rect);
            veil(d, panel.rect);
        }
        if (d.runs.empty()) return;
        if (panel.name == "loss") loss.draw(d, LearningCurves::What::loss, panel.rect, series);
        if (panel.name == "metric") {
            metric.draw(d, LearningCurves::What::metric, panel.rect, series);
        }
        if (panel.name == "sharpness") draw_step_chart(d, sharpness_chart(d), panel.rect);
        if (panel.name == "distance") {
            draw_step_chart(d, distance_chart(d, shown.get()), panel.rect);
            veil(d, panel.rect);
        }
        if (panel.name == "norms") norms.draw(d, panel.rect);
    }

    void draw_panes(const TrainingDrawing& d) {
        for (std::size_t i = 0; i < planes.size(); ++i) planes[i]->draw(d, layout.panes[i]);
        if (!lines.empty()) {
            PaneLayout pane = layout.panes[planes.size()];
            pane.contours = pane.whole();
            lines.draw(d, pane);
        }
        if (shown && !shown->stale && panes() > 0) return;
        veil(d, layout.views);
        draw_progress(d, layout.views);
    }

    void draw(const TrainingDrawing& d, Rect rect) {
        show(d);
        for (const auto& pane : planes) pane->go_to(d.input.playhead);
        lines.go_to(d.input.playhead);
        layout = lay_out_landscape(rect, needs(d));
        const bool has_panes = !layout.panes.empty();
        if (has_panes) {
            for (std::size_t i = 0; i < planes.size(); ++i) planes[i]->paint(d, layout.panes[i]);
        }
        update_series(d);
        draw_title(d.pen, d.recording.plan.title.in(d.input.language), layout);
        is_read(d) ? draw_step_readout(d, layout.readout) : draw_readout(d, layout.readout);
        if (has_panes) draw_panes(d);
        for (const PanelLayout& panel : layout.panels) draw_panel(d, panel);
        if (!layout.legend.empty()) draw_run_strip(d, layout.legend);
        draw_caption(d.pen, d.recording.plan.caption.in(d.input.language), layout.caption);
    }
};

LandscapeFigure::LandscapeFigure() : cache_(std::make_unique<Cache>()) {}
LandscapeFigure::~LandscapeFigure() = default;

void LandscapeFigure::draw(ImDrawList& list, const Fonts& fonts, Rect rect,
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
                      .selected = view.selected,
                      .replays = cache_->replays,
                      .hits = cache_->hits};
    for (std::size_t i = 0; i < recording.trainings.size(); ++i) {
        const TrainingRecording& run = recording.trainings[i];
        if (run.rows() > 0 && !run.plan().hidden) d.runs.push_back(static_cast<int>(i));
    }
    if (d.runs.empty() && (!recording.trainings.empty() || !recording.landscape)) return;
    const bool is_there = std::ranges::find(d.runs, view.selected) != d.runs.end();
    if (!is_there && !d.runs.empty()) d.selected = d.runs.front();
    list.PushClipRect(rect.least(), rect.most(), true);
    cache_->draw(d, rect);
    list.PopClipRect();
}

LandscapeFigure::Part LandscapeFigure::part_at(ImVec2 pixel) const {
    if (!cache_->layout.panes.empty()) {
        for (const auto& pane : cache_->planes) {
            if (pane->map_box().contains(pixel)) return Part::contours;
            if (pane->surface_rect().contains(pixel)) return Part::surface;
        }
        if (cache_->lines.box().contains(pixel)) return Part::contours;
    }
    for (const PanelLayout& panel : cache_->layout.panels) {
        if (panel.rect.contains(pixel)) return Part::panel;
    }
    return Part::none;
}

std::optional<Point> LandscapeFigure::point_at(ImVec2 pixel) const {
    if (cache_->layout.panes.empty()) return std::nullopt;
    for (const auto& pane : cache_->planes) {
        if (const auto point = pane->point_at(pixel)) return point;
    }
    return cache_->lines.point_at(pixel);
}

std::optional<StepMark> LandscapeFigure::step_at(ImVec2 pixel) const {
    return cache_->hits.at(pixel);
}

}  // namespace tani
