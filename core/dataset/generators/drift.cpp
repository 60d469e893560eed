// A series whose relation changes in time: a random split lets the future leak into training.
#include <cmath>
#include <numbers>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, drift, noise };
};

DataOutline outline(std::span<const double> s) {
    return {.samples = whole(s[At::samples]), .input = {.channels = 2}};
}

/// Waves of time that start anywhere.
struct Phases {
    double slope, level;
};

/// y at time t in [−1, 1] and input x: a line whose slope and height wander.
double relation(double drift, Phases phases, double t, double x) {
    const double wave = 2 * std::numbers::pi * t;
    const double slope = 1 + drift * 0.8 * std::sin(0.5 * wave + phases.slope);
    const double level = drift * (t + 0.5 * std::sin(wave + phases.level));
    return slope * x + level;
}

Dataset make(std::span<const double> s, std::uint64_t seed) {
    Draws common = Draws::of_all(seed);
    const double full = 2 * std::numbers::pi;
    const double first = common.within(0, full), second = common.within(0, full);
    Dataset data{.outline = outline(s),
                 .input_names = {{"time", "時刻"}, {"x", "x"}},
                 .target_names = {{"y", "y"}}};
    for (int i = 0; i < data.outline.samples; ++i) {
        Draws draws(seed, static_cast<std::uint64_t>(i));
        const double t = -1 + 2.0 * i / (data.outline.samples - 1);
        const double x = draws.within(-1, 1);
        const double y = relation(s[At::drift], {first, second}, t, x);
        data.x.push_back(static_cast<float>(t));
        data.x.push_back(static_cast<float>(x));
        data.y.push_back(static_cast<float>(y + s[At::noise] * draws.normal()));
    }
    return data;
}

}  // namespace

DatasetEntry drift() {
    return {
        .id = "drift",
        .order = 150,
        .name = {"Drifting series", "変化する時系列"},
        .help = {"A series in which the relation of x and y changes in time. Held out at random, "
                 "every sample has neighbours in the training part, and the validation error "
                 "looks far too good; held out by time, it shows what awaits in the future.",
                 "xとyの関係が時間とともに変わる時系列。ランダムに分けると、検証データのすぐ前後"
                 "のサンプルが学習データに入り（リーク）、検証誤差が実際よりずっと良く見える。"
                 "時刻で分けると、将来のデータに対する誤差が分かる。"},
        .parameters = {describe::samples(400),
                       describe::number("drift", "d", {"drift", "変化の大きさ"},
                                        {"How much slope and height change. At 0 the two "
                                         "splits agree.",
                                         "傾きと高さが変わる大きさ。0なら2つの分け方の結果は一致"
                                         "する。"},
                                        1, 0, 3),
                       describe::noise_on_target(0.1, 1)},
        .outline = outline,
        .make = make};
}

}  // namespace tani::dataset_entries
