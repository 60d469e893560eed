// What panels do to an experiment, as functions on the document. None of them knows a widget.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/optimizer/optimizer.h"

namespace tani::studio {

/// Where a setting of a run is written: into the run (from the start), or into a change at a step
/// (from here).
struct EditPlace {
    int run = 0;
    int from = 0;  ///< 0: from the start
};

/// The run that the view selects.
const RunPlan& selected_run(const Plan& plan);

/// What is in force for the update step → step + 1.
const Settings& settings_in_force(const RunPlan& run, int step);

/// Sets a dotted key of one run's settings ("optimizer.lr", "surface.rotate"). From a step on it
/// merges into the change at that step, or adds one in its order.
void set_setting(Experiment& experiment, EditPlace place, std::string_view key, Value value);
/// Takes it out again: the base's value or the default is then in force. A change that becomes
/// empty goes.
void erase_setting(Experiment& experiment, EditPlace place, std::string_view key);

/// Sets one of a rule's parameters as its description says: a flag, a whole number, an element of
/// an array.
void set_parameter(Experiment& experiment, const Plan& plan, EditPlace place,
                   const Parameter& parameter, double value);

/// Where clip and schedule of an optimizer stand: in the rule inside where there is one.
std::string rule_key(const OptimizerSpec& spec, std::string_view key);

/// A schedule of the catalogue with its defaults, or none for an empty id. A count of steps that
/// the run would never reach becomes an eighth of the run.
void set_schedule(Experiment& experiment, const Plan& plan, EditPlace place, std::string_view id);

/// Another rule for a run, at a rate that shows something from where the run starts; clipping,
/// schedule and averaging are kept. A rule around another goes around the one that is there.
void set_rule(Experiment& experiment, const Plan& plan, int run, const RuleEntry& rule);
/// Another rule inside the rule of a run, likewise.
void set_inner_rule(Experiment& experiment, const Plan& plan, int run, const RuleEntry& inner);
/// Averaging from a step on, or none.
void set_average(Experiment& experiment, EditPlace place, std::optional<int> from);
/// A rate near the rule's teaching rate at which a run with these settings does not diverge.
double teaching_rate_for(const RunPlan& run, const RuleEntry& rule);

/// Adds a run with the selected run's start and surface: the first rule of the catalogue that no
/// run has yet.
void add_run(Experiment& experiment, const Plan& plan);
/// A run like `run`, after it.
void copy_run(Experiment& experiment, int run);
/// Nothing happens to the only run.
void remove_run(Experiment& experiment, int run);
void set_hidden(Experiment& experiment, int run, bool hidden);
void set_label(Experiment& experiment, int run, const std::string& label);

/// Moves the start of the selected run and of all runs that share it and the surface: a race stays
/// fair.
void set_start(Experiment& experiment, const Plan& plan, Point start);
/// Three significant digits of the domain's width are all that a mouse can say.
Point rounded_start(Point start, const SurfaceSpec& surface);

/// Where a run's surface is described: "surface" of the base, or "runs.N.surface" where the run has
/// its own.
std::string surface_path(const Experiment& experiment, int run);
/// A surface of the catalogue with its domain and start.
void choose_surface(Experiment& experiment, int run, const SurfaceEntry& entry);
/// A typed formula in place of what is there; domain and rotation stay, constants that it uses stay
/// or are added with the value 1. Throws Error with the column of what is wrong.
void type_formula(Experiment& experiment, const Plan& plan, int run, const std::string& formula);
/// Names in a formula that can only be constants: not x, y, pi, e, and no function.
std::vector<std::string> names_in(std::string_view formula);

/// One change of a run as the document has it.
struct ChangeLine {
    int step = 0;
    bool reset = false;
    std::vector<std::pair<std::string, Value>> values;  ///< dotted keys
};
std::vector<ChangeLine> changes_of(const Experiment& experiment, int run);
void remove_change(Experiment& experiment, int run, int index);
/// Steps at which any shown run changes, in order, each once.
std::vector<int> change_steps(const Plan& plan);

/// Title or caption in one language; the other language's text stays.
void set_text(Experiment& experiment, std::string_view key, const Text& old, Language language,
              const std::string& text);

}  // namespace tani::studio
