// The perceptron criterion: its gradient with respect to the weights is (ŷ − y)x, Rosenblatt's
// learning rule. Rosenblatt 1958; Bishop 2006, Pattern Recognition and Machine Learning,
// section 4.1.7.
#include "core/network/loss.h"

namespace tani::loss_entries {

namespace {

template <class T>
struct PerceptronRule {
    explicit PerceptronRule(std::span<const double>) {}
    T one(T out, T y) const {
        const T wrong = (out >= T(0) ? T(1) : T(0)) - y;
        return wrong * out;
    }
    T slope(T out, T y) const { return (out >= T(0) ? T(1) : T(0)) - y; }
};
template <class T>
using Perceptron = EachOutput<T, PerceptronRule<T>>;

}  // namespace

LossEntry perceptron() {
    return loss_of<Perceptron>(
        {.id = "perceptron",
         .order = 60,
         .name = {"Perceptron rule", "パーセプトロンの学習則"},
         .help = {"Only what is on the wrong side counts, by its distance from the border: descent "
                  "on it is Rosenblatt's rule w ← w + η(y − ŷ)x. With a step at the end of the "
                  "network it is given what goes into the step.",
                  "間違えた側にあるデータだけを、境界からの距離で数える。これに対する勾配降下法がRo"
                  "senblattの学習則 w ← w + η(y − ŷ)x "
                  "である。最後がステップ関数なら、その手前の値を使う。"},
         .formula = "L = mean (ŷ − y)z,  ŷ = [z ≥ 0]",
         .source = "Rosenblatt 1958; Bishop 2006, section 4.1.7",
         .fuses = "step",
         .threshold = 0,
         .suits = [](TargetKind kind) { return kind != TargetKind::numbers; }});
}

}  // namespace tani::loss_entries
