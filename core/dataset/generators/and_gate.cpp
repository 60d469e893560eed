// The four rows of the truth table of AND.
#include "core/dataset/making.h"

namespace tani::dataset_entries {

DatasetEntry and_gate() {
    return {
        .id = "and_gate",
        .order = 11,
        .name = {"AND gate", "ANDゲート"},
        .help = {"1 only where both inputs are 1: a threshold unit can do it.",
                 "両方の入力が1のときだけ1になる。しきい値ユニット1つで実現できる。"},
        .source =
            "McCulloch & Pitts 1943, A Logical Calculus of the Ideas Immanent in Nervous Activity",
        .outline = [](std::span<const double>) { return gate_outline(2); },
        .make = [](std::span<const double>,
                   std::uint64_t) { return make_gate(2, [](int row) { return row == 3; }); }};
}

}  // namespace tani::dataset_entries
