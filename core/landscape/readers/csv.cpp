// A table as text with a row for each point of the grid, in any order: x, y unless it is a line,
// and the loss, or other surfaces by their columns' names.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/dataset/csv_scanner.h"
#include "core/dataset/csv_text.h"
#include "core/landscape/grid_making.h"

namespace tani::grid_reader_entries {

namespace {

using Record = std::vector<CsvField>;

constexpr const char* standard_surface = "loss";

struct Cell {
    double x = 0, y = 0, loss = 0;
    int line = 0;
};

std::vector<double> sorted_coordinates(const std::vector<Cell>& cells, double Cell::*coordinate) {
    std::vector<double> values;
    values.reserve(cells.size());
    for (const Cell& cell : cells) values.push_back(cell.*coordinate);
    std::ranges::sort(values);
    const auto [first, last] = std::ranges::unique(values);
    values.erase(first, last);
    return values;
}

std::size_t place_in(const std::vector<double>& sorted, double value) {
    return static_cast<std::size_t>(std::ranges::lower_bound(sorted, value) - sorted.begin());
}

class Table {
  public:
    explicit Table(const std::string& path)
        : path_(path), text_(text_of(path)), scanner_(text_, path) {}

    GridFile read(const std::string& surface) {
        read_head(surface);
        Record record;
        while (scanner_.next(record)) read_row(record);
        GridFile grid = grid_of(path_, parts());
        grid.surfaces = std::move(surfaces_);
        grid.surface = head_[loss_].text;
        return grid;
    }

  private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    [[noreturn]] void fail(const std::string& message, const CsvField& at) const {
        throw Error(message, {path_, at.line, at.column});
    }

    void read_head(const std::string& surface) {
        if (!scanner_.next(head_)) {
            throw Error("empty; expected x,y,loss in the first line", {path_});
        }
        for (CsvField& name : head_) name.text = std::string(trimmed(name.text));
        x_ = column("x");
        y_ = column("y");
        if (x_ == none) fail("no column 'x'; expected x,y,loss, or x,loss of a line", head_[0]);
        for (std::size_t i = 0; i < head_.size(); ++i) {
            if (i != x_ && i != y_ && !head_[i].text.empty()) surfaces_.push_back(head_[i].text);
        }
        const std::string wanted = surface.empty() ? standard_surface : surface;
        loss_ = column(wanted);
        if (loss_ != none && loss_ != x_ && loss_ != y_) return;
        fail(fmt::format("no column {}{}; beside the coordinates there is {}", shown(wanted),
                         did_you_mean(wanted, surfaces_), listed(surfaces_)),
             head_[0]);
    }

    std::size_t column(const std::string& name) const {
        std::size_t found = none;
        for (std::size_t i = 0; i < head_.size(); ++i) {
            if (head_[i].text != name) continue;
            if (found != none)
                fail(fmt::format("a second column {}; expected one", shown(name)), head_[i]);
            found = i;
        }
        return found;
    }

    void read_row(const Record& record) {
        if (record.size() != head_.size()) {
            fail(fmt::format("a row of {} fields; expected {} as in the first line", record.size(),
                             head_.size()),
                 record[std::min(record.size(), head_.size()) - 1]);
        }
        if (cells_.size() == most_grid_cells) {
            fail(fmt::format("more than {} points; expected fewer", most_grid_cells), record[0]);
        }
        cells_.push_back({.x = coordinate(record, x_),
                          .y = y_ == none ? 0 : coordinate(record, y_),
                          .loss = loss(record[loss_]),
                          .line = record[0].line});
    }

    double number(const CsvField& field, std::size_t i) const {
        if (const auto value = number_in(field.text)) return *value;
        fail(fmt::format("{} in the column {}; expected a number", shown(field.text),
                         shown(head_[i].text)),
             field);
    }

