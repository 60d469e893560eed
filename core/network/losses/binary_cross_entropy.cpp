// Binary cross-entropy, of what goes into a sigmoid: log(1 + eᶻ) − yz.
#include "core/network/loss.h"
#include "core/network/scalar.h"

namespace tani::loss_entries {

namespace {

template <class T>
struct BinaryCrossEntropyRule {
    explicit BinaryCrossEntropyRule(std::span<const double>) {}
    T one(T out, T y) const { return scalar::softplus(out) - y * out; }
    T slope(T out, T y) const { return scalar::sigmoid(out) - y; }
};
template <class T>
using BinaryCrossEntropy = EachOutput<T, BinaryCrossEntropyRule<T>>;

}  // namespace

LossEntry binary_cross_entropy() {
    return loss_of<BinaryCrossEntropy>(
        {.id = "binary_cross_entropy",
         .order = 40,
         .name = {"Binary cross-entropy", "二値交差エントロピー"},
         .help = {"The surprise at the truth, for a probability of yes. With a sigmoid at the end "
                  "of the network both are computed together; without one the outputs are taken as "
                  "what would go into it.",
                  "「はい」の確率として見たときの、正解の意外さ。最後がシグモイドなら両者をまとめて"
                  "計算し、なければ出力をシグモイドに入れる前の値とみなす。"},
         .formula = "L = −mean (y log p + (1 − y) log(1 − p)),  p = σ(z)",
         .source = "Cox 1958; Bishop 2006, eq. (4.90)",
         .pytorch = "torch.nn.BCEWithLogitsLoss",
         .fuses = "sigmoid",
         .threshold = 0,
         .suits = [](TargetKind kind) { return kind != TargetKind::numbers; }});
}

}  // namespace tani::loss_entries
