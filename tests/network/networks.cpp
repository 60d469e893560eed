// What a network is: shapes, names, the lectures' arithmetic, and float beside double.
#include <cmath>

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/network/product.h"
#include "core/network/scalar.h"
#include "tests/network/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

template <class T>
struct Run {
    Network<T> network;
    AlignedVector<T> weights, statistics, memory;
    Run(const NetworkSpec& spec, const DataOutline& data, std::size_t samples)
        : network(spec, data),
          weights(network.weights()),
          statistics(network.statistics()),
          memory(network.memory(samples)) {
        network.fill_weights(1, weights);
        network.fill_statistics(statistics);
    }
    Pass<T> pass(std::size_t samples, bool training = false) {
        return {.samples = samples,
                .training = training,
                .weights = weights.data(),
                .statistics = statistics.data()};
    }
};

}  // namespace

TEST_CASE("predictions 400 and 500 against 450 and 500 have a mean squared error of 1250") {
    const NetworkSpec spec = network({dense(1)});
    const DataOutline data{.samples = 2, .input = {1, 1, 1}, .targets = 1};
    Run<float> run(spec, data, 2);
    run.weights[run.network.windows()[0].offset] = 100;
    run.weights[run.network.windows()[1].offset] = 0;
    const float x[] = {4, 5}, y[] = {450, 500};
    const double sum = run.network.loss_sum(run.pass(2), x, y, run.memory.data());
    CHECK(sum / run.network.loss_count(2) == 1250.0);
}

TEST_CASE("the gradients of the 3-2-1 ReLU network are those computed by hand") {
    // x = (1, 2, 3), W1 = (0.1 0.2 0.3; −0.4 0.5 −0.6), b1 = (0.1, 0.2), W2 = (0.7 0.8), b2 = 0.3,
    // t = 2. z1 = (1.5, −1.0), h = (1.5, 0), ŷ = 1.35, L = (ŷ − t)² = 0.4225, dL/dŷ = −1.3.
    NetworkSpec spec = network({dense(2), layer("relu"), dense(1)});
    spec.weights = {{"0.weight", {0.1, 0.2, 0.3, -0.4, 0.5, -0.6}},
                    {"0.bias", {0.1, 0.2}},
                    {"2.weight", {0.7, 0.8}},
                    {"2.bias", {0.3}}};
    Run<double> run(spec, {.samples = 1, .input = {3, 1, 1}, .targets = 1}, 1);
    AlignedVector<double> gradient(run.weights.size(), 0.0);
    Pass<double> pass = run.pass(1, true);
    pass.gradients = gradient.data();
    const double x[] = {1, 2, 3}, t[] = {2};
    CHECK(std::abs(run.network.backpropagate(pass, x, t, 1, run.memory.data()) - 0.4225) < 1e-15);
    const std::vector<std::vector<double>> by_hand = {
        {-0.91, -1.82, -2.73, 0, 0, 0}, {-0.91, 0}, {-1.95, 0}, {-1.3}};
    for (std::size_t w = 0; w < by_hand.size(); ++w) {
        for (std::size_t i = 0; i < by_hand[w].size(); ++i) {
            CHECK(std::abs(gradient[run.network.windows()[w].offset + i] - by_hand[w][i]) < 1e-15);
        }
    }
}

TEST_CASE("a 6 by 6 picture and a 2 by 2 kernel with padding 1 and stride 1 give 7 by 7") {
    const LayerSpec conv =
        layer("conv", {{"channels", 1}, {"kernel", 2}, {"padding", 1}, {"stride", 1}});
    const Fit result = fit(*find_layer("conv"), conv.settings, {1, 6, 6});
    CHECK(result.wrong.empty());
    CHECK(result.out == Shape{1, 7, 7});
}

