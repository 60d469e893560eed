#include "core/recording/wall_files.h"

#include <cmath>
#include <ostream>

#include <fmt/format.h>

#include "core/base/npy.h"
#include "core/recording/csv_text.h"
#include "core/recording/wall.h"

namespace tani {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t histogram_bins = 50;

double saturated(const Stage& stage, Quantity quantity, const Distribution& distribution) {
    if (quantity != Quantity::activation) return not_a_number;
    return stage.function ? distribution.outside() : 0;
}

void append_wall(fmt::memory_buffer& out, const std::string& label, const Wall& wall,
                 const std::vector<Stage>& stages) {
    for (std::size_t i = 0; i < wall.stages.size(); ++i) {
        for (const QuantityName& name : quantities()) {
            const Distribution* d = wall.stages[i].find(name.quantity);
            if (!d) continue;
            fmt::format_to(std::back_inserter(out), "{},{},{},{}", label, wall.step, i + 1, name.id);
            for (const double number : {d->mean(), d->deviation(), d->least(), d->most(),
                                        d->near_zero(), saturated(stages[i], name.quantity, *d)})
                append_number(out, number);
            out.push_back('\n');
        }
    }
}

void flush(fmt::memory_buffer& rows, std::ostream& out) {
    out.write(rows.data(), static_cast<std::streamsize>(rows.size()));
    rows.clear();
}

/// As many code points as the field is wide, UTF-32.
void append_text(std::string& record, const std::u32string& text, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) {
        const char32_t c = i < text.size() ? text[i] : U'\0';
        record.append(reinterpret_cast<const char*>(&c), sizeof(c));
    }
}

/// Labels are checked UTF-8.
std::u32string code_points(std::string_view text) {
    std::u32string result;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t c = length == 1 ? lead : lead & (0x7Fu >> length);
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            c = (c << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
        result.push_back(c);
        i += length;
    }
    return result;
}

template <class T>
void append_bytes(std::string& record, const T& value) {
    record.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

std::string quantity_file(const std::string& folder, const QuantityName& name, std::size_t stage) {
    return fmt::format("{}layers/{}.{}.npy", folder, name.id, stage + 1);
}

void write_values(const TrainingRecording& run, const TrainedState& state,
                  const std::string& folder, const FileSink& file) {
    WallMeter meter(run.setup());
    meter.measure(state, run.plan().seed, {});
    for (std::size_t stage = 0; stage < meter.stages().size(); ++stage) {
        for (const QuantityName& name : quantities()) {
            // The weights are there by their names already.
            if (name.quantity == Quantity::weight) continue;
            const std::vector<float> values = meter.numbers(stage, name.quantity);
            if (values.empty()) continue;
            std::vector<std::size_t> shape;
            if (name.quantity == Quantity::weight_gradient) {
                shape = run.setup()
                            .network.windows()[static_cast<std::size_t>(meter.stages()[stage].window)]
                            .shape;
            } else {
                const Shape one = meter.shape(stage);
                shape = {meter.samples(), static_cast<std::size_t>(one.channels)};
                if (one.picture()) {
                    shape.push_back(static_cast<std::size_t>(one.height));
                    shape.push_back(static_cast<std::size_t>(one.width));
                }
            }
            file(quantity_file(folder, name, stage), [&](std::ostream& out) {
                write_npy(out, shape, std::span<const float>(values));
            });
        }
    }
}

}  // namespace

void write_wall_csv(const Recording& recording, std::ostream& out) {
    out << "run,step,layer,quantity,mean,std,min,max,near_zero,saturated\n";
    fmt::memory_buffer rows;
    for (const TrainingRecording& run : recording.trainings) {
        const std::string label = csv_quoted(run.plan().label);
        const std::vector<Stage> stages = stages_of(run.setup().network);
        for (std::size_t i = 0; i < run.walls().size(); ++i) {
            append_wall(rows, label, *run.walls()[i], stages);
            if (rows.size() > 1 << 16) flush(rows, out);
        }
    }
    flush(rows, out);
}

void write_wall_histograms(const Recording& recording, std::ostream& out) {
    std::size_t width = 1;
    for (const TrainingRecording& run : recording.trainings)
        width = std::max(width, code_points(run.plan().label).size());
    constexpr std::size_t quantity_width = 15;
    std::string records;
    std::size_t count = 0;
    for (const TrainingRecording& run : recording.trainings) {
        const std::u32string label = code_points(run.plan().label);
        WallMeter meter(run.setup());
        Replay replay;
        for (std::size_t w = 0; w < run.walls().size(); ++w) {
            const int step = run.walls()[w]->step;
            meter.measure(replay.at(run, step), run.plan().seed, {});
            for (std::size_t stage = 0; stage < meter.stages().size(); ++stage) {
                for (const QuantityName& name : quantities()) {
                    const std::vector<float> values = meter.numbers(stage, name.quantity);
                    if (values.empty()) continue;
                    const Histogram h = histogram(values, histogram_bins);
                    append_text(records, label, width);
                    append_bytes(records, static_cast<std::int32_t>(step));
                    append_bytes(records, static_cast<std::int32_t>(stage + 1));
                    append_text(records, code_points(name.id), quantity_width);
                    for (const std::int64_t number : h.counts) append_bytes(records, number);
                    for (const double edge : h.edges) append_bytes(records, edge);
                    ++count;
                }
            }
        }
    }
    write_npy_records(
        out,
        fmt::format("[('run', '<U{}'), ('step', '<i4'), ('layer', '<i4'), ('quantity', '<U{}'), "
                    "('counts', '<i8', ({},)), ('edges', '<f8', ({},))]",
                    width, quantity_width, histogram_bins, histogram_bins + 1),
        count, records);
}

void write_wall_values(const Recording& recording, const FileSink& file) {
    for (std::size_t i = 0; i < recording.trainings.size(); ++i) {
        const TrainingRecording& run = recording.trainings[i];
        Replay replay;
        write_values(run, replay.at(run, 0), fmt::format("run{}/initial/", i), file);
        write_values(run, replay.at(run, run.steps()), fmt::format("run{}/final/", i), file);
    }
}

}  // namespace tani
