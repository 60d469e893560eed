// The catalogue of schedules, from the generated list of schedules/, and what they share.
#include "core/optimizer/schedule.h"

#include <algorithm>
#include <tuple>

namespace tani {

namespace schedule_entries {
#define TANI_ENTRY(id) ScheduleEntry id();
#include "schedule_entries.inc"
#undef TANI_ENTRY
}  // namespace schedule_entries

namespace {

std::vector<ScheduleEntry> all_schedules() {
    std::vector<ScheduleEntry> schedules = {
#define TANI_ENTRY(id) schedule_entries::id(),
#include "schedule_entries.inc"
#undef TANI_ENTRY
    };
    std::ranges::sort(schedules, [](const ScheduleEntry& a, const ScheduleEntry& b) {
        return std::tie(a.order, a.id) < std::tie(b.order, b.id);
    });
    return schedules;
}

/// A schedule that is a function of the moment.
class Stateless final : public Schedule {
  public:
    Stateless(ScheduleEntry::Rate function, std::span<const double> settings)
        : rate_(function), settings_(settings.begin(), settings.end()) {}
    double rate(const ScheduleMoment& moment) override { return rate_(settings_, moment); }
    std::unique_ptr<Schedule> clone() const override { return std::make_unique<Stateless>(*this); }

  private:
    ScheduleEntry::Rate rate_;
    std::vector<double> settings_;
};

}  // namespace

std::unique_ptr<Schedule> ScheduleEntry::make(std::span<const double> settings) const {
    if (make_running) return make_running(settings);
    return std::make_unique<Stateless>(rate, settings);
}

std::span<const ScheduleEntry> schedule_catalogue() {
    static const std::vector<ScheduleEntry> schedules = all_schedules();
    return schedules;
}

const ScheduleEntry* find_schedule(std::string_view id) {
    for (const ScheduleEntry& schedule : schedule_catalogue()) {
        if (schedule.id == id) return &schedule;
    }
    return nullptr;
}

std::vector<double> default_settings(const ScheduleEntry& entry) {
    std::vector<double> settings;
    settings.reserve(entry.parameters.size());
    for (const Parameter& p : entry.parameters) settings.push_back(p.standard);
    return settings;
}

double length_in(double setting, const ScheduleMoment& moment) {
    return setting > 0 ? setting : static_cast<double>(moment.steps);
}

namespace describe {

Parameter step_count(std::string id, std::string symbol, Text name, Text help, double standard,
                     double least) {
    return {.id = std::move(id),
            .symbol = std::move(symbol),
            .name = std::move(name),
            .help = std::move(help),
            .standard = standard,
            .bounds = {.least = least},
            .slider_from = least,
            .slider_to = std::max(200.0, standard),
            .scale = Scale::whole};
}

Parameter length_of_run(std::string id, Text name, Text help) {
    return step_count(
        std::move(id), "T", std::move(name),
        {help.en + " 0 means the run's steps.", help.ja + "0は実行のステップ数を意味する。"}, 0, 0);
}

Parameter share(std::string id, std::string symbol, Text name, Text help, double standard) {
    return {.id = std::move(id),
            .symbol = std::move(symbol),
            .name = std::move(name),
            .help = std::move(help),
            .standard = standard,
            .bounds = {.least = 0, .most = 1},
            .slider_from = 0,
            .slider_to = 1};
}

}  // namespace describe

}  // namespace tani
