// The four rows of the truth table of OR.
#include "core/dataset/making.h"

namespace tani::dataset_entries {

DatasetEntry or_gate() {
    return {
        .id = "or_gate",
        .order = 12,
        .name = {"OR gate", "ORゲート"},
        .help = {"1 where any input is 1: a threshold unit can do it.",
                 "少なくとも一方の入力が1なら1になる。しきい値ユニット1つで実現できる。"},
        .source =
            "McCulloch & Pitts 1943, A Logical Calculus of the Ideas Immanent in Nervous Activity",
        .outline = [](std::span<const double>) { return gate_outline(2); },
        .make = [](std::span<const double>,
                   std::uint64_t) { return make_gate(2, [](int row) { return row != 0; }); }};
}

}  // namespace tani::dataset_entries