TEST_CASE("instance normalization equals batch normalization at batch size 1") {
    const Shape shape{3, 4, 5};
    const auto batch = find_layer("batch_norm")
                           ->make.make<float>(layer("batch_norm", {{"affine", 0}}).settings, shape);
    const auto instance =
        find_layer("instance_norm")->make.make<float>(layer("instance_norm").settings, shape);
    batch->statistics[1].offset = 16;
    const std::vector<float> x = random_numbers<float>(shape.size(), 4),
                             dy = random_numbers<float>(shape.size(), 5);
    std::vector<float> a(shape.size()), b(shape.size()), da(shape.size()), db(shape.size());
    std::vector<float> memory(64), statistics(32);
    const Pass<float> pass{.samples = 1, .training = true, .statistics = statistics.data()};
    batch->forward(pass, x.data(), a.data(), memory.data());
    batch->backward(pass, x.data(), a.data(), dy.data(), da.data(), memory.data());
    instance->forward(pass, x.data(), b.data(), memory.data());
    instance->backward(pass, x.data(), b.data(), dy.data(), db.data(), memory.data());
    CHECK(a == b);
    CHECK(da == db);
}

TEST_CASE("weights have PyTorch's names and shapes also inside residual blocks") {
    const LayerSpec block{
        .name = "residual",
        .inside = {layer("conv", {{"channels", 4}, {"padding", 1}}), layer("batch_norm")}};
    const NetworkSpec spec = network({layer("conv", {{"channels", 4}}), block, layer("relu"),
                                      layer("flatten"), dense(3), layer("softmax")},
                                     "cross_entropy");
    const Network<float> net(
        spec, {.samples = 9, .input = {1, 5, 5}, .kind = TargetKind::classes, .classes = 3});
    std::vector<std::string> names;
    for (const WeightWindow& window : net.windows()) names.push_back(window.name);
    CHECK(names == std::vector<std::string>{"0.weight", "0.bias", "1.0.weight", "1.0.bias",
                                            "1.1.weight", "1.1.bias", "4.weight", "4.bias"});
    CHECK(net.windows()[0].shape == std::vector<std::size_t>{4, 1, 3, 3});
    CHECK(net.windows()[6].shape == std::vector<std::size_t>{3, 36});
    CHECK(net.statistics_windows()[0].name == "1.1.running_mean");
    CHECK(net.trained() == 40 + 148 + 8 + 111);
    for (const WeightWindow& window : net.windows()) CHECK(window.offset % 16 == 0);
}

