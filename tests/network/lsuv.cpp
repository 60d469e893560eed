// Whether LSUV gives every layer's output the variance 1, measured on the network itself, and how
// SIREN's spread holds with depth.
#include <algorithm>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "tests/network/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

constexpr std::size_t samples = 256;

/// A network begun by an initializer, and all that a forward pass makes of random data.
struct Begun {
    Network<float> network;
    AlignedVector<float> x, weights, statistics, memory;

    Begun(std::vector<LayerSpec> layers, Shape input, const Chosen& initializer, double scale = 3)
        : network(spec_of(std::move(layers), initializer), outline(input)),
          weights(network.weights()),
          statistics(network.statistics()),
          memory(network.memory(samples)) {
        for (const float z : random_numbers<float>(samples * input.size(), 4))
            x.push_back(static_cast<float>(scale) * z);
        network.fill_statistics(statistics);
    }

    static NetworkSpec spec_of(std::vector<LayerSpec> layers, const Chosen& initializer) {
        NetworkSpec spec = trying::network(std::move(layers));
        spec.initializer = initializer;
        return spec;
    }

    static DataOutline outline(Shape input) {
        DataOutline data;
        data.samples = static_cast<int>(samples);
        data.input = input;
        data.kind = TargetKind::numbers;
        data.targets = 2;
        return data;
    }

    /// Filled and looked at data, or only filled.
    void begin(bool with_data) {
        with_data ? network.fill_weights(3, weights, x.data(), samples)
                  : network.fill_weights(3, weights);
    }

    void forward(bool training = false) {
        Pass<float> pass;
        pass.samples = samples;
        pass.weights = weights.data();
        pass.statistics = statistics.data();
        pass.training = training;
        network.predict(pass, x.data(), memory.data());
    }

    /// Of layer i's output, or of layer `inner` in the residual block that it is.
    double variance(std::size_t i, int inner = -1) {
        const auto place = network.layers().place(memory.data(), i, samples);
        const float* value = place.value;
        std::size_t size = network.layers()[i].out.size();
        if (inner >= 0) {
            const auto& block = dynamic_cast<const Residual<float>&>(network.layers()[i]);
            const auto k = static_cast<std::size_t>(inner);
            value = block.inside().place(place.kept, k, samples).value;
            size = block.inside()[k].out.size();
        }
        const std::size_t n = samples * size;
        double mean = 0, square = 0;
        for (std::size_t k = 0; k < n; ++k) mean += value[k];
        mean /= static_cast<double>(n);
        for (std::size_t k = 0; k < n; ++k) square += (value[k] - mean) * (value[k] - mean);
        return square / static_cast<double>(n);
    }

    bool finite() const {
        return std::ranges::all_of(weights, [](float w) { return std::isfinite(w); });
    }
};

Chosen lsuv(double tolerance, double iterations = 10) { return {"lsuv", {tolerance, iterations}}; }

LayerSpec residual(std::vector<LayerSpec> inside) {
    return {.name = "residual", .inside = std::move(inside)};
}

std::vector<LayerSpec> deep(const std::string& activation, int depth) {
    std::vector<LayerSpec> layers;
    for (int i = 0; i < depth; ++i) {
        layers.push_back(dense(48));
        layers.push_back(layer(activation));
    }
    layers.push_back(dense(2));
    return layers;
}

bool near_one(double variance, double tolerance) { return std::abs(variance - 1) < tolerance; }

}  // namespace

TEST_CASE("lsuv gives every layer of a deep network the variance 1") {
    for (const char* activation : {"tanh", "relu", "sigmoid"}) {
        for (const double tolerance : {0.1, 1e-3}) {
            CAPTURE(activation);
            Begun begun(deep(activation, 20), {30, 1, 1}, lsuv(tolerance));
            begun.begin(false);
            begun.forward();
            CHECK_FALSE(near_one(begun.variance(0), 0.1));
            CHECK_FALSE(near_one(begun.variance(38), 0.1));
            begun.begin(true);
            begun.forward();
            for (std::size_t i = 0; i < 41; i += 2) {
                CAPTURE(i);
                CHECK(near_one(begun.variance(i), tolerance));
            }
        }
    }
}

