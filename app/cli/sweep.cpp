// tani sweep.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>

#include <fmt/format.h>

#include "app/cli/part_stream.h"
#include "app/cli/verbs.h"
#include "app/figure/map_picture.h"
#include "app/film/film.h"
#include "app/gl/context.h"
#include "app/studio/recorder.h"
#include "core/recording/run_map.h"

namespace tani {

namespace {

using Write = void (*)(const SweepMap&, std::ostream&);

bool is_picture(const std::string& path) { return path.ends_with(".png"); }

Write format_of(const std::string& path) {
    if (path == "-" || path.ends_with(".csv")) return write_csv;
    if (path.ends_with(".npy")) return write_npy;
    throw WrongUsage(fmt::format("{}: expected a name that ends in .png, .npy or .csv, or -", path));
}

SweepPlan plan_of(const SweepWords& words) {
    return {.x = read_axis(words.x), .y = read_axis(words.y), .measure = find_measure(words.measure), .run = words.run, .tolerance = words.tolerance};
}

SweepMap swept(const Experiment& experiment, const SweepWords& words) {
    try {
        return sweep(experiment, plan_of(words), studio::processors());
    } catch (const Error& error) {
        throw WrongUsage(error.what());
    }
}

void draw(const Experiment& experiment, const SweepMap& map, const SweepWords& words) {
    const Plan plan = plan_from(experiment);
    MapPictureLook look;
    const Size size = size_from(words.look.size, {look.width, look.height});
    look.width = size.width;
    look.height = size.height;
    look.language = language_from(words.look.language).value_or(plan.view.language.value_or(Language::en));
    look.theme = theme_from(words.look.theme).value_or(plan.view.theme.value_or(Theme::dark));
    look.presenter = words.look.presenter;
    if (words.look.scale < 0 || words.look.scale > 4) throw WrongUsage("--scale: expected a number from 0.5 to 4");
    if (words.look.scale > 0) look.scale = static_cast<float>(words.look.scale);
    std::vector<RunMap> maps = {run_map(experiment, plan, map.plan)};
    maps.front().map = std::make_shared<const SweepMap>(map);
    const OffscreenContext context;
    FilmRequest film;
    film.path = words.output;
    film.width = look.width;
    film.height = look.height;
    film.still = 0;
    FilmJob job(film, [&](double, int, int, std::vector<unsigned char>& rgba) { rgba = map_picture(maps, plan.title, look); });
    while (job.advance()) {
    }
}

void write(const SweepMap& map, const std::string& path, Write format) {
    if (path == "-") {
        format(map, std::cout);
        std::cout.flush();
        if (!std::cout) throw Error("standard output cannot be written");
        return;
    }
    PartStream file(path);
    std::ostream out(&file);
    format(map, out);
    file.commit();
}

/// "27" or "0.01 to 0.02", of the values at the cells along an axis.
std::string stretch(const SweepAxis& axis, int first, int last) {
    if (first == last) return fmt::format("{} = {:.6g}", axis.key, axis.at(first));
    return fmt::format("{} = {:.6g} to {:.6g}", axis.key, axis.at(first), axis.at(last));
}

/// Where the map is lowest: often not one cell.
void print_least(const SweepMap& map) {
    if (map.plan.measure == Measure::diverged || map.plan.measure == Measure::minimum) return;
    double least = std::numeric_limits<double>::infinity();
    for (const double value : map.values) least = std::fmin(least, value);
    if (!std::isfinite(least)) return;
    int cells = 0, left = map.plan.x.count, right = 0, bottom = map.plan.y.count, top = 0;
    for (int j = 0; j < map.plan.y.count; ++j) {
        for (int i = 0; i < map.plan.x.count; ++i) {
            if (map.at(i, j) != least) continue;
            ++cells;
            left = std::min(left, i), right = std::max(right, i), bottom = std::min(bottom, j), top = std::max(top, j);
        }
    }
    fmt::print("least {} {:.6g} in {} cell{}: {}, {}\n", measure_id(map.plan.measure), least, cells, cells == 1 ? "" : "s",
               stretch(map.plan.x, left, right), stretch(map.plan.y, bottom, top));
}

}  // namespace

int sweep_verb(const SweepWords& words) {
    const Write format = is_picture(words.output) ? nullptr : format_of(words.output);
    const Experiment experiment = experiment_from(words.experiment);
    const SweepMap map = swept(experiment, words);
    if (format) {
        write(map, words.output, format);
    } else {
        draw(experiment, map, words);
    }
    if (words.output == "-") return 0;
    fmt::print("{}: {} × {} cells\n", words.output, map.plan.x.count, map.plan.y.count);
    print_least(map);
    return 0;
}

}  // namespace tani
