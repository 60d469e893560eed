#include "core/landscape/directions.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/landscape/lanczos.h"
#include "core/landscape/plane.h"

namespace tani {

AlignedVector<float> random_direction(const Network<float>& network, std::uint64_t seed,
                                      int number) {
    AlignedVector<float> direction(network.weights());
    std::uint64_t drawn = static_cast<std::uint64_t>(number) << 40;
    std::vector<double> numbers;
    for (const WeightWindow& window : network.windows()) {
        numbers.resize(window.size());
        normals(seed, Stream::directions, drawn, numbers);
        drawn += (numbers.size() + 1) / 2;
        for (std::size_t i = 0; i < numbers.size(); ++i)
            direction[window.offset + i] = static_cast<float>(numbers[i]);
    }
    return direction;
}

void normalize(const Network<float>& network, std::span<const float> weights,
               Normalization normalization, bool with_biases, std::span<float> direction) {
    const auto fit = [&](std::size_t from, std::size_t count) {
        const std::span<float> part = direction.subspan(from, count);
        const double length = norm(part);
        if (length == 0) return;
        const double factor = norm(weights.subspan(from, count)) / length;
        for (float& number : part) number = static_cast<float>(number * factor);
    };
    for (const WeightWindow& window : network.windows()) {
        const std::size_t size = window.size();
        if (window.kind != WeightKind::weight && !with_biases) {
            std::ranges::fill(direction.subspan(window.offset, size), 0.0f);
            continue;
        }
        if (normalization == Normalization::none) continue;
        const bool whole = normalization == Normalization::layer || window.shape.size() < 2;
        const std::size_t filters = whole ? 1 : window.shape.front();
        for (std::size_t f = 0; f < filters; ++f)
            fit(window.offset + f * (size / filters), size / filters);
    }
}

PrincipalComponents principal_components(const std::vector<std::span<const float>>& points) {
    if (points.size() < 2) throw Error("a path of one point has no principal components");
    const std::size_t n = points.front().size(), count = points.size();
    std::vector<double> mean(n, 0.0);
    for (const auto& point : points) {
        for (std::size_t i = 0; i < n; ++i) mean[i] += static_cast<double>(point[i]);
    }
    for (double& number : mean) number /= static_cast<double>(count);
    double total = 0;
    for (const auto& point : points) {
        for (std::size_t i = 0; i < n; ++i) {
            const double away = static_cast<double>(point[i]) - mean[i];
            total += away * away;
        }
    }
    if (!(total > 0) || !std::isfinite(total))
        throw Error("points that are all the same, or not finite, have no principal components");

    // The Gram matrix of the centred points has the covariance's eigenvalues and is smaller, mostly.
    std::vector<std::vector<float>> away(count, std::vector<float>(n));
    for (std::size_t p = 0; p < count; ++p) {
        for (std::size_t i = 0; i < n; ++i)
            away[p][i] = static_cast<float>(static_cast<double>(points[p][i]) - mean[i]);
    }
    std::vector<double> gram(count * count);
    for (std::size_t p = 0; p < count; ++p) {
        for (std::size_t q = 0; q <= p; ++q)
            gram[p * count + q] = gram[q * count + p] = dot(away[p], away[q]);
    }
    const auto product = [&](std::span<const double> v, std::span<double> out) {
        for (std::size_t p = 0; p < count; ++p) {
            double sum = 0;
            for (std::size_t q = 0; q < count; ++q) sum += gram[p * count + q] * v[q];
            out[p] = sum;
        }
    };
    std::vector<double> start(count);
    normals(0, Stream::directions, 0, start);
    const auto pairs = largest_eigenpairs(
        product, start, {.count = 2, .tolerance = 1e-12, .most_products = static_cast<int>(count)});

    PrincipalComponents result;
    result.mean.assign(mean.begin(), mean.end());
    const auto component = [&](std::size_t k, AlignedVector<float>& out, double& share) {
        out.assign(n, 0.0f);
        if (k >= pairs.size() || !(pairs[k].value > 1e-13 * total)) return;
        std::vector<double> sum(n, 0.0);
        for (std::size_t p = 0; p < count; ++p) {
            for (std::size_t i = 0; i < n; ++i)
                sum[i] += pairs[k].vector[p] * static_cast<double>(away[p][i]);
        }
        double length = 0, forward = 0;
        for (std::size_t i = 0; i < n; ++i) {
            length += sum[i] * sum[i];
            forward += sum[i] * static_cast<double>(points.back()[i] - points.front()[i]);
        }
        const double factor = (forward < 0 ? -1 : 1) / std::sqrt(length);
        for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<float>(sum[i] * factor);
        share = pairs[k].value / total;
    };
    component(0, result.x, result.share_x);
    component(1, result.y, result.share_y);
    return result;
}

}  // namespace tani
