// Edits, undo, files and time, without a screen.
#include "app/studio/studio_state.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stop_token>
#include <thread>

#include <fmt/format.h>

#include "app/film/film.h"
#include "app/studio/phrase.h"

namespace tani::studio {

namespace {

constexpr double inline_updates = 50'000;  // more than these are recorded by the worker
constexpr double note_seconds = 8;

double updates_of(const Plan& plan) {
    double sum = 0;
    for (const RunPlan& run : plan.runs) sum += run.steps;
    return sum;
}

}  // namespace

Studio::Studio(Experiment experiment, UserSettings user) : settings(std::move(user)) {
    Plan first = tani::plan(experiment);
    adopt(std::move(experiment), std::move(first));
    committed_ = saved_ = experiment_;
    session.transport.speed = settings.speed;
    session.transport.loop = settings.loop;
    session.transport.suit_speed();
}

void Studio::adopt(Experiment experiment, Plan plan) {
    experiment_ = std::move(experiment);
    const bool same_runs = recording_ && plan.runs == plan_.runs;
    plan_ = std::move(plan);
    session.edit_error.clear();
    mapper_.show(maps_of(experiment_, plan_, mapper_.maps()), experiment_);
    if (!same_runs) {
        record_again();
    } else {
        show_as_planned();
    }
}

/// The same runs under the plan as it now is: title, view and film may have changed. A recording of
/// other runs stays as it is until the worker's comes.
void Studio::show_as_planned() {
    if (recording_->plan == plan_ || recording_->plan.runs != plan_.runs) return;
    auto again = std::make_shared<Recording>(*recording_);
    again->plan = plan_;
    recording_ = std::move(again);
}

/// A training is watched while it is made: its first row is there at once, with all that the last
/// recording has of it already.
void Studio::train_again() {
    recorder_.cancel();
    std::stop_source at_once;
    at_once.request_stop();
    recording_ = std::make_shared<const Recording>(record(plan_, {}, at_once.get_token(), recording_.get()));
    recorder_.start(plan_, recording_);
    show_length();
}

/// The first wall may take longer than a frame: the last one stays until it is there.
void Studio::measure_again() {
    if (recording_) return recorder_.start_next(plan_, recording_);
    std::stop_source at_once;
    at_once.request_stop();
    recording_ = std::make_shared<const Recording>(record(plan_, processors(), at_once.get_token()));
    recorder_.start(plan_, recording_);
    show_length();
}

void Studio::finish_recording() {
    while (recorder_.busy()) {
        tick(0);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

void Studio::show_length() {
    int steps = 0, recorded = recording_->steps();
    for (const RunPlan& run : plan_.runs) steps = std::max(steps, run.steps);
    const bool growing =
        trains_networks(plan_.lab) && !reads_planes(plan_) && recorder_.busy();
    int of_every_run = recorded;
    for (const TrainingRecording& run : recording_->trainings) {
        if (!run.finished()) of_every_run = std::min(of_every_run, run.steps());
    }
    session.transport.lengthen(growing ? steps : recorded, recorded, of_every_run);
}

void Studio::record_again() {
    if (plan_.lab == "initializer") return measure_again();
    if (trains_networks(plan_.lab) && !reads_planes(plan_)) return train_again();
    // The first picture has nothing to stand in for it.
    if (updates_of(plan_) > inline_updates && recording_) {
        recorder_.start(plan_, recording_);
        return;
    }
    recorder_.cancel();
    recording_ = std::make_shared<const Recording>(
        record(plan_, updates_of(plan_) > inline_updates ? processors() : ParallelFor{}, {},
               recording_.get()));
    show_length();
}

void Studio::choose_language(Language language) {
    settings.language = language;
    if (plan_.view.language)
        edit([&](Experiment& e) {
            set_value(e, "view.language", language == Language::ja ? "ja" : "en");
        });
}

void Studio::choose_theme(Theme theme) {
    settings.theme = theme;
    const char* name = theme == Theme::dark    ? "dark"
                       : theme == Theme::light ? "light"
                                               : "projector";
    if (plan_.view.theme) edit([&](Experiment& e) { set_value(e, "view.theme", name); });
}

int Studio::selected() const {
    return std::clamp(plan_.view.selected, 0, static_cast<int>(plan_.runs.size()) - 1);
}

void Studio::select(int run) {
    if (run == selected() || run < 0 || run >= static_cast<int>(plan_.runs.size())) return;
    edit([run](Experiment& e) { set_value(e, "view.selected", Value(run)); });
}

const TestedRates* Studio::range_test(int run) {
    return tester_.of(plan_.runs[static_cast<std::size_t>(run)], *recording_);
}

bool Studio::all_hidden() const {
    return std::all_of(plan_.runs.begin(), plan_.runs.end(),
                       [](const RunPlan& run) { return run.hidden; });
}

bool Studio::edit(const std::function<void(Experiment&)>& change) {
    Experiment next = experiment_;
    try {
        change(next);
        Plan planned = tani::plan(next);
        if (!(next == experiment_)) adopt(std::move(next), std::move(planned));
        return true;
    } catch (const Error& error) {
        session.edit_error = error.message();
        return false;
    }
}

EditPlace Studio::place_for(int run) const {
    if (!from_here()) return {run, 0};
    const int last = plan_.runs[static_cast<std::size_t>(run)].steps - 1;
    return {run, std::clamp(session.held_step.value_or(session.transport.step()), 0, last)};
}

void Studio::settle(bool widget_held) {
    if (!widget_held) session.held_step.reset();
    if (widget_held || experiment_ == committed_) return;
    if (!differ_only_in_looking(experiment_, committed_)) history_.push(std::move(committed_));
    committed_ = experiment_;
}

void Studio::replan(Experiment experiment) {
    Plan planned = tani::plan(experiment);
    adopt(std::move(experiment), std::move(planned));
    committed_ = experiment_;
}

void Studio::undo() {
    settle(false);
    if (auto old = history_.undo(experiment_)) replan(looked_at_like(std::move(*old), experiment_));
}

void Studio::redo() {
    settle(false);
    if (auto next = history_.redo(experiment_))
        replan(looked_at_like(std::move(*next), experiment_));
}

void Studio::open(Experiment experiment) {
    Plan planned = tani::plan(experiment);
    settle(false);
    const bool same = experiment == experiment_;
    if (!same) history_.push(experiment_);
    adopt(std::move(experiment), std::move(planned));
    committed_ = saved_ = experiment_;
    session.transport.go(0);
    session.transport.suit_speed();
    session.from_here = false;
    session.dialog = Dialog::none;
    session.typing = {};
    session.scroll_to_selected = true;
    std::erase_if(session.messages,
                  [](const Message& m) { return m.kind == Message::Kind::error; });
}

void Studio::open_file(const std::string& path) {
    try {
        open(load_experiment(path));
    } catch (const Error& error) {
        report_error(error.what());
    }
}

void Studio::open_bundled(const Bundled& bundled) {
    try {
        open(load_bundled(bundled));
    } catch (const Error& error) {
        report_error(error.what());
    }
}

void Studio::save() {
    const bool has_file =
        !experiment_.file.empty() && experiment_.file != "-" && !is_bundled(experiment_.file);
    if (!has_file) {
        session.dialog = Dialog::save;
    } else if (experiment_.has_comments) {
        session.dialog = Dialog::overwrite_comments;
    } else {
        save_to(experiment_.file);
    }
}

void Studio::save_to(const std::string& path) {
    try {
        const std::string text = write_experiment(experiment_);
        write_file_whole(path, {text.data(), text.size()});
    } catch (const Error& error) {
        report_error(error.what());
        return;
    }
    experiment_.file = path;
    experiment_.has_comments = false;
    settle(false);
    committed_ = saved_ = experiment_;
    session.dialog = Dialog::none;
    note(phrase(language(), "message.saved", path));
}

bool Studio::would_lose_work() const {
    return modified() && !saved_.file.empty() && saved_.file != "-" && !is_bundled(saved_.file);
}

void Studio::ask_to_close() {
    if (would_lose_work()) {
        session.dialog = Dialog::close;
    } else {
        session.close_asked = true;
    }
}

bool Studio::tick(double seconds) {
    bool moved = session.transport.playing;
    session.transport.advance(seconds);
    if (mapper_.take()) moved = true;
    try {
        if (auto finished = recorder_.take()) {
            recording_ = std::move(finished);
            show_length();
            moved = true;
            show_as_planned();
        }
    } catch (const Error& error) {
        report_error(error.what());
    }
    for (Message& message : session.messages) message.seconds_left -= seconds;
    const auto gone = std::erase_if(session.messages, [](const Message& m) {
        return m.kind == Message::Kind::note && m.seconds_left <= 0;
    });
    return moved || gone > 0;
}

void Studio::report_error(const std::string& text) {
    constexpr std::size_t most = 3;
    std::erase_if(session.messages, [&](const Message& m) { return m.text == text; });
    session.messages.push_back({Message::Kind::error, text, 0});
    if (session.messages.size() > most) session.messages.erase(session.messages.begin());
}

void Studio::note(const std::string& text) {
    std::erase_if(session.messages, [](const Message& m) { return m.kind == Message::Kind::note; });
    session.messages.push_back({Message::Kind::note, text, note_seconds});
}

const std::vector<Bundled>& Studio::bundled() {
    if (!titles_read_) {
        bundled_ = bundled_experiments();
        read_titles(bundled_);
        titles_read_ = true;
    }
    return bundled_;
}

std::string Studio::file_stem() const {
    const std::string stem = std::filesystem::path(experiment_.file).stem().string();
    return stem.empty() || stem == "-" ? "tani" : stem;
}

std::string Studio::foreign_text() const {
    std::string text =
        plan_.title.en + plan_.title.ja + plan_.caption.en + plan_.caption.ja + experiment_.file;
    for (const RunPlan& run : plan_.runs)
        text += run.label + run.shown.en + run.shown.ja + run.settings.surface.formula;
    for (const Message& message : session.messages) text += message.text;
    return text + session.typing.text + session.formula + session.browser.name + session.film.name;
}

}  // namespace tani::studio
