// The threshold unit of McCulloch & Pitts and Rosenblatt's perceptron.
#include "core/network/activation.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Step {
    explicit Step(std::span<const double>) {}
    T value(T x) const { return x >= T(0) ? T(1) : x < T(0) ? T(0) : x; }
    T slope([[maybe_unused]] T x, [[maybe_unused]] T y) const { return T(0); }
};

}  // namespace

LayerEntry step() {
    return activation_of<Step>(
        {.id = "step",
         .order = 20,
         .name = {"Step", "ステップ関数"},
         .help = {"1 from 0 on, else 0: the perceptron's output. Its slope is 0, so gradients do "
                  "not pass; train it with the loss 'perceptron'.",
                  "0以上なら1、それ以外は0。パーセプトロンの出力。傾きが0なので勾配は伝わらない。損"
                  "失perceptronで学習する。"},
         .formula = "y = [x ≥ 0]",
         .source = "Rosenblatt 1958, The perceptron",
         .least = 0,
         .most = 1});
}

}  // namespace tani::activation_entries
