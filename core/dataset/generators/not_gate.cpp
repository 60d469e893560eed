// The two rows of the truth table of NOT.
#include "core/dataset/making.h"

namespace tani::dataset_entries {

DatasetEntry not_gate() {
    return {
        .id = "not_gate",
        .order = 13,
        .name = {"NOT gate", "NOTゲート"},
        .help = {"One input, turned round: 0 becomes 1 and 1 becomes 0, with a negative weight.",
                 "入力を反転する。0は1に、1は0になる。重みは負になる。"},
        .source =
            "McCulloch & Pitts 1943, A Logical Calculus of the Ideas Immanent in Nervous Activity",
        .outline = [](std::span<const double>) { return gate_outline(1); },
        .make = [](std::span<const double>,
                   std::uint64_t) { return make_gate(1, [](int row) { return row == 0; }); }};
}

}  // namespace tani::dataset_entries
