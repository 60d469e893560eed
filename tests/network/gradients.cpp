// Every gradient against central differences, in double. The step is near the cube root of machine
// epsilon, where truncation and rounding are about 1e-10 of a function of size 1.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "tests/network/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

constexpr double step = 6e-6;

struct Case {
    NetworkSpec spec;
    DataOutline data;
    bool training = true;
    std::size_t samples = 5;
    std::uint64_t seed = 1;
};

class Trial {
  public:
    explicit Trial(const Case& given)
        : case_(given),
          network_(given.spec, given.data),
          weights_(network_.weights()),
          statistics_(network_.statistics()),
          memory_(network_.memory(given.samples)),
          x_(random_numbers<double>(given.samples * given.data.input.size(), given.seed)) {
        network_.fill_weights(given.seed, weights_);
        network_.fill_statistics(statistics_);
        // Scales and shifts off their start, running averages that are not 0 and 1.
        for (const WeightWindow& window : network_.windows()) {
            for (std::size_t i = 0; i < window.size(); ++i) {
                weights_[window.offset + i] +=
                    0.1 * normal_pair(7, Stream::weights, window.offset + i)[0];
            }
        }
        for (double& number : statistics_)
            number =
                0.5 + 0.3 * std::sin(number + static_cast<double>(&number - statistics_.data()));
        const std::size_t size = network_.target_size();
        y_ = random_numbers<double>(given.samples * size, given.seed + 100);
        for (std::size_t i = 0; i < y_.size(); ++i) {
            if (given.data.kind == TargetKind::classes) {
                y_[i] = network_.loss().wanted == Wanted::index
                            ? static_cast<double>(i % static_cast<std::size_t>(given.data.classes))
                            : y_[i] > 0;
            } else if (given.data.kind == TargetKind::labels) {
                y_[i] = y_[i] > 0;
            }
        }
    }

    double loss() {
        const Pass<double> pass = this->pass(nullptr);
        return network_.loss_sum(pass, x_.data(), y_.data(), memory_.data()) /
                   network_.loss_count(case_.samples) +
               network_.penalty(weights_, {});
    }

    /// The largest difference from central differences, as a share of the gradient's size.
    double error() {
        AlignedVector<double> exact(weights_.size(), 0.0);
        network_.backpropagate(pass(exact.data()), x_.data(), y_.data(), case_.samples,
                               memory_.data());
        network_.penalty(weights_, exact);
        double largest = 0, worst = 0;
        for (const double g : exact) largest = std::max(largest, std::abs(g));
        CHECK(largest > 0);
        for (const WeightWindow& window : network_.windows()) {
            for (std::size_t i = 0; i < window.size(); ++i) {
                double& w = weights_[window.offset + i];
                const double here = w;
                w = here + step;
                const double above = loss();
                w = here - step;
                const double below = loss();
                w = here;
                const double numeric = (above - below) / (2 * step), g = exact[window.offset + i];
                // A single gradient that is nearly 0 is compared with the largest one's thousandth.
                const double size = std::max({std::abs(g), std::abs(numeric), 1e-3 * largest});
                worst = std::max(worst, std::abs(g - numeric) / size);
            }
        }
        return worst;
    }

    const Network<double>& network() const { return network_; }

  private:
    Pass<double> pass(double* gradients) {
        return {.samples = case_.samples,
                .training = case_.training,
                .weights = weights_.data(),
                .gradients = gradients,
                .statistics = statistics_.data(),
                .seed = 3};
    }

    Case case_;
    Network<double> network_;
    AlignedVector<double> weights_, statistics_, memory_;
    std::vector<double> x_, y_;
};

constexpr Shape picture{2, 6, 5};
const DataOutline numbers{
    .samples = 5, .input = {3, 1, 1}, .kind = TargetKind::numbers, .targets = 2};
const DataOutline pictures{
    .samples = 5, .input = picture, .kind = TargetKind::numbers, .targets = 2};

}  // namespace

TEST_CASE("gradients through every activation equal central differences") {
    for (const LayerEntry& activation : activation_catalogue()) {
        CAPTURE(activation.id);
        if (activation.id == "step" || activation.id == "sign") continue;
        const auto spec =
            network({dense(7), layer(activation.id), dense(4), layer(activation.id), dense(2)});
        CHECK(Trial({.spec = spec, .data = numbers}).error() < 1e-6);
    }
}

