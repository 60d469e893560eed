// Runs of one rule are told apart by the first setting in which all of them differ, else by all
// that differ.
#include "core/experiment/labels.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "core/experiment/training_labels.h"
#include "core/network/initializer.h"
#include "core/optimizer/optimizer.h"
#include "core/optimizer/schedule.h"

namespace tani {

namespace {

std::string number(double value) {
    const std::string text = fmt::format("{:.4g}", value);
    return text.starts_with('-') ? "−" + text.substr(1) : text;
}

std::string point(const Point& p) { return fmt::format("({}, {})", number(p[0]), number(p[1])); }

Text same(const std::string& text) { return {text, text}; }

/// "η = 0.061", with the values that changes give it: "η = 0.061 → 0.02". A toggle is named when it
/// is on.
Text parameter_text(const Parameter& parameter, std::size_t index, const RunPlan& run) {
    const double first = run.settings.optimizer.settings[index];
    if (parameter.scale == Scale::toggle) return first != 0 ? same(parameter.id) : Text{};
    std::string text = fmt::format(
        "{} = {}", parameter.symbol.empty() ? parameter.id : parameter.symbol, number(first));
    double now = first;
    constexpr int most_values = 3;
    int values = 1;
    for (const Change& change : run.changes) {
        if (find_rule(change.settings.optimizer) != find_rule(run.settings.optimizer)) break;
        const double next = change.settings.optimizer.settings[index];
        if (next == now) continue;
        if (++values > most_values) return same(text + " → …");
        text += " → " + number(next);
        now = next;
    }
    return same(text);
}

Text clip_text(const Clip& clip) {
    if (clip.norm)
        return {"clip norm " + number(*clip.norm), "ノルム" + number(*clip.norm) + "でクリップ"};
    if (clip.value)
        return {"clip value " + number(*clip.value), "値" + number(*clip.value) + "でクリップ"};
    return {};
}

/// "Step decay (γ = 0.5)": the schedule with what is not its default.
Text schedule_text(const ScheduleSpec& spec) {
    const ScheduleEntry* entry = find_schedule(spec.name);
    if (!entry) return {};
    std::string settings;
    for (std::size_t i = 0; i < entry->parameters.size(); ++i) {
        const Parameter& parameter = entry->parameters[i];
        if (spec.settings[i] == parameter.standard) continue;
        settings += fmt::format("{}{} = {}", settings.empty() ? "" : ", ", parameter.symbol,
                                number(spec.settings[i]));
    }
    if (settings.empty()) return entry->name;
    return {entry->name.en + " (" + settings + ")", entry->name.ja + "（" + settings + "）"};
}

Text average_text(const std::optional<Averaging>& average) {
    if (!average) return {};
    return {fmt::format("averaged from step {}", average->from),
            fmt::format("ステップ{}から平均", average->from)};
}

Text surface_text(const SurfaceSpec& surface) {
    const SurfaceEntry* entry = find_surface(surface.name);
    return entry ? entry->name : same(surface.formula);
}

Text constants_text(const SurfaceSpec& surface) {
    std::string text;
    for (const auto& [name, value] : surface.constants) {
        text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, number(value));
    }
    return same(text);
}

Text changes_text(const RunPlan& run) {
    if (run.changes.empty()) return {};
    const int step = run.changes.front().step;
    return {fmt::format("changed at step {}", step), fmt::format("ステップ{}で変更", step)};
}

/// What a run is called by: its rule; in the initializer lab its initializer.
struct Subject {
    std::string id, inner = {};
    Text name = {};
    bool operator==(const Subject& other) const { return id == other.id && inner == other.inner; }
};

bool has_wall(const RunPlan& run) { return run.training && run.training->wall; }

bool is_read(const RunPlan& run) { return run.plane && run.plane->is_read(); }

Subject subject_of(const RunPlan& run) {
    if (is_read(run)) {
        const std::string stem = std::filesystem::path(run.plane->file).stem().string();
        return {.id = stem, .name = same(stem)};
    }
    if (has_wall(run)) {
        const InitializerEntry* entry = find_initializer(run.training->network.initializer.name);
        return {.id = entry->id, .name = entry->name};
    }
    const OptimizerSpec& optimizer = run.settings.optimizer;
    const RuleEntry* rule = find_rule(optimizer);
    return {.id = optimizer.name, .inner = optimizer.inner, .name = rule ? rule->name : Text{}};
}

/// Everything that may tell two runs of one subject apart, in the order in which people look for it.
std::vector<Text> features(const RunPlan& run) {
    if (is_read(run)) {
        const std::filesystem::path file(run.plane->file), path(run.plane->path_file);
        return {same(run.plane->surface), same(path.stem().string()),
                same(file.filename().string()), same(file.parent_path().filename().string())};
    }
    const RuleEntry& rule = *find_rule(run.settings.optimizer);
    std::vector<Text> result;
    if (has_wall(run)) {
        result = wall_features(run);
        result.push_back(rule.name);
        result.push_back({fmt::format("seed {}", run.seed), fmt::format("シード{}", run.seed)});
        return result;
    }
    for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
        result.push_back(parameter_text(rule.parameters[i], i, run));
    }
    const double noise = run.settings.gradient_noise;
    const double degrees = run.settings.surface.rotate;
    result.push_back(schedule_text(run.settings.optimizer.schedule));
    result.push_back(average_text(run.settings.optimizer.average));
    result.push_back(clip_text(run.settings.optimizer.clip));
    result.push_back(noise > 0 ? Text{"noise " + number(noise), "雑音 " + number(noise)} : Text{});
    result.push_back(degrees != 0 ? Text{number(degrees) + "°", number(degrees) + "°回転"}
                                  : Text{});
    if (run.training) {
        for (Text& text : training_features(run)) result.push_back(std::move(text));
    } else {
        result.push_back(surface_text(run.settings.surface));
        result.push_back(constants_text(run.settings.surface));
        result.push_back({"from " + point(run.start), point(run.start) + "から"});
    }
    result.push_back({fmt::format("seed {}", run.seed), fmt::format("シード{}", run.seed)});
    result.push_back(changes_text(run));
    result.push_back({fmt::format("{} steps", run.steps), fmt::format("{}ステップ", run.steps)});
    return result;
}

