// The contour map of a height field: lines of equal height found by marching squares, and the field's colours as a texture.
#pragma once
#include <array>
#include <memory>
#include <vector>

#include "app/figure/drawing.h"
#include "app/figure/pen.h"
#include "app/figure/surface_scene.h"

namespace tani::figure {

/// One connected line of a level, in the domain's coordinates.
struct ContourLine {
    double value = 0;
    bool closed = false;
    std::vector<Point> points;
};

/// All lines of all levels. Cells with a corner that is not finite have none.
std::vector<ContourLine> contour_lines(const HeightField& field, std::span<const double> levels);

struct MapOptions {
    bool colour_bar = false;
    bool at_top = false;  ///< a map lower than its cell stands at its top instead of its middle
    /// Along the axes, with what takes its place where it is longer than its axis; none: x and y at
    /// their ends.
    struct Name {
        std::string full, brief;
    };
    Name x_name = {}, y_name = {};
};

/// What numbers on lines keep away from.
struct MapMarks {
    std::vector<Point> minima;  ///< drawn as stars
    std::vector<Point> paths;   ///< starts, or more of them
};

/// Draws the map, and keeps what only changes with the field.
class ContourMap {
  public:
    ContourMap();
    ~ContourMap();
    /// Colours and lines. Returns the mapping from the domain to the box inside `cell`.
    Mapping paint(const Pen& pen, Rect cell, const HeightField& field, const MapOptions& options);
    /// Over what was painted: numbers on lines, minima, axes.
    void draw(const Pen& pen, const HeightField& field, const MapMarks& marks);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tani::figure
