// The four rows of the truth table of XOR.
#include "core/dataset/making.h"

namespace tani::dataset_entries {

DatasetEntry xor_gate() {
    return {
        .id = "xor_gate",
        .order = 14,
        .name = {"XOR gate", "XORゲート"},
        .help =
            {"1 where the inputs differ: no single threshold unit can do it, a hidden layer can.",
             "入力が異なるときだけ1になる。しきい値ユニット1つでは実現できず、隠れ層があればできる"
             "。"},
        .source = "Minsky & Papert 1969, Perceptrons",
        .outline = [](std::span<const double>) { return gate_outline(2); },
        .make =
            [](std::span<const double>, std::uint64_t) {
                return make_gate(2, [](int row) { return row == 1 || row == 2; });
            }};
}

}  // namespace tani::dataset_entries
