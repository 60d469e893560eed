// The file browser's view of a folder: its folders and experiment files.
#pragma once
#include <string>

#include "app/studio/studio_state.h"

namespace tani::studio {

/// Where to begin: the experiment's folder, or the one the program was started in.
std::string starting_folder(const Studio& studio);
/// Reads the folder again when it is not the one that was read; what cannot be read is said in
/// `browser.error`.
void list_folder(Browser& browser);
/// The parent, a child, or an absolute path.
void go_to_folder(Browser& browser, const std::string& folder);
/// The name with .toml, in the folder; that of a grid is left as it is where one can be chosen.
std::string chosen_path(const Browser& browser);

}  // namespace tani::studio
