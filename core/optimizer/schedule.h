// A learning rate schedule: what it is (ScheduleEntry), and one that is running (Schedule).
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/parameter.h"
#include "core/base/text.h"

namespace tani {

/// The update step → step + 1, whose rate a schedule is asked for.
struct ScheduleMoment {
    long step = 0;    ///< from the start of the run, also where the schedule came into force later
    long steps = 1;   ///< updates of the whole run
    double base = 0;  ///< the optimizer's own lr
    double loss = 0;  ///< at the point from which the update starts, without noise
};

/// A running schedule. Most are a function of the moment; one that watches the loss keeps state.
class Schedule {
  public:
    virtual ~Schedule() = default;
    /// Called once for every update, in order. Allocates nothing.
    virtual double rate(const ScheduleMoment& moment) = 0;
    virtual std::unique_ptr<Schedule> clone() const = 0;
};

/// One entry of the catalogue: `schedules/<id>.cpp` defines `ScheduleEntry <id>()`.
struct ScheduleEntry {
    using Rate = double (*)(std::span<const double> settings, const ScheduleMoment& moment);
    using Make = std::unique_ptr<Schedule> (*)(std::span<const double> settings);

    std::string id = {};
    int order = 1000;  ///< place in lists; those that do not say come last, by id
    Text name = {};
    Text help = {};
    std::string source = {};
    std::string pytorch = {};  ///< "torch.optim.lr_scheduler.StepLR", or empty
    std::string formula = {};  ///< "η(k) = η·γ^⌊k/s⌋": no words, it is the same in all languages
    std::vector<Parameter> parameters = {};
    Rate rate = nullptr;          ///< null where the schedule keeps state
    Make make_running = nullptr;  ///< for those; null where `rate` is all

    /// Values in the order of the parameters.
    std::unique_ptr<Schedule> make(std::span<const double> settings) const;
};

/// All entries in their order. Built once.
std::span<const ScheduleEntry> schedule_catalogue();
const ScheduleEntry* find_schedule(std::string_view id);
std::vector<double> default_settings(const ScheduleEntry& entry);

namespace describe {

/// A number of steps that a schedule counts. The slider goes to `slider_to`.
Parameter step_count(std::string id, std::string symbol, Text name, Text help, double standard,
                     double least);
/// A number of steps whose 0 stands for the run's steps; `help` is what it says before that.
Parameter length_of_run(std::string id, Text name, Text help);
/// What the rate is multiplied by, within [0, 1].
Parameter share(std::string id, std::string symbol, Text name, Text help, double standard);

}  // namespace describe

/// The value of a length_of_run() parameter in a run of so many steps.
double length_in(double setting, const ScheduleMoment& moment);

}  // namespace tani
