// CSV in long form (RFC 4180), every number such that reading it gives the same double.
#include <cmath>
#include <ostream>

#include <fmt/format.h>

#include "core/recording/recording.h"

namespace tani {

namespace {

std::string quoted(const std::string& label) {
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

}  // namespace

void write_csv(const Recording& recording, std::ostream& out) {
    out << "run,step,x,y,loss,grad_norm,evaluations\n";
    fmt::memory_buffer rows;
    for (const RunRecording& run : recording.runs) {
        const std::string label = quoted(run.plan().label);
        for (int row = 0; row < run.rows(); ++row) {
            fmt::format_to(std::back_inserter(rows), "{},{}", label, row);
            append_number(rows, run.at(row, RunRecording::x));
            append_number(rows, run.at(row, RunRecording::y));
            append_number(rows, run.at(row, RunRecording::loss));
            append_number(rows, run.grad_norm(row));
            fmt::format_to(std::back_inserter(rows), ",{}\n", static_cast<long>(run.at(row, RunRecording::evaluations)));
            if (rows.size() > 1 << 16) {
                out.write(rows.data(), static_cast<std::streamsize>(rows.size()));
                rows.clear();
            }
        }
    }
    out.write(rows.data(), static_cast<std::streamsize>(rows.size()));
}

}  // namespace tani
