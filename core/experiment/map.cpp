#include "core/experiment/map.h"

#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/error.h"

namespace tani {

namespace {

constexpr int most_cells_along = 4096;

}  // namespace

double SweepAxis::at(int index) const {
    if (index <= 0) return from;
    if (index >= count - 1) return to;
    const double share = static_cast<double>(index) / (count - 1);
    if (log) return from * std::pow(to / from, share);
    return from + share * (to - from);
}

void check_axis(const SweepAxis& axis) {
    if (!std::isfinite(axis.from) || !std::isfinite(axis.to)) throw Error(fmt::format("{} needs two finite numbers", axis.key));
    if (axis.count < 2 || axis.count > most_cells_along) {
        throw Error(fmt::format("{} has {} values; expected 2 to {}", axis.key, axis.count, most_cells_along));
    }
    if (axis.from == axis.to) throw Error(fmt::format("{} goes from {} to the same number", axis.key, axis.from));
    if (axis.log && !(axis.from > 0 && axis.to > 0)) {
        throw Error(fmt::format("{} goes from {} to {} logarithmically; expected positive numbers", axis.key, axis.from, axis.to));
    }
}

SweepAxis read_axis(std::string_view text) {
    const auto wrong = [&](const std::string& what) {
        return Error(fmt::format("{}: {}; expected KEY=FROM:TO:COUNT or KEY=FROM:TO:COUNT:log", text, what));
    };
    const std::size_t equals = text.find('=');
    if (equals == text.npos || equals == 0) throw wrong("no key");
    SweepAxis axis{.key = std::string(text.substr(0, equals))};
    std::vector<std::string_view> parts;
    for (std::string_view rest = text.substr(equals + 1);;) {
        const std::size_t colon = rest.find(':');
        parts.push_back(rest.substr(0, colon));
        if (colon == rest.npos) break;
        rest = rest.substr(colon + 1);
    }
    if (parts.size() < 3 || parts.size() > 4) throw wrong("not three numbers");
    const auto read = [&](std::string_view part, auto& number) {
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
        if (error != std::errc() || end != part.data() + part.size()) throw wrong(fmt::format("'{}' is no number", part));
    };
    read(parts[0], axis.from);
    read(parts[1], axis.to);
    read(parts[2], axis.count);
    if (parts.size() == 4) {
        if (parts[3] != "log") throw wrong(fmt::format("'{}' is not log", parts[3]));
        axis.log = true;
    }
    check_axis(axis);
    return axis;
}

std::string axis_text(const SweepAxis& axis) {
    return fmt::format("{}={}:{}:{}{}", axis.key, axis.from, axis.to, axis.count, axis.log ? ":log" : "");
}

std::span<const MeasureName> measures() {
    static const std::vector<MeasureName> all = {
        {Measure::final_loss, "final_loss", {"final loss", "最終損失"}, {"The loss after the last step.", "最後のステップの損失。"}},
        {Measure::steps_to_tolerance, "steps_to_tolerance", {"steps to tolerance", "収束までのステップ数"},
         {"The first step from which on the loss stays within the tolerance of the minimum.", "以後ずっと最小値との差が許容値を下回る最初のステップ。"}},
        {Measure::diverged, "diverged", {"diverged", "発散"},
         {"Whether the loss stops being finite or ends higher than it began (1), or not (0).", "損失が有限でなくなるか最初より高く終われば1、そうでなければ0。"}},
        {Measure::rate, "rate", {"rate of convergence", "収束率"},
         {"The factor by which the distance to the minimum shrinks per step, fitted to the tail.", "最小点までの距離が1ステップで縮む倍率（後半への当てはめ）。"}},
        {Measure::radius, "radius", {"spectral radius", "スペクトル半径"},
         {"The factor by which the distance to the minimum shrinks per step in the long run, by theory: the spectral radius of the iteration at the minimum.", "長い目で見て最小点までの距離が1ステップで縮む倍率の理論値：最小点での反復行列のスペクトル半径。"}},
        {Measure::minimum, "minimum", {"minimum reached", "到達した最小点"},
         {"Which of the listed minima the run ends in; −1 for none.", "どの最小点に着いたか。どれでもなければ−1。"}},
    };
    return all;
}

Measure find_measure(std::string_view id) {
    std::vector<std::string> known;
    for (const MeasureName& name : measures()) {
        if (name.id == id) return name.measure;
        known.emplace_back(name.id);
    }
    throw Error(fmt::format("there is no measure '{}'{}; expected one of {}", id, did_you_mean(id, known), fmt::join(known, ", ")));
}

std::string_view measure_id(Measure measure) {
    for (const MeasureName& name : measures()) {
        if (name.measure == measure) return name.id;
    }
    return {};
}

}  // namespace tani
