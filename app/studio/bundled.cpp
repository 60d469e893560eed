// The lectures' order; files that it does not name follow by name.
#include "app/studio/bundled.h"

#include <algorithm>
#include <array>

#include "app/embedded/embedded.h"

namespace tani::studio {

namespace {

constexpr std::string_view folder = "assets/experiments/";
constexpr std::string_view suffix = ".toml";

constexpr auto lecture_order = std::to_array<std::string_view>({"valley",
                                                            "rate-limit",
                                                            "range-test",
                                                            "lower-rate",
                                                            "polyak",
                                                            "momentum-map",
                                                            "momentum-coefficient",
                                                            "nesterov",
                                                            "nesterov-limit",
                                                            "adagrad-stalls",
                                                            "ravine",
                                                            "rmsprop-jitter",
                                                            "saddle",
                                                            "saddle-noise",
                                                            "local-minimum-momentum",
                                                            "local-minimum-rate",
                                                            "noise-escape",
                                                            "without-gradients",
                                                            "plateau",
                                                            "cliff-clipping",
                                                            "rotation",
                                                            "muon",
                                                            "noise-decay",
                                                            "averaging",
                                                            "lookahead",
                                                            "gradient-scale",
                                                            "two-momenta",
                                                            "l1-l2",
                                                            "first-step",
                                                            "himmelblau",
                                                            "rosenbrock",
                                                            "basins",
                                                            "threshold-gates",
                                                            "perceptron-gates",
                                                            "perceptron-xor",
                                                            "hidden-units",
                                                            "ice-cream",
                                                            "five-rules",
                                                            "batch-size",
                                                            "network-range-test",
                                                            "rate-clipping",
                                                            "growing-batch",
                                                            "initialization",
                                                            "batch-norm",
                                                            "normalization",
                                                            "overfitting",
                                                            "regularization",
                                                            "dropout-l1",
                                                            "split-by-time",
                                                            "several-labels",
                                                            "width-depth",
                                                            "convolution",
                                                            "siren-fit",
                                                            "same-weights",
                                                            "wide-narrow",
                                                            "xavier-he",
                                                            "spread-depth",
                                                            "regression-starts",
                                                            "vanishing-gradient",
                                                            "long-term",
                                                            "siren",
                                                            "zero-hadamard",
                                                            "lsuv",
                                                            "batch-surface",
                                                            "plane-optimizers",
                                                            "plane-residual",
                                                            "plane-batch",
                                                            "plane-between",
                                                            "plane-barrier",
                                                            "edge-of-stability",
                                                            "zero-one-loss"});

std::size_t place_of(std::string_view id) {
    // A file may be named with underscores where the lecture's name has hyphens.
    const auto same = [id](std::string_view other) {
        return std::equal(id.begin(), id.end(), other.begin(), other.end(),
                          [](char a, char b) { return a == b || (a == '_' && b == '-'); });
    };
    return static_cast<std::size_t>(std::find_if(lecture_order.begin(), lecture_order.end(), same) -
                                    lecture_order.begin());
}

}  // namespace

std::vector<Bundled> bundled_experiments() {
    std::vector<Bundled> list;
    for (const EmbeddedFile& file : embedded_files()) {
        if (!file.path.starts_with(folder) || !file.path.ends_with(suffix)) continue;
        const std::string_view id =
            file.path.substr(folder.size(), file.path.size() - folder.size() - suffix.size());
        list.push_back({.id = std::string(id), .path = std::string(file.path), .title = {}});
    }
    std::stable_sort(list.begin(), list.end(), [](const Bundled& a, const Bundled& b) {
        return place_of(a.id) < place_of(b.id);
    });
    return list;
}

void read_titles(std::vector<Bundled>& list) {
    for (Bundled& bundled : list) {
        try {
            const Plan meaning = plan(load_bundled(bundled));
            bundled.title = meaning.title;
            bundled.lab = meaning.lab;
        } catch (const Error&) {  // shown when it is opened
        }
        if (bundled.title.empty()) bundled.title = {bundled.id, bundled.id};
    }
}

Experiment load_bundled(const Bundled& bundled) {
    return read_experiment(embedded(bundled.path), bundled.path);
}

bool is_bundled(const std::string& file) {
    return std::any_of(embedded_files().begin(), embedded_files().end(),
                       [&](const EmbeddedFile& f) { return f.path == file; });
}

}  // namespace tani::studio