TEST_CASE(
    "the slope of step and sign is 0 and the value of every activation is that of its layer") {
    for (const LayerEntry& activation : activation_catalogue()) {
        CAPTURE(activation.id);
        const std::vector<double> settings = default_settings(activation);
        const auto one = activation.make.make<double>(settings, {1, 1, 1});
        for (const double x : {-3.0, -0.4, 0.3, 2.5}) {
            double y = 0;
            one->forward({.samples = 1}, &x, &y, nullptr);
            CHECK(y == activation.value(settings, x));
            const double numeric =
                (activation.value(settings, x + step) - activation.value(settings, x - step)) /
                (2 * step);
            CHECK(std::abs(activation.slope(settings, x) - numeric) <
                  1e-8 * (1 + std::abs(numeric)));
        }
    }
}

TEST_CASE("gradients of every loss equal central differences") {
    for (const LossEntry& loss : loss_catalogue()) {
        CAPTURE(loss.id);
        for (const TargetKind kind :
             {TargetKind::numbers, TargetKind::classes, TargetKind::labels}) {
            if (!loss.suits(kind)) continue;
            const int outputs = kind == TargetKind::classes ? 3 : 2;
            DataOutline data{
                .samples = 5, .input = {3, 1, 1}, .kind = kind, .targets = 2, .classes = 3};
            std::vector<LayerSpec> layers = {dense(6), layer("tanh"), dense(outputs)};
            CHECK(Trial({.spec = network(layers, loss.id), .data = data}).error() < 1e-6);
            if (loss.fuses.empty()) continue;
            layers.push_back(layer(loss.fuses));
            CHECK(Trial({.spec = network(layers, loss.id), .data = data}).error() < 1e-6);
        }
    }
}

TEST_CASE(
    "gradients of every normalization equal central differences in training and evaluation mode") {
    for (const char* name : {"batch_norm", "layer_norm", "instance_norm"}) {
        for (const bool training : {true, false}) {
            for (const double affine : {0.0, 1.0}) {
                CAPTURE(name);
                CAPTURE(training);
                CAPTURE(affine);
                const LayerSpec norm = layer(name, {{"affine", affine}});
                const auto with_pictures =
                    network({layer("conv", {{"channels", 3}, {"padding", 1}}), norm, layer("tanh"),
                             layer("flatten"), dense(2)});
                CHECK(
                    Trial({.spec = with_pictures, .data = pictures, .training = training}).error() <
                    1e-6);
                if (std::string(name) == "instance_norm") continue;
                const auto flat = network({dense(6), norm, layer("sigmoid"), dense(2)});
                CHECK(Trial({.spec = flat, .data = numbers, .training = training}).error() < 1e-6);
            }
        }
    }
}

TEST_CASE(
    "gradients of convolution and pooling equal central differences for every kernel stride and "
    "padding") {
    for (const double kernel : {1.0, 2.0, 3.0}) {
        for (const double stride : {1.0, 2.0}) {
            for (const double padding : {0.0, 1.0, 2.0}) {
                CAPTURE(kernel);
                CAPTURE(stride);
                CAPTURE(padding);
                const auto spec = network({layer("conv", {{"channels", 2}}), layer("tanh"),
                                           layer("conv", {{"channels", 3},
                                                          {"kernel", kernel},
                                                          {"stride", stride},
                                                          {"padding", padding}}),
                                           layer("flatten"), dense(2)});
                CHECK(Trial({.spec = spec, .data = pictures}).error() < 1e-6);
            }
        }
    }
    for (const char* pool : {"max_pool", "average_pool"}) {
        for (const double stride : {0.0, 1.0}) {
            CAPTURE(pool);
            const auto spec = network({layer("conv", {{"channels", 3}}),
                                       layer(pool, {{"kernel", 2}, {"stride", stride}}),
                                       layer("flatten"), dense(2)});
            CHECK(Trial({.spec = spec, .data = pictures}).error() < 1e-6);
        }
    }
}

TEST_CASE("gradients through dropout and softmax and residual blocks equal central differences") {
    const LayerSpec block{.name = "residual", .inside = {dense(6), layer("tanh"), dense(6)}};
    CHECK(
        Trial({.spec = network({dense(6), block, layer("relu"), block, dense(2)}), .data = numbers})
            .error() < 1e-6);
    CHECK(
        Trial({.spec = network({dense(8), layer("dropout", {{"p", 0.4}}), layer("tanh"), dense(2)}),
               .data = numbers})
            .error() < 1e-6);
    CHECK(
        Trial({.spec = network({dense(5), layer("softmax"), dense(2)}), .data = numbers}).error() <
        1e-6);
}