    double coordinate(const Record& record, std::size_t i) const {
        const double value = number(record[i], i);
        if (std::isfinite(value)) return value + 0.0;  // -0 and 0 are one place
        fail(fmt::format("{} in the column {}; expected a finite number", shown(record[i].text),
                         shown(head_[i].text)),
             record[i]);
    }

    /// Unknown where there is nothing, as pandas writes it.
    double loss(const CsvField& field) const {
        return trimmed(field.text).empty() ? PathRow().loss : number(field, loss_);
    }

    GridParts parts() const {
        const std::vector<double> xs = sorted_coordinates(cells_, &Cell::x);
        const std::vector<double> ys = sorted_coordinates(cells_, &Cell::y);
        GridParts parts{.losses = {}, .xs = GridArray{{xs.size()}, xs}};
        parts.losses = {{ys.size(), xs.size()}, losses(xs, ys)};
        if (y_ == none) {
            parts.losses.shape = {xs.size()};
        } else {
            parts.ys = GridArray{{ys.size()}, ys};
        }
        return parts;
    }

    std::vector<double> losses(const std::vector<double>& xs, const std::vector<double>& ys) const {
        // Where rows are missing, those that are there are too few for the product of the
        // coordinates, which may be beyond any memory.
        const std::size_t row_limit = cells_.size() / std::max(xs.size(), std::size_t{1});
        if (ys.size() > row_limit) refuse_holes(xs, ys);
        std::vector<int> lines(cells_.size(), 0);
        std::vector<double> losses(xs.size() * ys.size());
        for (const Cell& cell : cells_) {
            const std::size_t at = place_in(ys, cell.y) * xs.size() + place_in(xs, cell.x);
            if (lines[at] != 0) {
                throw Error(
                    fmt::format("a second row for {}; expected one (the first is in line {})",
                                place(cell.x, cell.y), lines[at]),
                    {path_, cell.line, 1});
            }
            lines[at] = cell.line;
            losses[at] = cell.loss;
        }
        return losses;
    }

    std::string place(double x, double y) const {
        return y_ == none ? fmt::format("x = {}", x) : fmt::format("x = {}, y = {}", x, y);
    }

    /// Names the first place of the grid that no row is about; there is one.
    [[noreturn]] void refuse_holes(const std::vector<double>& xs,
                                   const std::vector<double>& ys) const {
        std::vector<Cell> sorted = cells_;
        std::ranges::sort(sorted, {}, [](const Cell& cell) { return std::pair(cell.y, cell.x); });
        std::size_t next = 0;
        for (std::size_t k = 0;; ++k) {
            const double x = xs[k % xs.size()], y = ys[k / xs.size()];
            const auto is_here = [&] {
                return next < sorted.size() && sorted[next].x == x && sorted[next].y == y;
            };
            if (!is_here()) {
                throw Error(fmt::format("no row for {} among {} × {} coordinates; expected one for "
                                        "each point of a grid ('nan' where it is unknown)",
                                        place(x, y), xs.size(), ys.size()),
                            scanner_.end());
            }
            while (is_here()) ++next;
        }
    }

    const std::string& path_;
    std::string text_;
    CsvScanner scanner_;
    Record head_;
    std::vector<std::string> surfaces_;
    std::size_t x_ = none, y_ = none, loss_ = none;
    std::vector<Cell> cells_;
};

/// Others are tables of data.
bool fits(const std::string& path) {
    constexpr std::size_t enough = 4096;
    const std::vector<std::uint8_t> bytes = first_bytes(path, enough);
    try {
        CsvScanner scanner({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
        Record head;
        if (!scanner.next(head)) return false;
        const auto has = [&head](std::string_view name) {
            return std::ranges::any_of(
                head, [name](const CsvField& field) { return trimmed(field.text) == name; });
        };
        return has("x") && has(standard_surface);
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

GridReader csv() {
    return {.id = "csv",
            .endings = {".csv"},
            .fits = fits,
            .read = [](const std::string& path, const std::string& surface) {
                return Table(path).read(surface);
            }};
}

}  // namespace tani::grid_reader_entries
