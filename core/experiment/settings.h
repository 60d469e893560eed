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
    /// `merged` has passed check_document and holds tables for the optimizer and, in the surface
    /// lab, the surface. Throws Error.
    Settings read(const Table& merged, const Origin& origin);
    SurfaceSpec surface(const Table& table, const Origin& origin);
    OptimizerSpec optimizer(const Table& table, const Origin& origin) const;
    /// Network and data of the network lab, from `merged`; reads data files as far as their outline
    /// needs.
    TrainingSpec training(const Table& merged, const Origin& origin) const;

  private:
    Settings read_common(const Table& merged, const Origin& origin) const;
    void check_formula(const SurfaceSpec& spec, const Table& table, const Origin& origin);

    struct Checked {
        std::string formula;
        std::vector<std::string> constants;
        bool operator==(const Checked&) const = default;
    };
    std::vector<Checked> checked_;
};

/// What the file says of them outside of tables; null where it says nothing.
void read_measures(TrainingSpec& spec, const Value* metric, const Value* every,
                   const Value* early_stopping);

}  // namespace tani