TEST_CASE("the gradient of layers that share weights is the sum over them") {
    NetworkSpec spec =
        network({dense(4), dense(4), layer("tanh"), dense(4), layer("tanh"), dense(2)});
    spec.layers[3].shares = 1;
    Trial trial({.spec = spec, .data = numbers});
    CHECK(trial.network().trained() == (3 * 4 + 4) + (4 * 4 + 4) + (4 * 2 + 2));
    CHECK(trial.error() < 1e-6);
}

TEST_CASE("gradients of L1 and L2 and elastic net penalties equal central differences") {
    for (const Penalty& penalty :
         {Penalty{0.1, 0, false}, Penalty{0, 0.2, false}, Penalty{0.05, 0.1, true}}) {
        NetworkSpec spec = network({dense(5), layer("tanh"), layer("batch_norm"), dense(2)});
        spec.penalty = penalty;
        CHECK(Trial({.spec = spec, .data = numbers}).error() < 1e-6);
    }
}

TEST_CASE("the Hessian times a direction in dual numbers equals the difference of gradients") {
    for (const std::vector<LayerSpec>& layers :
         {std::vector<LayerSpec>{dense(6), layer("tanh"), dense(2)},
          std::vector<LayerSpec>{dense(6), layer("batch_norm"), layer("gelu"), dense(4),
                                 layer("layer_norm"), layer("sine"), dense(2)},
          std::vector<LayerSpec>{dense(5), layer("softplus"), layer("softmax"), dense(2)}}) {
        for (const std::string loss : {"mse", "cross_entropy", "binary_cross_entropy"}) {
            DataOutline data{.samples = 5,
                             .input = {3, 1, 1},
                             .kind = TargetKind::numbers,
                             .targets = 2,
                             .classes = 2};
            if (loss == "cross_entropy") data.kind = TargetKind::classes;
            if (loss == "binary_cross_entropy") data.kind = TargetKind::labels;
            NetworkSpec spec = network(layers, loss);
            spec.penalty = {0.1, 0.2, false};
            const Network<double> plain(spec, data);
            const Network<Dual> dual(spec, data);
            const std::size_t n = plain.weights();
            std::vector<double> w(n), above(n), below(n);
            plain.fill_weights(3, w);
            std::vector<double> v = random_numbers<double>(n, 4);
            const std::vector<double> x = random_numbers<double>(15, 5);
            const std::vector<double> y = {1, 0, 1, 1, 0, 1, 0, 0, 1, 0};
            const auto gradient = [&](double move, std::vector<double>& out) {
                std::vector<double> at = w, statistics(plain.statistics());
                for (std::size_t i = 0; i < n; ++i) at[i] += move * v[i];
                AlignedVector<double> memory(plain.memory(5));
                std::ranges::fill(out, 0.0);
                plain.backpropagate({.samples = 5,
                                     .training = true,
                                     .weights = at.data(),
                                     .gradients = out.data(),
                                     .statistics = statistics.data()},
                                    x.data(), y.data(), 5, memory.data());
                plain.penalty(at, out);
            };
            gradient(step, above);
            gradient(-step, below);
            std::vector<Dual> dw(n), g(n), statistics(plain.statistics()), dx(x.begin(), x.end()),
                dy(y.begin(), y.end());
            for (std::size_t i = 0; i < n; ++i) dw[i] = Dual(w[i], v[i]);
            AlignedVector<Dual> memory(dual.memory(5));
            dual.backpropagate({.samples = 5,
                                .training = true,
                                .weights = dw.data(),
                                .gradients = g.data(),
                                .statistics = statistics.data()},
                               dx.data(), dy.data(), 5, memory.data());
            dual.penalty(dw, g);
            double largest = 0, worst = 0;
            for (const WeightWindow& window : plain.windows()) {
                for (std::size_t i = window.offset; i < window.offset + window.size(); ++i) {
                    const double numeric = (above[i] - below[i]) / (2 * step);
                    largest = std::max(largest, std::abs(numeric));
                    worst = std::max(worst, std::abs(g[i].slope - numeric));
                }
            }
            CAPTURE(loss);
            CHECK(worst < 1e-7 * largest);
        }
    }
}
