// Training and held-out parts, and inputs of mean 0 and deviation 1.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "tests/dataset/trying.h"

using namespace tani;

namespace {

/// Sample i has the input i and the target −i.
Dataset counted(int samples) {
    Dataset data{.outline = {.samples = samples}};
    for (int i = 0; i < samples; ++i) {
        data.x.push_back(static_cast<float>(i));
        data.y.push_back(static_cast<float>(-i));
    }
    return data;
}

std::vector<int> both(const SplitData& parts) {
    std::vector<int> rows = parts.train_rows;
    rows.insert(rows.end(), parts.validation_rows.begin(), parts.validation_rows.end());
    std::ranges::sort(rows);
    return rows;
}

}  // namespace

TEST_CASE("every row is in one of the two parts with its target") {
    for (const Split kind : {Split::random, Split::time}) {
        const DataSpec spec{.validation = 0.3, .split = kind};
        const SplitData parts = split(counted(50), spec, 4);
        CHECK(parts.validation.outline.samples == 15);
        CHECK(parts.train.outline.samples == train_samples(counted(50).outline, spec));
        const std::vector<int> rows = both(parts);
        for (int i = 0; i < 50; ++i) CHECK(rows[static_cast<std::size_t>(i)] == i);
        for (std::size_t i = 0; i < parts.train_rows.size(); ++i) {
            CHECK(parts.train.x[i] == static_cast<float>(parts.train_rows[i]));
            CHECK(parts.train.y[i] == static_cast<float>(-parts.train_rows[i]));
        }
        CHECK(std::ranges::is_sorted(parts.train_rows));
    }
}

TEST_CASE("a split by time holds out the last rows") {
    const SplitData parts = split(counted(8), {.validation = 0.25, .split = Split::time}, 0);
    CHECK(parts.validation_rows == std::vector<int>{6, 7});
}

TEST_CASE("a random split depends on its seed alone and on every row alike") {
    const DataSpec spec{.validation = 0.25};
    const auto held = [&](std::uint64_t seed) {
        return split(counted(40), spec, seed).validation_rows;
    };
    CHECK(held(1) == held(1));
    CHECK(held(1) != held(2));
    DataSpec own = spec;
    own.seed = 1;
    CHECK(split(counted(40), own, 2).validation_rows == held(1));
    // Each row is held out in a quarter of the draws: 250 ± 14 of 1000; five deviations are
    // allowed.
    std::vector<int> often(40);
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        for (const int row : held(seed)) ++often[static_cast<std::size_t>(row)];
    }
    for (const int times : often) CHECK(std::abs(times - 5000) < 306);
}

TEST_CASE("something is always left to train on and held out where a share is") {
    const auto held = [](int samples, double share) {
        const DataSpec spec{.validation = share};
        const SplitData parts = split(counted(samples), spec, 0);
        CHECK(parts.train.outline.samples + parts.validation.outline.samples == samples);
        CHECK(parts.train.outline.samples == train_samples(counted(samples).outline, spec));
        return parts.validation.outline.samples;
    };
    CHECK(held(5, 0) == 0);
    CHECK(held(5, 0.01) == 1);
    CHECK(held(5, 0.4) == 2);
    CHECK(held(5, 0.99) == 4);
    CHECK(held(1, 0.5) == 0);
    CHECK(held(4, 0.25) == 1);
    for (const double share : {-0.1, 1.0, 2.0, std::nan("")}) {
        CHECK_THROWS_AS(split(counted(5), {.validation = share}, 0), Error);
    }
}

TEST_CASE("standardized inputs have mean 0 and deviation 1 over the training part") {
    const DataSpec spec{.standardize = true, .validation = 0.25, .split = Split::time};
    const SplitData parts = split(counted(40), spec, 0);
    double sum = 0, squares = 0;
    for (const float x : parts.train.x) {
        sum += x;
        squares += x * x;
    }
    // Thirty numbers of single precision.
    CHECK(std::abs(sum / 30) < 1e-6);
    CHECK(std::abs(squares / 30 - 1) < 1e-6);
    // 0 to 29 have the mean 14.5 and the variance (30² − 1)/12, which the held-out part is given.
    CHECK(std::abs(parts.validation.x[0] - (30 - 14.5) / std::sqrt(899.0 / 12)) < 1e-6);
    CHECK(parts.train.y[3] == -3);
}

TEST_CASE("channels are standardized apart and one that never changes is only centred") {
    Dataset data{.outline = {.samples = 2, .input = {2, 1, 2}}};
    data.x = {1, 3, 0.1f, 0.1f, 5, 7, 0.1f, 0.1f};
    data.y = {0, 0};
    const SplitData parts = split(data, {.standardize = true, .validation = 0}, 0);
    const double deviation = std::sqrt(5.0);  // of 1, 3, 5, 7 around 4
    CHECK(std::abs(parts.train.x[0] + 3 / deviation) < 1e-6);
    CHECK(std::abs(parts.train.x[5] - 3 / deviation) < 1e-6);
    CHECK(std::abs(parts.train.x[2]) < 1e-6);
    CHECK(parts.validation.outline.samples == 0);
}
