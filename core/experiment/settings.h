// From merged tables to settings: names looked up, parameters and constants checked, defaults
// filled in.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"

namespace tani {

/// Where the values of a merged table may have been written, for messages: the changes so far, the
/// run, the base.
struct Origin {
    const Experiment* experiment = nullptr;
    std::string run;                   ///< "runs.1", or empty
    std::vector<std::string> changes;  ///< "runs.1.changes.0", the latest last
    /// The full dotted path of a path such as "optimizer.lr".
    std::string path(const std::string& setting) const;
};

/// Reads settings; keeps what it has seen of formulas, so that each is parsed once.
class SettingsReader {
  public:
    /// `merged` has passed check_document and holds tables for surface and optimizer. Throws Error.
    Settings read(const Table& merged, const Origin& origin);
    SurfaceSpec surface(const Table& table, const Origin& origin);
    OptimizerSpec optimizer(const Table& table, const Origin& origin) const;

  private:
    void check_formula(const SurfaceSpec& spec, const Table& table, const Origin& origin);

    struct Checked {
        std::string formula;
        std::vector<std::string> constants;
        bool operator==(const Checked&) const = default;
    };
    std::vector<Checked> checked_;
};

}  // namespace tani
