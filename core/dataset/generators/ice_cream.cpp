// Five prices of ice cream: small enough to work out a mean squared error by hand.
#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

DataOutline outline(std::span<const double>) { return curve_outline(5); }

Dataset make(std::span<const double> s, std::uint64_t) {
    return {.outline = outline(s),
            .x = {0.8f, 1.0f, 1.2f, 1.4f, 1.6f},
            .y = {280, 350, 380, 450, 500},
            .input_names = {{"size (100 ml)", "大きさ（100 ml）"}},
            .target_names = {{"price (yen)", "値段（円）"}}};
}

}  // namespace

DatasetEntry ice_cream() {
    return {
        .id = "ice_cream",
        .order = 100,
        .name = {"Ice cream", "アイスクリームの値段"},
        .help = {"The prices of five ice creams in yen by their size. With split = \"time\" and "
                 "validation = 0.4 the last two are held out: predictions of 400 and 500 "
                 "against their 450 and 500 give a mean squared error of 1250.",
                 "5つのアイスクリームの大きさと値段（円）。split = \"time\"、validation = 0.4 と"
                 "すると最後の2つが検証データになる。その値段450と500に対して400と500と予測する"
                 "と、平均二乗誤差は1250である。"},
        .outline = outline,
        .make = make};
}

}  // namespace tani::dataset_entries
