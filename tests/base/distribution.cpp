// Counts of many numbers: moments against sums of doubles, shares against counting one by one.
#include "core/base/distribution.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/random.h"

using namespace tani;

namespace {

Distribution counted(const std::vector<float>& values, const Watched& watched = {}) {
    DistributionCounter counter;
    counter.begin(watched);
    counter.add(values);
    return counter.take();
}

std::vector<float> normal_numbers(std::size_t n, double mean, double deviation) {
    std::vector<float> values(n);
    for (std::size_t i = 0; i < n; ++i)
        values[i] = static_cast<float>(mean + deviation * normal_pair(3, Stream::data, i)[0]);
    return values;
}

double plain_share(const std::vector<float>& values, double from, double to) {
    const auto inside = std::ranges::count_if(values, [&](float v) {
        return static_cast<double>(v) >= from && static_cast<double>(v) < to;
    });
    return static_cast<double>(inside) / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("moments of a distribution are those of the numbers") {
    const std::vector<float> values = normal_numbers(10'007, 0.3, 2);
    const Distribution d = counted(values, {.near_zero = 0.01f, .low = -1, .high = 4});
    double sum = 0, square = 0, near = 0, outside = 0;
    for (const float v : values) {
        sum += static_cast<double>(v);
        square += static_cast<double>(v) * static_cast<double>(v);
        near += std::fabs(v) < 0.01f ? 1 : 0;
        outside += v < -1 || v > 4 ? 1 : 0;
    }
    const auto n = static_cast<double>(values.size());
    CHECK(d.count() == values.size());
    CHECK(std::abs(d.mean() - sum / n) < 1e-12);
    CHECK(std::abs(d.root_mean_square() - std::sqrt(square / n)) < 1e-12);
    CHECK(std::abs(d.deviation() - std::sqrt(square / n - sum / n * sum / n)) < 1e-12);
    CHECK(d.near_zero() == near / n);
    CHECK(d.outside() == outside / n);
    CHECK(d.least() == static_cast<double>(*std::ranges::min_element(values)));
    CHECK(d.most() == static_cast<double>(*std::ranges::max_element(values)));
    CHECK(d.not_finite() == 0);
}

TEST_CASE("shares between edges are the counted ones up to a part of a bucket") {
    for (const double deviation : {1e-12, 0.01, 1.0, 1e9}) {
        const std::vector<float> values = normal_numbers(50'000, 0, deviation);
        const Distribution d = counted(values);
        std::vector<double> edges;
        for (int i = -12; i <= 12; ++i) edges.push_back(0.25 * i * deviation + 0.01 * deviation);
        const std::vector<double> shares = d.shares(edges);
        double all = 0;
        for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
            CAPTURE(edges[i]);
            CHECK(std::abs(shares[i] - plain_share(values, edges[i], edges[i + 1])) < 2e-3);
            all += shares[i];
        }
        CHECK(std::abs(all - d.share_between(edges.front(), edges.back())) < 1e-12);
        CHECK(std::abs(d.share_between(-HUGE_VAL, HUGE_VAL) - 1) < 1e-12);
        CHECK(std::abs(d.quantile(0.975) / deviation - 1.96) < 0.06);
        CHECK(std::abs(d.quantile(0.5) / deviation) < 0.03);
    }
}

TEST_CASE("zeros and equal values lie at one place") {
    std::vector<float> values(1000, 0.0f);
    for (std::size_t i = 0; i < 500; ++i) values[i] = 1.0f + static_cast<float>(i) / 1000;
    values[999] = -0.0f;
    const Distribution d = counted(values);
    CHECK(d.share_between(0, 1e-30) == 0.5);
    CHECK(d.share_between(-1, 0) == 0);
    CHECK(d.share_between(1e-30, 1) == 0);
    const Distribution same = counted(std::vector<float>(300, 0.1f));
    CHECK(same.deviation() == 0);
    CHECK(same.share_between(0.1 - 1e-6, 0.1 + 1e-6) == 1);
    CHECK(same.quantile(0.3) == static_cast<double>(0.1f));
}

TEST_CASE("infinite values and those that are no numbers are counted apart and leave nothing behind") {
    DistributionCounter counter;
    counter.begin({});
    const std::vector<float> values = {1, -2, HUGE_VALF, -HUGE_VALF, NAN, 3};
    counter.add(values);
    const Distribution d = counter.take();
    CHECK(d.count() == 6);
    CHECK(d.not_finite() == 3);
    CHECK(d.least() == -2);
    CHECK(d.most() == 3);
    CHECK(std::isnan(d.deviation()));
    CHECK(d.share_between(-10, 10) == 0.5);
    counter.begin({});
    counter.add(std::vector<float>{5, 6});
    const Distribution next = counter.take();
    CHECK(next.share_between(-HUGE_VAL, HUGE_VAL) == 1);
    CHECK(next.mean() == 5.5);
    counter.begin({});
    const Distribution none = counter.take();
    CHECK(none.count() == 0);
    CHECK(none.share_between(-1, 1) == 0);
    CHECK(std::isnan(none.least()));
}

TEST_CASE("stretches that are added one after another are one distribution") {
    const std::vector<float> values = normal_numbers(4096, -1, 0.5);
    DistributionCounter counter;
    counter.begin({});
    counter.add(std::span(values).first(1600));
    counter.add(std::span(values).subspan(1600));
    const Distribution parts = counter.take(), whole = counted(values);
    CHECK(parts.least() == whole.least());
    CHECK(std::abs(parts.mean() - whole.mean()) < 1e-14);
    const std::vector<double> edges = {-3, -2, -1, 0, 1};
    CHECK(parts.shares(edges) == whole.shares(edges));
}

TEST_CASE("a histogram counts every value once") {
    const std::vector<float> values = {0, 0, 1, 2, 4, NAN};
    const Histogram h = histogram(values, 4);
    CHECK(h.edges == std::vector<double>{0, 1, 2, 3, 4});
    CHECK(h.counts == std::vector<std::int64_t>{2, 1, 1, 1});
    const Histogram one = histogram(std::vector<float>{3, 3}, 2);
    CHECK(one.edges == std::vector<double>{2.5, 3, 3.5});
    CHECK(one.counts == std::vector<std::int64_t>{0, 2});
    CHECK(histogram({}, 2).counts == std::vector<std::int64_t>{0, 0});
}
