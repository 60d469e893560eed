// The colour of a measured value: low is good and has the colour of a valley, what diverged or never
// arrived stands apart.
#pragma once
#include <string>
#include <vector>

#include "app/figure/pen.h"
#include "core/recording/run_map.h"

namespace tani::figure {

class MapScale {
  public:
    /// For all values of one measure: maps side by side share a scale.
    MapScale(const std::vector<const SweepMap*>& maps, const std::vector<Minimum>& minima, const Pen& pen);

    ImU32 colour(double value) const;

    bool has_bar() const { return bar_; }
    /// Of the bar: numbers, and where they stand on it, 0 … 1.
    std::vector<Tick> ticks(int most) const;
    double fraction(double value) const { return axis_.fraction(value); }
    /// Colours with names, beside or instead of the bar.
    struct Swatch {
        ImU32 colour;
        std::string name;
    };
    const std::vector<Swatch>& swatches() const { return swatches_; }

  private:
    void find_range(const std::vector<const SweepMap*>& maps);
    void name_minima(const std::vector<Minimum>& minima, bool none, const Pen& pen);

    Measure measure_ = Measure::final_loss;
    Theme theme_ = Theme::dark;
    bool bar_ = true;
    Axis axis_;
    ImU32 over_ = 0, none_ = 0;  ///< diverged; never, or in no minimum
    bool has_over_ = false, has_none_ = false;
    std::vector<Swatch> swatches_;
    std::vector<ImU32> categories_;
};

/// The value for people: "41 steps", "in the minimum (3, 2)", "diverged".
std::string value_text(const Pen& pen, Measure measure, double value, const std::vector<Minimum>& minima);

}  // namespace tani::figure