TEST_CASE("lsuv reaches into residual blocks and convolutions") {
    Begun begun({layer("conv", {{"channels", 6}, {"padding", 1}}),
                 residual({layer("conv", {{"channels", 6}, {"padding", 1}}), layer("relu"),
                           layer("conv", {{"channels", 6}, {"padding", 1}})}),
                 layer("relu"), layer("max_pool"), layer("flatten"), dense(20),
                 residual({dense(20), layer("tanh"), residual({dense(20)}), dense(20)}), dense(2)},
                {2, 8, 8}, lsuv(0.05));
    begun.begin(true);
    begun.forward();
    CHECK(near_one(begun.variance(0), 0.05));
    CHECK(near_one(begun.variance(1, 0), 0.05));
    CHECK(near_one(begun.variance(1, 2), 0.05));
    CHECK(near_one(begun.variance(5), 0.05));
    CHECK(near_one(begun.variance(6, 0), 0.05));
    CHECK(near_one(begun.variance(6, 3), 0.05));
    CHECK(near_one(begun.variance(7), 0.05));
    // Not of what the block says, which adds its input to a branch of variance 1.
    CHECK(begun.variance(1) > 1.5);
}

TEST_CASE("lsuv takes the samples' own statistics for batch normalization and drops nothing") {
    Begun begun({dense(40), layer("batch_norm"), layer("relu"), dense(40), layer("tanh"), dense(2)},
                {10, 1, 1}, lsuv(0.02));
    begun.begin(true);
    const AlignedVector<float> before = begun.statistics;
    begun.forward(true);
    CHECK(begun.statistics == before);
    for (const std::size_t i : {0, 3, 5}) CHECK(near_one(begun.variance(i), 0.02));
    // The running statistics, 0 and 1, would do for nothing here: without the batch's own, another
    // variance.
    Begun dropping({dense(40), layer("dropout", {{"p", 0.5}}), layer("tanh"), dense(2)}, {10, 1, 1},
                   lsuv(0.02));
    dropping.begin(true);
    dropping.forward();
    for (const std::size_t i : {0, 3}) CHECK(near_one(dropping.variance(i), 0.02));
}

TEST_CASE("lsuv scales shared weights for their first use") {
    LayerSpec again = dense(16);
    again.shares = 0;
    Begun begun({dense(16), layer("relu"), again, layer("relu"), dense(2)}, {16, 1, 1}, lsuv(0.01));
    begun.begin(true);
    begun.forward();
    CHECK(near_one(begun.variance(0), 0.01));
    CHECK_FALSE(near_one(begun.variance(2), 0.01));
    CHECK(near_one(begun.variance(4), 0.01));
}

TEST_CASE("lsuv leaves alone what no scale can mend") {
    const float infinite = std::numeric_limits<float>::infinity();
    for (const float value : {0.0F, 1e-30F, 1e30F, infinite, -infinite, std::nanf("")}) {
        CAPTURE(value);
        Begun begun(deep("relu", 3), {4, 1, 1}, lsuv(0.1));
        std::ranges::fill(begun.x, value);
        begun.begin(true);
        CHECK(begun.finite());
        CHECK(std::ranges::any_of(begun.weights, [](float w) { return w != 0; }));
    }
    Begun zero(deep("relu", 3), {4, 1, 1}, lsuv(0.1)), fresh(deep("relu", 3), {4, 1, 1}, lsuv(0.1));
    std::ranges::fill(zero.x, 0.0F);
    zero.begin(true);
    fresh.begin(false);
    CHECK(zero.weights == fresh.weights);
}

TEST_CASE("lsuv without iterations is the orthonormal start") {
    Begun none(deep("tanh", 3), {30, 1, 1}, lsuv(0.1, 0));
    Begun orthogonal(deep("tanh", 3), {30, 1, 1}, {"orthogonal", {1}});
    none.begin(true);
    orthogonal.begin(true);
    CHECK(none.weights == orthogonal.weights);
    Begun one(deep("tanh", 3), {30, 1, 1}, lsuv(0.1, 1));
    one.begin(true);
    CHECK(one.weights != orthogonal.weights);
}

TEST_CASE("siren keeps what its sines get at variance 1 whatever the depth") {
    std::vector<LayerSpec> layers;
    for (int i = 0; i < 8; ++i) {
        layers.push_back(layer("dense", {{"size", 256}, {"bias", 0}}));
        layers.push_back(layer("sine", {{"omega", 30}}));
    }
    layers.push_back(dense(2));
    Begun begun(layers, {3, 1, 1}, {"siren", {30}});
    begun.begin(false);
    begun.forward();
    for (std::size_t i = 2; i < 16; i += 2) {
        CAPTURE(i);
        // The paper's theorem 1.8: ω₀Wx is normal with variance 1 where there are many units; the
        // variance of one draw wanders by about √(2/256) = 9%.
        CHECK(near_one(900 * begun.variance(i), 0.25));
    }
}
