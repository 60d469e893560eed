// tani run and tani check.
#include <cstdio>
#include <iostream>

#include <fmt/format.h>

#include "app/cli/part_stream.h"
#include "app/cli/verbs.h"
#include "app/studio/recorder.h"
#include "core/recording/recording.h"

namespace tani {

namespace {

void print_summary(const Recording& recording) {
    std::size_t width = 3;
    for (const RunRecording& run : recording.runs) width = std::max(width, run.plan().label.size());
    fmt::print("{:<{}}  {:>7}  {:>12}  {:>12}  {:>12}  outcome\n", "run", width, "steps", "x", "y", "loss");
    for (const RunRecording& run : recording.runs) {
        const int last = run.steps();
        fmt::print("{:<{}}  {:>7}  {:>12.6g}  {:>12.6g}  {:>12.6g}  {}\n", run.plan().label, width, last, run.point(last)[0],
                   run.point(last)[1], run.loss_at(last), run.outcome().sentence().en);
        if (const auto mean = run.average(last)) {
            const int from = run.settings_at(last).optimizer.average.value_or(Averaging{}).from;
            fmt::print("{:<{}}  {:>7}  {:>12.6g}  {:>12.6g}  {:>12.6g}  average from step {}\n", "", width, "", (*mean)[0],
                       (*mean)[1], run.average_loss(last), from);
        }
    }
}

}  // namespace

int run_verb(const RunWords& words) {
    const Recording recording = record(plan_from(experiment_from(words.experiment)), studio::all_processors());
    if (words.csv.empty()) {
        print_summary(recording);
    } else if (words.csv == "-") {
        write_csv(recording, std::cout);
        std::cout.flush();
        if (!std::cout) throw Error("standard output cannot be written");
    } else {
        PartStream file(words.csv);
        std::ostream out(&file);
        write_csv(recording, out);
        file.commit();
    }
    return 0;
}

int check_verb(const std::vector<std::string>& files) {
    int status = 0;
    for (const std::string& file : files) {
        try {
            plan_from(experiment_from({.file = file, .assignments = {}}));
            fmt::print("{}: ok\n", file);
        } catch (const WrongUsage& error) {
            fmt::print(stderr, "{}\n", error.what());
            status = 2;
        }
    }
    return status;
}

}  // namespace tani
