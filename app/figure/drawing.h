// What every part of the figure draws with, and what it leaves for the mouse. Private to this folder.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "app/figure/figure.h"
#include "app/figure/pen.h"
#include "app/plot/axes.h"
#include "app/plot/strokes.h"
#include "app/plot/text.h"
#include "app/plot/theme.h"
#include "app/words/words.h"
#include "core/recording/recording.h"

namespace tani::figure {

/// A key for what is kept between pictures, from all that it was made of.
inline std::uint64_t mixed_in(std::uint64_t hash, std::uint64_t value) {
    hash ^= value + 0x9e3779b97f4a7c15ull + (hash << 6) + (hash >> 2);
    hash *= 0xff51afd7ed558ccdull;
    return hash ^ (hash >> 29);
}
inline std::uint64_t mixed_in(std::uint64_t hash, double value) { return mixed_in(hash, std::bit_cast<std::uint64_t>(value)); }
inline std::uint64_t mixed_in(std::uint64_t hash, Rect rect) {
    for (const float value : {rect.x, rect.y, rect.width, rect.height}) hash = mixed_in(hash, static_cast<double>(value));
    return hash;
}

/// Where steps were drawn, to be found again by the mouse.
struct Hits {
    struct Step {
        ImVec2 at;
        StepMark mark;
    };
    std::vector<Step> steps;
    void add(ImVec2 at, int run, int row) { steps.push_back({at, {run, row}}); }
    /// The nearest one within a few pixels.
    std::optional<StepMark> at(ImVec2 pixel) const;
};

/// One picture being drawn. Lives for a call of SurfaceFigure::draw.
struct Drawing {
    ImDrawList& list;
    const Fonts& fonts;
    const Palette& colours;
    Sizes sizes;
    const Recording& recording;
    const FigureInput& input;
    const View& view;
    std::vector<std::uint64_t> marks;  ///< of each run; differs when its rows do
    std::vector<int> runs;             ///< those that are not hidden
    int selected = 0;                  ///< one of them
    Hits& hits;

    const RunRecording& run(int index) const { return recording.runs[static_cast<std::size_t>(index)]; }
    std::uint64_t mark(int index) const { return marks[static_cast<std::size_t>(index)]; }
    RunStyle style(int index) const { return run_style(input.theme, index); }
    /// The row at or before the playhead, and how far on the way to the next one it is.
    int row(int index) const;
    double fraction(int index) const;
    /// The loss at the playhead's row.
    double loss_now(int index) const { return run(index).loss_at(row(index)); }
    /// The run has reached the step at which it diverged.
    bool has_diverged(int index) const;
    bool has_converged(int index) const;
    const std::string& label(int index) const { return run(index).plan().shown.in(input.language); }

    const ImFont& text() const { return *fonts.text(); }
    const ImFont& small() const { return *fonts.small(); }
    const ImFont& large() const { return *fonts.large(); }
    /// Width of thin lines: axes, grids, contours.
    float hairline() const { return pen().hairline(); }
    Pen pen() const { return {list, fonts, colours, sizes, input.language, input.theme}; }
    AxesLook axes_look() const;

    template <class... Values>
    std::string phrase(std::string_view key, const Values&... values) const {
        return fmt::format(fmt::runtime(word(input.language, key)), values...);
    }
    const std::string& word_of(std::string_view key) const { return word(input.language, key); }
};

inline void draw_reading(const Drawing& d, ImVec2 at, Rect bounds, const std::vector<std::string>& lines) { draw_reading(d.pen(), at, bounds, lines); }

}  // namespace tani::figure
