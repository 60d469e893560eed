// What the generators share: draws by sample, points, curves, gates and their parameters.
#include "core/dataset/making.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/random.h"

namespace tani {

double Draws::within(double from, double to) {
    return from + (to - from) * uniform(seed_, Stream::data, counter_++);
}

double Draws::normal() { return normal_pair(seed_, Stream::data, counter_++)[0]; }

int Draws::below(int count) { return std::min(static_cast<int>(within(0, count)), count - 1); }

int whole(double setting) { return static_cast<int>(std::lround(setting)); }

DataOutline plane_outline(int samples, int classes) {
    return {.samples = samples,
            .input = {.channels = 2},
            .kind = TargetKind::classes,
            .classes = classes};
}

DataOutline curve_outline(int samples) { return {.samples = samples, .input = {}}; }

DataOutline picture_outline(int samples, int channels, int size, int classes) {
    return {.samples = samples,
            .input = {channels, size, size},
            .kind = TargetKind::classes,
            .classes = classes};
}

std::vector<Text> numbered(int count, int first) {
    std::vector<Text> names;
    names.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const std::string name = fmt::format("{}", first + i);
        names.push_back({name, name});
    }
    return names;
}

Dataset make_points(const DataOutline& outline, double noise, std::uint64_t seed,
                    const std::function<PlanePoint(int label, Draws& draws)>& place) {
    Dataset data{.outline = outline,
                 .input_names = {{"x₁", "x₁"}, {"x₂", "x₂"}},
                 .class_names = numbered(outline.classes, 1)};
    for (int i = 0; i < outline.samples; ++i) {
        Draws draws(seed, static_cast<std::uint64_t>(i));
        const int label = i % outline.classes;
        for (const double coordinate : place(label, draws)) {
            data.x.push_back(static_cast<float>(coordinate + noise * draws.normal()));
        }
        data.y.push_back(static_cast<float>(label));
    }
    return data;
}

Dataset make_curve(const DataOutline& outline, double noise, std::uint64_t seed,
                   const std::function<double(int sample, Draws& draws)>& place,
                   const std::function<double(double x)>& f) {
    Dataset data{.outline = outline, .input_names = {{"x", "x"}}, .target_names = {{"y", "y"}}};
    for (int i = 0; i < outline.samples; ++i) {
        Draws draws(seed, static_cast<std::uint64_t>(i));
        // The target belongs to the x that the network sees, which is in single precision.
        const auto x = static_cast<float>(place(i, draws));
        data.x.push_back(x);
        data.y.push_back(static_cast<float>(f(x) + noise * draws.normal()));
    }
    return data;
}

DataOutline gate_outline(int inputs) {
    return {.samples = 1 << inputs,
            .input = {.channels = inputs},
            .kind = TargetKind::classes,
            .classes = 2};
}

Dataset make_gate(int inputs, const std::function<bool(int row)>& output) {
    Dataset data{.outline = gate_outline(inputs), .class_names = numbered(2, 0)};
    if (inputs == 1) {
        data.input_names = {{"x", "x"}};
    } else {
        data.input_names = {{"x₁", "x₁"}, {"x₂", "x₂"}};
    }
    for (int row = 0; row < data.outline.samples; ++row) {
        for (int bit = inputs - 1; bit >= 0; --bit) {
            data.x.push_back(static_cast<float>(row >> bit & 1));
        }
        data.y.push_back(output(row) ? 1.0f : 0.0f);
    }
    return data;
}

namespace describe {

Parameter samples(double standard) {
    return {.id = "samples",
            .symbol = "N",
            .name = {"samples", "サンプル数"},
            .help = {"How many samples are made, training and validation together.",
                     "作るサンプルの数。学習用と検証用を合わせた数である。"},
            .standard = standard,
            .bounds = {.least = 2, .most = 100'000},
            .slider_from = 10,
            .slider_to = std::max(2000.0, 2 * standard),
            .scale = Scale::whole};
}

Parameter noise(double standard, double slider_to, Text help) {
    return {.id = "noise",
            .symbol = "σ",
            .name = {"noise", "雑音"},
            .help = std::move(help),
            .standard = standard,
            .bounds = {.least = 0, .most = 100},
            .slider_from = 0,
            .slider_to = slider_to};
}

Parameter noise_on_points(double standard) {
    return noise(standard, 1,
                 {"Standard deviation of the Gaussian noise on both coordinates of a point: more "
                  "makes the classes overlap.",
                  "点の両座標に加えるガウス雑音の標準偏差。大きくするとクラスが重なり合う。"});
}

Parameter noise_on_target(double standard, double slider_to) {
    return noise(standard, slider_to,
                 {"Standard deviation of the Gaussian noise on y. Its square is the mean squared "
                  "error that no model can get below on new data.",
                  "yに加えるガウス雑音の標準偏差。その2乗は、どのモデルも新しいデータで下回れない"
                  "平均二乗誤差である。"});
}

Parameter noise_on_pixels(double standard) {
    return noise(standard, 0.5,
                 {"Standard deviation of the Gaussian noise on every pixel, whose values stay "
                  "within 0 and 1.",
                  "各ピクセルに加えるガウス雑音の標準偏差。値は0から1の範囲に収める。"});
}

Parameter picture_size(double standard) {
    return whole_number(
        "size", "S", {"size", "画像の大きさ"},
        {"Pixels on each side of a picture: a network has S² inputs a channel.",
         "画像の一辺のピクセル数。ネットワークの入力はチャンネルごとにS²個になる。"},
        standard, 8, 32);
}

Parameter whole_number(std::string id, std::string symbol, Text name, Text help, double standard,
                       double least, double most) {
    Parameter parameter = number(std::move(id), std::move(symbol), std::move(name), std::move(help),
                                 standard, least, most);
    parameter.scale = Scale::whole;
    return parameter;
}

Parameter number(std::string id, std::string symbol, Text name, Text help, double standard,
                 double least, double most) {
    return {.id = std::move(id),
            .symbol = std::move(symbol),
            .name = std::move(name),
            .help = std::move(help),
            .standard = standard,
            .bounds = {.least = least, .most = most},
            .slider_from = least,
            .slider_to = most};
}

}  // namespace describe

}  // namespace tani
