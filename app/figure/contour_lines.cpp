// Marching squares. Segments are joined over the grid edges that they share, so that a level's lines come out whole.
#include <cmath>
#include <cstdint>
#include <span>

#include "app/figure/contour_map.h"

namespace tani::figure {

namespace {

/// Grid edges: 2·(j·nx + i) runs from node (i, j) to the right, 2·(j·nx + i) + 1 upwards.
class LevelTracer {
  public:
    LevelTracer(const HeightField& field, double value) : field_(field), value_(value), level_(static_cast<float>(field.height_of(value))) {
        links_.assign(2 * field.h.size(), {-1, -1});
    }

    void trace(std::vector<ContourLine>& lines) {
        for (int j = 0; j + 1 < field_.ny; ++j) {
            for (int i = 0; i + 1 < field_.nx; ++i) cross_cell(i, j);
        }
        for (const bool closed : {false, true}) {
            for (const int edge : crossed_) {
                if (links_[index(edge)][0] < 0 || (!closed && links_[index(edge)][1] >= 0)) continue;
                lines.push_back(follow(edge));
            }
        }
    }

  private:
    static std::size_t index(int edge) { return static_cast<std::size_t>(edge); }
    std::size_t node(int i, int j) const { return static_cast<std::size_t>(j) * static_cast<std::size_t>(field_.nx) + static_cast<std::size_t>(i); }
    int right_edge(int i, int j) const { return 2 * (j * field_.nx + i); }
    int up_edge(int i, int j) const { return 2 * (j * field_.nx + i) + 1; }

    void cross_cell(int i, int j) {
        const float a = field_.h[node(i, j)], b = field_.h[node(i + 1, j)], c = field_.h[node(i + 1, j + 1)], d = field_.h[node(i, j + 1)];
        const float sum = a + b + c + d;
        if (!std::isfinite(sum)) return;
        const int corners = (a > level_ ? 1 : 0) | (b > level_ ? 2 : 0) | (c > level_ ? 4 : 0) | (d > level_ ? 8 : 0);
        if (corners == 0 || corners == 15) return;
        const int below = right_edge(i, j), right = up_edge(i + 1, j), above = right_edge(i, j + 1), left = up_edge(i, j);
        switch (corners) {
            case 1: case 14: join(left, below); break;
            case 2: case 13: join(below, right); break;
            case 3: case 12: join(left, right); break;
            case 4: case 11: join(right, above); break;
            case 6: case 9: join(below, above); break;
            case 7: case 8: join(left, above); break;
            default: {
                // A saddle: the middle of the cell says which corners belong together.
                const bool middle_above = sum / 4 > level_;
                if ((corners == 5) == middle_above) {
                    join(left, above);
                    join(below, right);
                } else {
                    join(left, below);
                    join(right, above);
                }
            }
        }
    }

    void join(int one, int other) {
        link(one, other);
        link(other, one);
    }

    void link(int from, int to) {
        auto& pair = links_[index(from)];
        if (pair[0] < 0) crossed_.push_back(from);
        pair[pair[0] < 0 ? 0 : 1] = to;
    }

    Point crossing(int edge) const {
        const int at = edge / 2, i = at % field_.nx, j = at / field_.nx;
        const bool up = edge % 2 == 1;
        const float from = field_.h[node(i, j)], to = up ? field_.h[node(i, j + 1)] : field_.h[node(i + 1, j)];
        const double t = to == from ? 0.5 : static_cast<double>((level_ - from) / (to - from));
        if (up) return {field_.x_at(i), field_.y_at(j) + t * (field_.y_at(j + 1) - field_.y_at(j))};
        return {field_.x_at(i) + t * (field_.x_at(i + 1) - field_.x_at(i)), field_.y_at(j)};
    }

    /// Walks from an edge to the line's end and marks what it passed as done.
    ContourLine follow(int start) {
        ContourLine line{.value = value_, .closed = false, .points = {}};
        int previous = -1, edge = start;
        while (edge >= 0) {
            line.points.push_back(crossing(edge));
            const auto [one, other] = links_[index(edge)];
            const int next = one != previous ? one : other;
            links_[index(edge)] = {-1, -1};
            previous = edge;
            if (next == start) {
                line.closed = true;
                line.points.push_back(line.points.front());
                break;
            }
            edge = next >= 0 && links_[index(next)][0] >= 0 ? next : -1;
        }
        return line;
    }

    const HeightField& field_;
    double value_;
    float level_;
    std::vector<std::array<int, 2>> links_;
    std::vector<int> crossed_;
};

}  // namespace

std::vector<ContourLine> contour_lines(const HeightField& field, std::span<const double> levels) {
    std::vector<ContourLine> lines;
    for (const double value : levels) LevelTracer(field, value).trace(lines);
    return lines;
}

}  // namespace tani::figure
