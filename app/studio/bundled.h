// The experiments inside the program, in the order of the lectures.
#pragma once
#include <string>
#include <vector>

#include "core/experiment/experiment.h"

namespace tani::studio {

struct Bundled {
    std::string id;    ///< "valley"
    std::string path;  ///< "assets/experiments/valley.toml"
    Text title;
    std::string lab = {};  ///< "surface", "network" or "initializer"
};

/// Ids and paths in order. Quick: reads no titles.
std::vector<Bundled> bundled_experiments();
/// Fills in titles and labs (parses every file).
void read_titles(std::vector<Bundled>& list);
/// Throws Error when the file does not parse (a mistake in the program, held by a test).
Experiment load_bundled(const Bundled& bundled);
/// Whether an experiment's file names one inside the program, so that saving asks for a name.
bool is_bundled(const std::string& file);

}  // namespace tani::studio
