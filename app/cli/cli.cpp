// The command line: words → a verb. CLI11 parses; every verb is in its own file.
#include "app/cli/cli.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/verbs.h"
#include "core/base/error.h"

namespace tani {

namespace {

constexpr int failed = 1, wrong = 2;

void add_experiment(CLI::App& verb, ExperimentWords& words) {
    verb.add_option("file", words.file, "Experiment file, the name of a bundled one (tani list experiments), - for standard input, or losses over a plane as NPZ, NPY, HDF5 or CSV")
        ->required();
    verb.add_option("--set", words.assignments, "KEY=VALUE: change a key, such as runs.0.optimizer.lr=0.1")
        ->allow_extra_args(false)
        ->trigger_on_parse(false);
}

void add_look(CLI::App& verb, LookWords& words) {
    verb.add_option("--size", words.size, "Width and height in pixels, such as 1280x720");
    verb.add_option("--language", words.language, "en or ja");
    verb.add_option("--theme", words.theme, "dark, light or projector");
    verb.add_option("--scale", words.scale, "Interface scale, 0.5 to 4");
    verb.add_flag("--presenter", words.presenter, "Large type, as in presenter mode");
}

/// The window is the main job: no verb opens it on the valley.
int dispatch(CLI::App& app, const std::vector<std::function<int()>>& jobs, const std::vector<CLI::App*>& verbs) {
    for (std::size_t i = 0; i < verbs.size(); ++i) {
        if (app.got_subcommand(verbs[i])) return jobs[i]();
    }
    return open_verb({.file = "valley", .assignments = {}});
}

int parse_and_run(int count, char** words) {
    CLI::App app{"tani: optimizers and loss landscapes, live, and as a GIF"};
    app.set_version_flag("--version", TANI_VERSION);
    app.require_subcommand(0, 1);
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);

    RunWords run;
    CLI::App* run_app = app.add_subcommand("run", "Simulate and print what became of each run");
    add_experiment(*run_app, run.experiment);
    run_app->add_option("--csv", run.csv, "Write every step of every run to this file; - is standard output");
    run_app->add_option("--weights", run.weights, "Labs with networks: write initial and final weights, data and batch order to this folder");
    run_app->add_option("--histograms", run.histograms, "Initializer lab: write every layer's histograms (counts and edges) to this NPY file");
    run_app->add_option("--slice", run.slice, "Landscape lab: write the first plane's slice with its path to this NPZ, NPY or CSV file, which tani opens again");
    run_app->add_option("--threads", run.threads, "How many threads; the numbers do not depend on it")->check(CLI::Range(1, 256));

    RenderWords render;
    CLI::App* render_app = app.add_subcommand("render", "Make a GIF, MP4, WebM or PNG");
    add_experiment(*render_app, render.experiment);
    add_look(*render_app, render.look);
    render_app->add_option("-o,--output", render.output, "The file to write; its ending chooses the format")->required();
    render_app->add_option("--fps", render.fps, "Frames a second, 1 to 120");
    render_app->add_option("--seconds", render.seconds, "Length of the whole film with its hold on the last frame");
    render_app->add_option("--hold", render.hold, "Seconds on the last frame");
    render_app->add_option("--steps", render.steps, "A:B, the first and last step shown");
    render_app->add_option("--step", render.step, "The step that a PNG shows");
    render_app->add_option("--max-bytes", render.max_bytes, "Lower colours, frame rate, then size until the file is no larger");

    ShotWords shot;
    CLI::App* shot_app = app.add_subcommand("shot", "Draw the whole window to a PNG, without a display");
    add_experiment(*shot_app, shot.experiment);
    add_look(*shot_app, shot.look);
    shot_app->add_option("-o,--output", shot.output, "The PNG to write")->required();
    shot_app->add_option("--step", shot.step, "Where the playhead stands; the last step unless given");

    SweepWords sweep;
    CLI::App* sweep_app = app.add_subcommand("sweep", "Run an experiment with many values of two of its keys and measure each");
    add_experiment(*sweep_app, sweep.experiment);
    add_look(*sweep_app, sweep.look);
    sweep_app->add_option("--x", sweep.x, "KEY=FROM:TO:COUNT, with :log at the end for even ratios, such as optimizer.lr=1e-4:0.2:256")->required();
    sweep_app->add_option("--y", sweep.y, "The same for the other key")->required();
    sweep_app->add_option("--measure", sweep.measure, "final_loss, steps_to_tolerance, diverged, rate, radius or minimum");
    sweep_app->add_option("--run", sweep.run, "Which run, from 0");
    sweep_app->add_option("--tolerance", sweep.tolerance, "Of steps_to_tolerance, in loss; of minimum, as a share of the domain's diagonal")
        ->check(CLI::PositiveNumber);
    sweep_app->add_option("-o,--output", sweep.output, "The file to write: .png, .npy or .csv; - is CSV on standard output")->required();

    ListWords list;
    CLI::App* list_app = app.add_subcommand("list", "What there is: optimizers, surfaces, layers, datasets, experiments, keys and more");
    list_app->add_option("what", list.what, fmt::format("One of {}", fmt::join(list_names(), ", ")));
    list_app->add_flag("--json", list.json, "As JSON");
    list_app->add_flag("--markdown", list.markdown, "As a Markdown table");

    std::vector<std::string> files;
    CLI::App* check_app = app.add_subcommand("check", "Say whether experiment files are right");
    check_app->add_option("files", files, "Experiment files")->required();

    ExperimentWords open{.file = "valley", .assignments = {}};
    CLI::App* open_app = app.add_subcommand("open", "Open the window on an experiment");
    open_app->add_option("file", open.file, "Experiment file, the name of a bundled one, or losses over a plane as NPZ, NPY, HDF5 or CSV");
    open_app->add_option("--set", open.assignments, "KEY=VALUE: change a key")->allow_extra_args(false);

    // --set may be repeated: each is one assignment.
    for (CLI::App* verb : {run_app, render_app, shot_app, sweep_app, open_app}) {
        verb->get_option("--set")->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    check_app->get_option("files")->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);

    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : wrong;
    }
    return dispatch(app,
                    {[&] { return run_verb(run); }, [&] { return render_verb(render); }, [&] { return shot_verb(shot); },
                     [&] { return sweep_verb(sweep); }, [&] { return list_verb(list); }, [&] { return check_verb(files); }, [&] { return open_verb(open); }},
                    {run_app, render_app, shot_app, sweep_app, list_app, check_app, open_app});
}

}  // namespace

int run_command_line(int count, char** words) {
    std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is a failed write, reported as such
    try {
        return parse_and_run(count, words);
    } catch (const WrongUsage& error) {
        fmt::print(stderr, "tani: {}\n", error.what());
        return wrong;
    } catch (const std::bad_alloc&) {
        fmt::print(stderr, "tani: not enough memory for this\n");
        return failed;
    } catch (const std::exception& error) {
        fmt::print(stderr, "tani: {}\n", error.what());
        return failed;
    }
}

}  // namespace tani
