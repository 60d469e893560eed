// The theory of momentum over a map: borders of stability and of the regimes, and targets to click.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "app/figure/pen.h"
#include "app/plot/strokes.h"
#include "core/recording/run_map.h"

namespace tani::figure {

/// The name of a target or a regime.
inline const std::string& target_name(const Pen& pen, std::string_view id) { return pen.word_of(fmt::format("map.target_{}", id)); }

/// Of a map that has a theory. Curves are traced along the momentum.
class TheoryDrawing {
  public:
    TheoryDrawing(const Pen& pen, const RunMap& map, const Mapping& mapping)
        : pen_(pen), theory_(*map.theory), mapping_(mapping), across_(momentum_axis(map.site) == 0) {}

    ImVec2 pixel(double rate, double momentum) const { return across_ ? mapping_.pixel(momentum, rate) : mapping_.pixel(rate, momentum); }
    void draw_borders() const;
    /// Dots with names; each pixel is its target's.
    void draw_targets(std::span<const MomentumTarget> targets, std::span<const ImVec2> pixels) const;

  private:
    ImU32 ink(float opacity) const { return faded(pen_.colours.text | IM_COL32_A_MASK, opacity); }
    void curve(const Stroke& stroke, const std::function<double(double)>& rate_of) const;
    /// Beside its dot, where it covers neither another dot nor a label.
    void label(const std::string& text, ImVec2 at, float dot, std::vector<Rect>& taken) const;

    const Pen& pen_;
    const MomentumTheory& theory_;
    const Mapping& mapping_;
    bool across_;
};

}  // namespace tani::figure
