#include "app/figure/map_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/plot/strokes.h"
#include "app/plot/text.h"

namespace tani::figure {

namespace {

constexpr std::size_t most_named_minima = 9;

bool is_factor(Measure measure) { return measure == Measure::rate || measure == Measure::radius; }

constexpr std::size_t shades = 1024;

/// The height colours of a theme, from the lowest.
const std::array<ImU32, shades>& shades_of(Theme theme) {
    static const auto all = [] {
        std::array<std::array<ImU32, shades>, 3> tables{};
        for (std::size_t t = 0; t < tables.size(); ++t) {
            for (std::size_t i = 0; i < shades; ++i) tables[t][i] = to_colour(height_colour(static_cast<Theme>(t), static_cast<double>(i) / (shades - 1)));
        }
        return tables;
    }();
    return all[static_cast<std::size_t>(theme)];
}

std::string point_text(const Minimum& minimum) {
    return fmt::format("({}, {})", number_text(minimum.x, 3), number_text(minimum.y, 3));
}

}  // namespace

MapScale::MapScale(const std::vector<const SweepMap*>& maps, const std::vector<Minimum>& minima, const Pen& pen) : theme_(pen.theme) {
    if (!maps.empty()) measure_ = maps.front()->plan.measure;
    over_ = mixed(pen.colours.figure, pen.colours.error, 0.5f) | IM_COL32_A_MASK;
    none_ = mixed(pen.colours.figure, pen.colours.text, 0.22f) | IM_COL32_A_MASK;
    bar_ = measure_ != Measure::diverged && measure_ != Measure::minimum;
    find_range(maps);
    if (measure_ == Measure::minimum) {
        name_minima(minima, has_none_, pen);
    } else if (measure_ == Measure::diverged) {
        swatches_ = {{colour(0), pen.word_of("map.no")}, {over_, pen.word_of("map.yes")}};
    } else {
        if (has_over_) swatches_.push_back({over_, pen.word_of(is_factor(measure_) ? "map.above_one" : "map.above_start")});
        if (has_none_) swatches_.push_back({none_, pen.word_of(measure_ == Measure::steps_to_tolerance ? "map.never" : "map.no_value")});
    }
}

void MapScale::find_range(const std::vector<const SweepMap*>& maps) {
    double least = INFINITY, most = -INFINITY, least_positive = INFINITY;
    double limit = is_factor(measure_) ? 1 : INFINITY;
    if (measure_ == Measure::final_loss) {
        // What ended higher than any run began has diverged; it would stretch the scale beyond use.
        double highest = -INFINITY;
        for (const SweepMap* map : maps) highest = std::max(highest, map->highest_start);
        if (std::isfinite(highest)) limit = highest;
    }
    for (const SweepMap* map : maps) {
        for (const double value : map->values) {
            if (std::isnan(value) || (measure_ == Measure::minimum && value < 0)) {
                has_none_ = true;
            } else if (value > limit) {
                has_over_ = true;
            } else {
                least = std::min(least, value), most = std::max(most, value);
                if (value > 0) least_positive = std::min(least_positive, value);
            }
        }
    }
    if (!(least <= most)) least = 0, most = 1;
    // Steps are few where settings are good: there the eye should see differences.
    const double many = measure_ == Measure::steps_to_tolerance ? 4 : 30;
    constexpr double smallest_share = 1e-16;
    const double floor = std::max(least_positive, most * smallest_share);
    axis_.log = !is_factor(measure_) && least >= 0 && most > many * floor;
    axis_.from = axis_.log ? floor : least;
    axis_.to = most > axis_.from ? most : axis_.from + std::max(std::abs(axis_.from), 1.0) * 1e-6;
    if (axis_.log && !(axis_.to > axis_.from * 1.001)) axis_.to = axis_.from * 1.001;
}

void MapScale::name_minima(const std::vector<Minimum>& minima, bool none, const Pen& pen) {
    constexpr float turn = 0.61803399f;  // of the colour circle: neighbours differ however many there are
    for (std::size_t i = 0; i < minima.size(); ++i) {
        float r = 0, g = 0, b = 0;
        const float hue = std::fmod(0.56f + turn * static_cast<float>(i), 1.0f);
        ImGui::ColorConvertHSVtoRGB(hue, pen.colours.dark ? 0.55f : 0.42f, pen.colours.dark ? 0.72f : 0.93f, r, g, b);
        categories_.push_back(to_colour({r, g, b}));
        if (minima.size() <= most_named_minima) swatches_.push_back({categories_.back(), point_text(minima[i])});
    }
    if (none) swatches_.push_back({none_, pen.word_of("map.none")});
}

ImU32 MapScale::colour(double value) const {
    if (measure_ == Measure::minimum) {
        const auto index = static_cast<std::size_t>(std::max(value, 0.0));
        return value >= 0 && index < categories_.size() ? categories_[index] : none_;
    }
    if (std::isnan(value)) return none_;
    if (measure_ == Measure::diverged) return value != 0 ? over_ : to_colour(height_colour(theme_, 0.25));
    if (value > axis_.to) return over_;
    const double share = value <= axis_.from ? 0 : axis_.fraction(value);
    return shades_of(theme_)[static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * (shades - 1) + 0.5)];
}

std::vector<Tick> MapScale::ticks(int most) const { return tani::ticks(axis_, most); }

std::string value_text(const Pen& pen, Measure measure, double value, const std::vector<Minimum>& minima) {
    switch (measure) {
        case Measure::steps_to_tolerance:
            return std::isnan(value) ? pen.word_of("map.never") : pen.phrase("map.steps", static_cast<int>(value));
        case Measure::diverged: return pen.word_of(value != 0 ? "map.yes" : "map.no");
        case Measure::minimum: {
            const auto index = static_cast<std::size_t>(std::max(value, 0.0));
            return value >= 0 && index < minima.size() ? pen.phrase("map.in_minimum", point_text(minima[index])) : pen.word_of("map.none");
        }
        case Measure::final_loss: return std::isinf(value) ? pen.word_of("map.above_start") : pen.phrase("map.loss", number_text(value, 3));
        case Measure::rate:
        case Measure::radius: return std::isnan(value) ? pen.word_of("map.no_value") : pen.phrase("map.factor", number_text(value, 4));
    }
    return {};
}

}  // namespace tani::figure
