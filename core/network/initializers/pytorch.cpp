// What PyTorch's layers do by themselves: kaiming_uniform_ with a = √5, biases likewise.
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry pytorch() {
    return drawing_uniform(
        [](std::span<const double>, const WeightWindow& window) {
            return 1 / std::sqrt(fan_of(window));
        },
        {.id = "pytorch",
         .order = 100,
         .name = {"PyTorch's default", "PyTorchの既定"},
         .help = {"Weights and biases uniform within 1/√n, as torch.nn.Linear and Conv2d begin.",
                  "torch.nn.LinearやConv2dの既定。重みもバイアスも±1/√nの一様分布。"},
         .formula = "w, b ~ U(±1/√n)",
         .source = "PyTorch, torch.nn.Linear",
         .pytorch = "torch.nn.Linear",
         .fills_biases = true});
}

}  // namespace tani::initializer_entries
