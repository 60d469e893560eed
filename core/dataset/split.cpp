// Data in two parts, one to train on and one held out, and inputs of mean 0 and deviation 1.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/dataset/dataset.h"

namespace tani {

namespace {

/// How many of so many samples are held out: at least one where any share is, and never all.
int held_out(int samples, double share) {
    if (!(share >= 0 && share < 1)) {
        throw Error(fmt::format("validation = {}; expected a share in [0, 1)", share));
    }
    const int count = static_cast<int>(std::lround(share * samples));
    return std::min(std::max(count, share > 0 ? 1 : 0), std::max(samples - 1, 0));
}

/// Every row once, in an order that is drawn (Fisher & Yates).
std::vector<int> drawn_order(int samples, std::uint64_t seed) {
    std::vector<int> rows(static_cast<std::size_t>(samples));
    std::iota(rows.begin(), rows.end(), 0);
    for (std::size_t left = rows.size(); left > 1; --left) {
        const double u = uniform(seed, Stream::split, left);
        const auto pick = static_cast<std::size_t>(u * static_cast<double>(left));
        std::swap(rows[left - 1], rows[std::min(pick, left - 1)]);
    }
    return rows;
}

Dataset part_of(const Dataset& data, std::span<const int> rows) {
    Dataset part{.outline = data.outline,
                 .input_names = data.input_names,
                 .target_names = data.target_names,
                 .class_names = data.class_names};
    part.outline.samples = static_cast<int>(rows.size());
    part.x.reserve(rows.size() * data.outline.input.size());
    part.y.reserve(rows.size() * static_cast<std::size_t>(data.outline.targets));
    for (const int row : rows) {
        const auto x = data.input(row), y = data.target(row);
        part.x.insert(part.x.end(), x.begin(), x.end());
        part.y.insert(part.y.end(), y.begin(), y.end());
    }
    return part;
}

struct Spread {
    double mean = 0, deviation = 1;
};

/// Calls visit(number) for all numbers of a channel, sample by sample.
template <class Numbers, class Visit>
void for_channel(Numbers& x, const DataOutline& outline, int channel, Visit visit) {
    const std::size_t size = outline.input.size();
    const std::size_t pixels = size / static_cast<std::size_t>(outline.input.channels);
    const std::size_t first = static_cast<std::size_t>(channel) * pixels;
    for (std::size_t row = 0; row < static_cast<std::size_t>(outline.samples); ++row) {
        for (std::size_t i = 0; i < pixels; ++i) visit(x[row * size + first + i]);
    }
}

Spread spread_of(const Dataset& data, int channel) {
    double sum = 0, count = 0;
    for_channel(data.x, data.outline, channel, [&](float x) {
        sum += x;
        ++count;
    });
    Spread spread{.mean = sum / count};
    double squares = 0;
    for_channel(data.x, data.outline, channel,
                [&](float x) { squares += (x - spread.mean) * (x - spread.mean); });
    const double deviation = std::sqrt(squares / count);
    // Of numbers that are all the same only rounding is left, which must not be blown up.
    if (deviation > 1e-7 * std::abs(spread.mean)) spread.deviation = deviation;
    return spread;
}

void standardize(Dataset& data, int channel, const Spread& spread) {
    for_channel(data.x, data.outline, channel,
                [&](float& x) { x = static_cast<float>((x - spread.mean) / spread.deviation); });
}

}  // namespace

int train_samples(const DataOutline& outline, const DataSpec& spec) {
    return outline.samples - held_out(outline.samples, spec.validation);
}

SplitData split(Dataset data, const DataSpec& spec, std::uint64_t run_seed) {
    const int samples = data.outline.samples, kept = train_samples(data.outline, spec);
    std::vector<int> rows(static_cast<std::size_t>(samples));
    std::iota(rows.begin(), rows.end(), 0);
    if (spec.split == Split::random) rows = drawn_order(samples, spec.seed.value_or(run_seed));
    SplitData parts;
    parts.train_rows.assign(rows.begin(), rows.begin() + kept);
    parts.validation_rows.assign(rows.begin() + kept, rows.end());
    // Which rows are held out is drawn, not their order: a series stays one.
    std::ranges::sort(parts.train_rows);
    std::ranges::sort(parts.validation_rows);
    parts.train = part_of(data, parts.train_rows);
    parts.validation = part_of(data, parts.validation_rows);
    for (int channel = 0; spec.standardize && channel < data.outline.input.channels; ++channel) {
        const Spread spread = spread_of(parts.train, channel);
        standardize(parts.train, channel, spread);
        standardize(parts.validation, channel, spread);
    }
    return parts;
}

}  // namespace tani