bool all_differ(std::vector<std::string> texts) {
    std::sort(texts.begin(), texts.end());
    return std::adjacent_find(texts.begin(), texts.end()) == texts.end();
}

bool all_equal(const std::vector<std::string>& texts) {
    return std::adjacent_find(texts.begin(), texts.end(), std::not_equal_to<>()) == texts.end();
}

/// Indices of the features that tell the runs apart.
std::vector<std::size_t> telling(const std::vector<std::vector<Text>>& table) {
    std::vector<std::size_t> chosen;
    std::vector<std::string> together(table.size());
    for (std::size_t f = 0; f < table.front().size(); ++f) {
        std::vector<std::string> column;
        for (const auto& row : table) column.push_back(row[f].en);
        if (all_differ(column)) return {f};
        if (all_equal(column)) continue;
        if (all_differ(together)) continue;
        chosen.push_back(f);
        for (std::size_t i = 0; i < table.size(); ++i) together[i] += column[i] + "\n";
    }
    return chosen;
}

Text joined(const std::vector<Text>& row, const std::vector<std::size_t>& chosen) {
    Text result;
    for (const std::size_t f : chosen) {
        if (row[f].empty()) continue;
        if (!result.empty()) {
            result.en += ", ";
            result.ja += "、";
        }
        result.en += row[f].en;
        result.ja += row[f].ja;
    }
    return result;
}

/// "Adam (η = 0.1)", and "Gradient descent (SGD, η = 0.1)" where the name has its parentheses
/// already.
std::string with_detail(std::string name, const std::string& detail, std::string_view open,
                        std::string_view comma, std::string_view close) {
    if (name.ends_with(close)) {
        name.resize(name.size() - close.size());
        return fmt::format("{}{}{}{}", name, comma, detail, close);
    }
    return fmt::format("{}{}{}{}", name, open, detail, close);
}

Text with_detail(const Text& name, const Text& detail) {
    if (detail.empty()) return name;
    return {with_detail(name.en, detail.en, " (", ", ", ")"),
            with_detail(name.ja, detail.ja, "（", "、", "）")};
}

/// Line breaks and tabs would tear a legend.
Text on_one_line(Text text) {
    for (std::string* words : {&text.en, &text.ja}) {
        for (char& c : *words) {
            if (c == '\n' || c == '\t') c = ' ';
        }
    }
    return text;
}

void name_group(std::vector<RunPlan>& runs, const std::vector<std::size_t>& group) {
    const Text name = subject_of(runs[group.front()]).name;
    if (name.empty()) return;
    if (group.size() == 1) {
        runs[group.front()].shown = name;
        return;
    }
    std::vector<std::vector<Text>> table;
    for (const std::size_t i : group) table.push_back(features(runs[i]));
    const std::vector<std::size_t> chosen = telling(table);
    for (std::size_t i = 0; i < group.size(); ++i) {
        runs[group[i]].shown = with_detail(name, joined(table[i], chosen));
    }
}

template <class Taken>
std::string suffix_for(const Taken& is_taken) {
    if (!is_taken("")) return "";
    for (int n = 2;; ++n) {
        const std::string suffix = fmt::format(" {}", n);
        if (!is_taken(suffix)) return suffix;
    }
}

}  // namespace

void name_runs(std::vector<RunPlan>& runs, const std::vector<Text>& written) {
    const auto is_written = [&](std::size_t i) { return !written[i].empty(); };
    std::vector<std::string> labels, shown;
    std::vector<bool> grouped(runs.size(), false);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!is_written(i)) continue;
        runs[i].label = written[i].in(Language::en);
        runs[i].shown = on_one_line(written[i]);
        labels.push_back(runs[i].label);
        shown.push_back(runs[i].shown.in(Language::en));
        grouped[i] = true;
    }
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (grouped[i]) continue;
        std::vector<std::size_t> group;
        for (std::size_t j = i; j < runs.size(); ++j) {
            if (!grouped[j] && subject_of(runs[i]) == subject_of(runs[j])) {
                group.push_back(j);
                grouped[j] = true;
            }
        }
        name_group(runs, group);
    }
    const auto has = [](const std::vector<std::string>& list, const std::string& text) {
        return std::find(list.begin(), list.end(), text) != list.end();
    };
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (is_written(i)) continue;
        RunPlan& run = runs[i];
        const std::string id = subject_of(run).id;
        run.label = id + suffix_for([&](const std::string& s) { return has(labels, id + s); });
        labels.push_back(run.label);
        const std::string suffix =
            suffix_for([&](const std::string& s) { return has(shown, run.shown.en + s); });
        run.shown.en += suffix;
        run.shown.ja += suffix;
        shown.push_back(run.shown.en);
    }
}

}  // namespace tani
