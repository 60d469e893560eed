// Maps of what settings do: a measure's colours over two keys, where the run itself stands, and the
// theory of momentum over it.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "app/figure/figure.h"
#include "app/figure/pen.h"
#include "app/figure/pixel_picture.h"

namespace tani::figure {

/// Maps side by side. As in a pane, the pictures go under all else.
class MapPanel {
  public:
    MapPanel();
    ~MapPanel();
    void paint(const Pen& pen, Rect rect, const std::vector<RunMap>& maps);
    /// `hovered` is read out.
    void draw(const Pen& pen, const std::vector<RunMap>& maps, const std::optional<MapMark>& hovered);

    // Of the last draw.
    bool contains(ImVec2 pixel) const;
    std::optional<MapMark> mark_at(ImVec2 pixel) const;
    /// The place in one map, also where the pixel has left it.
    MapMark mark_in(int map, ImVec2 pixel) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Width / height that the maps want to have, for the layout: 0 where any will do.
double map_aspect(const std::vector<RunMap>& maps);

}  // namespace tani::figure
