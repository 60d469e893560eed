// Reads which data a network is trained on.
#pragma once
#include "core/dataset/dataset.h"
#include "core/experiment/settings.h"

namespace tani {

/// Where a file is that the experiment names: beside the experiment's own.
std::string beside(const std::string& experiment_file, const std::string& written);

/// The table `data`. Files are found beside the experiment's own. Throws Error with the place of
/// what is wrong.
DataSpec read_data(const Table& table, const Origin& origin);
/// What the data are like, for which a file is looked into: one that cannot be read is refused
/// where the table names it.
DataOutline outline_at(const DataSpec& spec, const Table& table, const Origin& origin);

}  // namespace tani
