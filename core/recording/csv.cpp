// CSV in long form (RFC 4180), every number such that reading it gives the same double.
#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>

#include <fmt/format.h>

#include "core/recording/csv_text.h"
#include "core/recording/landscape_files.h"
#include "core/recording/recording.h"
#include "core/recording/training_files.h"
#include "core/recording/wall_files.h"

namespace tani {

std::string csv_quoted(const std::string& label) {
    if (label.find_first_of(",\"\r\n") == std::string::npos) return label;
    std::string text = "\"";
    for (const char c : label) {
        if (c == '"') text += '"';
        text += c;
    }
    return text + '"';
}

void append_number(fmt::memory_buffer& out, double value) {
    if (std::isnan(value)) {
        fmt::format_to(std::back_inserter(out), ",nan");  // fmt would write the sign of a NaN
    } else {
        fmt::format_to(std::back_inserter(out), ",{}", value);
    }
}

namespace {

void append_average(fmt::memory_buffer& out, const RunRecording& run, int row) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const Point mean = run.average(row).value_or(Point{none, none});
    append_number(out, mean[0]);
    append_number(out, mean[1]);
    append_number(out, run.average_loss(row));
}

}  // namespace

void write_csv(const Recording& recording, std::ostream& out) {
    if (recording.plan.lab == "network") return write_training_csv(recording, out);
    if (recording.plan.lab == "initializer") return write_wall_csv(recording, out);
    if (recording.plan.lab == "landscape") return write_landscape_csv(recording, out);
    const bool averages = std::ranges::any_of(recording.runs, &RunRecording::averages);
    out << "run,step,x,y,loss,grad_norm,evaluations" << (averages ? ",average_x,average_y,average_loss\n" : "\n");
    fmt::memory_buffer rows;
    for (const RunRecording& run : recording.runs) {
        const std::string label = csv_quoted(run.plan().label);
        for (int row = 0; row < run.rows(); ++row) {
            fmt::format_to(std::back_inserter(rows), "{},{}", label, row);
            append_number(rows, run.at(row, RunRecording::x));
            append_number(rows, run.at(row, RunRecording::y));
            append_number(rows, run.at(row, RunRecording::loss));
            append_number(rows, run.grad_norm(row));
            fmt::format_to(std::back_inserter(rows), ",{}", static_cast<long>(run.at(row, RunRecording::evaluations)));
            if (averages) append_average(rows, run, row);
            rows.push_back('\n');
            if (rows.size() > 1 << 16) {
                out.write(rows.data(), static_cast<std::streamsize>(rows.size()));
                rows.clear();
            }
        }
    }
    out.write(rows.data(), static_cast<std::streamsize>(rows.size()));
}

}  // namespace tani
