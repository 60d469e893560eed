// Numbers and names around the box of the 3-D picture.
#pragma once
#include <string>

#include "app/figure/pen.h"
#include "app/figure/surface_scene.h"

namespace tani::figure {

/// What the axes of a picture in `rect` say. One that would touch another is left out.
struct SceneAxes {
    AxisEdges edges;
    std::string x_name = "x", y_name = "y", height_name = {};
    bool log = false;  ///< of the heights
};
void draw_scene_axes(const Pen& pen, const SceneAxes& axes, Rect rect);

}  // namespace tani::figure