TEST_CASE("layers that do not fit are refused with the place of the layer") {
    const DataOutline data{
        .samples = 9, .input = {1, 5, 5}, .kind = TargetKind::classes, .classes = 3};
    const auto message = [&](std::vector<LayerSpec> layers,
                             const std::string& loss = "cross_entropy") -> std::string {
        try {
            const Network<float> net(network(std::move(layers), loss), data);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    };
    CHECK(message({layer("conv"), dense(3)}).find("layers.1") != std::string::npos);
    CHECK(message({layer("conv", {{"kernel", 7}})}).find("kernel") != std::string::npos);
    CHECK(message({layer("flatten"), dense(4)}).find("4 outputs") != std::string::npos);
    CHECK(message({layer("conv")}).find("flatten") != std::string::npos);
    CHECK(message({layer("flatten"), {.name = "residual", .inside = {dense(3)}}, dense(3)})
              .find("keep the shape") != std::string::npos);
    CHECK(message({layer("flatten"), dense(3)}, "binary_cross_entropy").empty());
}

TEST_CASE("float and double networks agree to rounding") {
    const NetworkSpec spec = network(
        {layer("conv", {{"channels", 5}, {"padding", 1}}), layer("batch_norm"), layer("relu"),
         layer("max_pool"), layer("flatten"), dense(20), layer("tanh"), dense(3), layer("softmax")},
        "cross_entropy");
    const DataOutline data{
        .samples = 40, .input = {2, 8, 7}, .kind = TargetKind::classes, .classes = 3};
    Run<float> a(spec, data, 40);
    Run<double> b(spec, data, 40);
    const std::vector<double> x = random_numbers<double>(40 * data.input.size(), 8);
    const std::vector<float> xf(x.begin(), x.end());
    std::vector<double> y(40);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<double>(i % 3);
    const std::vector<float> yf(y.begin(), y.end());
    AlignedVector<float> ga(a.weights.size(), 0.0f);
    AlignedVector<double> gb(b.weights.size(), 0.0);
    Pass<float> pa = a.pass(40, true);
    Pass<double> pb = b.pass(40, true);
    pa.gradients = ga.data();
    pb.gradients = gb.data();
    const double la = a.network.backpropagate(pa, xf.data(), yf.data(), 40, a.memory.data());
    const double lb = b.network.backpropagate(pb, x.data(), y.data(), 40, b.memory.data());
    CHECK(std::abs(la - lb) < 1e-5 * lb);
    double largest = 0, worst = 0;
    for (std::size_t i = 0; i < gb.size(); ++i) {
        largest = std::max(largest, std::abs(gb[i]));
        worst = std::max(worst, std::abs(static_cast<double>(ga[i]) - gb[i]));
    }
    CHECK(worst < 1e-5 * largest);
}

TEST_CASE("products in float equal those in double for every size and orientation") {
    for (const std::size_t rows : {1u, 2u, 5u, 13u, 33u}) {
        for (const std::size_t depth : {1u, 3u, 17u, 300u}) {
            for (const std::size_t columns : {1u, 3u, 4u, 16u, 23u, 64u, 70u}) {
                const std::vector<float> a = random_numbers<float>(rows * depth, 1),
                                         b = random_numbers<float>(depth * columns, 2);
                std::vector<float> out(rows * columns, 0.5f), turned(columns * depth),
                    thin(rows * columns);
                product<float>({rows, depth, columns}, {a.data(), depth, 1}, b.data(), columns,
                               out.data(), columns, Into::sum);
                transpose<float>(b.data(), depth, columns, turned.data());
                row_products<float>({rows, depth, columns}, a.data(), turned.data(), thin.data());
                double worst = 0;
                for (std::size_t i = 0; i < rows; ++i) {
                    for (std::size_t j = 0; j < columns; ++j) {
                        double sum = 0;
                        for (std::size_t k = 0; k < depth; ++k)
                            sum += static_cast<double>(a[i * depth + k]) * b[k * columns + j];
                        worst = std::max({worst, std::abs(out[i * columns + j] - 0.5 - sum),
                                          std::abs(thin[i * columns + j] - sum)});
                    }
                }
                CHECK(worst < 2e-7 * static_cast<double>(depth) + 1e-6);
            }
        }
    }
}

TEST_CASE("an element of a product has the same bits whatever stands beside it") {
    const std::size_t rows = 29, depth = 70, columns = 75;
    const std::vector<float> a = random_numbers<float>(rows * depth, 1),
                             b = random_numbers<float>(depth * columns, 2);
    std::vector<float> all(rows * columns), one(1);
    product<float>({rows, depth, columns}, {a.data(), depth, 1}, b.data(), columns, all.data(),
                   columns, Into::fresh);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            product<float>({1, depth, 1}, {a.data() + i * depth, depth, 1}, b.data() + j, columns,
                           one.data(), 1, Into::fresh);
            CHECK(one[0] == all[i * columns + j]);
        }
    }
}

TEST_CASE("exp and tanh in float are within 4e-7 of the true value and keep what is not finite") {
    double worst_exp = 0, worst_tanh = 0;
    for (double x = -20; x < 20; x += 0.00137) {
        const auto f = static_cast<float>(x);
        worst_exp =
            std::max(worst_exp, std::abs(scalar::exp(f) / std::exp(static_cast<double>(f)) - 1));
        worst_tanh =
            std::max(worst_tanh, std::abs(scalar::tanh(f) / std::tanh(static_cast<double>(f)) - 1));
    }
    CHECK(worst_exp < 2e-7);
    CHECK(worst_tanh < 4e-7);
    double worst_log = 0;
    for (double x = 0; x <= 1; x += 0.000137) {
        const auto f = static_cast<float>(x);
        const double truth = std::log1p(static_cast<double>(f));
        if (x > 0) worst_log = std::max(worst_log, std::abs(scalar::log_of_one_plus(f) / truth - 1));
    }
    CHECK(worst_log < 3e-7);
    CHECK(scalar::log_of_one_plus(0.0f) == 0.0f);
    CHECK(scalar::tanh(1e-20f) == 1e-20f);
    CHECK(scalar::tanh(50.0f) == 1.0f);
    CHECK(scalar::tanh(-HUGE_VALF) == -1.0f);
    CHECK(scalar::exp(-HUGE_VALF) == 0.0f);
    CHECK(scalar::exp(HUGE_VALF) == HUGE_VALF);
    CHECK(std::isnan(scalar::exp(std::nanf(""))));
    CHECK(std::isnan(scalar::tanh(std::nanf(""))));
}
