// 1/√n with uniform numbers. LeCun, Bottou, Orr & Müller 1998, section 4.6.
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

namespace {

struct At {
    enum : std::size_t { gain, fan_out };
};

}  // namespace

InitializerEntry lecun_uniform() {
    return drawing_uniform(
        [](std::span<const double> s, const WeightWindow& window) {
            return s[At::gain] * std::sqrt(3 / fan_of(window, s[At::fan_out] != 0));
        },
        {.id = "lecun_uniform",
         .order = 65,
         .name = {"LeCun uniform", "LeCunの一様分布"},
         .help =
             {"Keeps the spread of signals going forward through linear units: the deviation is "
              "1/√n.",
              "線形ユニットで順方向の信号の広がりを保つ。標準偏差は1/√n。"},
         .formula = "w ~ U(±g√(3/n))",
         .source = "LeCun et al. 1998, section 4.6",
         .parameters = {describe::gain(1), describe::by_fan_out()}});
}

}  // namespace tani::initializer_entries
