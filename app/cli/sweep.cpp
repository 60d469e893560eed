// tani sweep.
#include <iostream>

#include <fmt/format.h>

#include "app/cli/part_stream.h"
#include "app/cli/verbs.h"
#include "app/studio/recorder.h"
#include "core/recording/sweep.h"

namespace tani {

namespace {

using Write = void (*)(const SweepMap&, std::ostream&);

Write format_of(const std::string& path) {
    if (path == "-" || path.ends_with(".csv")) return write_csv;
    if (path.ends_with(".npy")) return write_npy;
    throw WrongUsage(fmt::format("{}: expected a name that ends in .npy or .csv, or -", path));
}

SweepMap swept(const SweepWords& words) {
    try {
        const SweepPlan plan{.x = read_axis(words.x), .y = read_axis(words.y), .measure = find_measure(words.measure),
                             .run = words.run, .tolerance = words.tolerance};
        return sweep(experiment_from(words.experiment), plan, studio::all_processors());
    } catch (const Error& error) {
        throw WrongUsage(error.what());
    }
}

}  // namespace

int sweep_verb(const SweepWords& words) {
    const Write write = format_of(words.output);
    const SweepMap map = swept(words);
    if (words.output == "-") {
        write(map, std::cout);
        std::cout.flush();
        if (!std::cout) throw Error("standard output cannot be written");
        return 0;
    }
    PartStream file(words.output);
    std::ostream out(&file);
    write(map, out);
    file.commit();
    fmt::print("{}: {} × {} cells\n", words.output, map.plan.x.count, map.plan.y.count);
    return 0;
}

}  // namespace tani
