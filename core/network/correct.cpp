#include "core/network/correct.h"

#include <algorithm>

namespace tani {

double correct_share(const Network<float>& network, TargetKind kind, const float* out,
                     const float* y) {
    const std::size_t n = network.outputs();
    if (kind == TargetKind::classes && n > 1) {
        const auto said = std::max_element(out, out + n) - out;
        const auto truth = network.loss().wanted == Wanted::index
                               ? static_cast<std::ptrdiff_t>(y[0])
                               : std::max_element(y, y + n) - y;
        return said == truth ? 1 : 0;
    }
    std::size_t right = 0;
    for (std::size_t i = 0; i < n; ++i)
        right += (out[i] >= static_cast<float>(network.loss().threshold)) == (y[i] >= 0.5f);
    return static_cast<double>(right) / static_cast<double>(n);
}

}  // namespace tani
