// Experiment files: read whole, checked once, written back in their order.
#include "core/experiment/experiment.h"

#include <fstream>

#include <fmt/format.h>

#include "core/experiment/plane_files.h"
#include "core/experiment/toml.h"
#include "core/landscape/grid_file.h"
#include "core/optimizer/optimizer.h"

namespace tani {

Experiment read_experiment(std::string_view text, const std::string& file) {
    Experiment experiment;
    experiment.file = file;
    experiment.has_comments = toml_text::scan(text, file).has_comments;
    experiment.document = toml_text::parse(text, file);
    plan(experiment);
    return experiment;
}

Experiment load_experiment(const std::string& path) {
    if (is_grid_file(path)) return experiment_of_grid(path);
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        throw Error("cannot be opened; expected an experiment file that can be read", {path});
    // One byte more than a text may have is enough to see that it has too many.
    std::string text(toml_text::Limits{}.bytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad() || (stream.fail() && !stream.eof())) {
        throw Error("cannot be read; expected an experiment file", {path});
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return read_experiment(text, path);
}

const RuleEntry* find_rule(const OptimizerSpec& spec) { return find_rule(spec.name, spec.inner); }

bool reads_planes(const Plan& plan) {
    const auto& plane = plan.runs.front().plane;
    return plane && plane->is_read();
}

bool trains_networks(std::string_view lab) {
    return lab == "network" || lab == "initializer" || lab == "landscape";
}

std::string write_experiment(const Experiment& experiment) {
    return toml_text::write(experiment.document);
}

}  // namespace tani
