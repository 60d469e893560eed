// The figure of a recording, of whichever lab: draw(recording, view, playhead) into a rectangle. It
// holds no widgets and changes nothing; its members are caches of what it was given.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include <imgui.h>

#include "app/plot/axes.h"
#include "app/plot/theme.h"
#include "core/recording/recording.h"
#include "core/recording/run_map.h"

namespace tani {

/// A step of a run, as a mouse points at it.
struct StepMark {
    int run = 0, step = 0;
    bool operator==(const StepMark&) const = default;
};

/// A cell of the initializer wall.
struct CellMark {
    int run = 0, stage = 0;
    bool operator==(const CellMark&) const = default;
};

/// A place in a map, as a mouse points at it.
struct MapMark {
    int map = 0;
    double x = 0, y = 0;                   ///< values of the two keys
    std::optional<MomentumTarget> target;  ///< the place is its
    bool operator==(const MapMark& other) const { return map == other.map && x == other.x && y == other.y; }
};

/// What a picture is drawn with besides the recording.
struct FigureInput {
    const View* view = nullptr;
    double playhead = 0;                 ///< real-valued step; the head moves on the straight line between steps
    Language language = Language::en;
    Theme theme = Theme::dark;
    bool presenter = false;
    bool title = true;                   ///< draw the experiment's title and caption
    bool background = true;              ///< fill the rectangle; false: its pixels have the palette's `figure` colour already
    bool ahead = true;                   ///< the path after the playhead, very faint: a dragged slider shows its whole effect at once
    bool moving = false;                 ///< the camera is being moved: the surface is drawn faster and less smoothly
    bool live = false;                   ///< drawn many times a second: what takes longer than a frame is drawn coarsely until the playhead rests
    float scale = 1;
    std::optional<StepMark> hovered{};     ///< marked in every part of the figure
    std::optional<Point> hovered_point{};  ///< read out with its height
    std::optional<CellMark> hovered_cell{};  ///< read out
    const std::vector<RunMap>* maps = nullptr;  ///< beside the surface; null or empty: none
    std::optional<MapMark> hovered_map{};  ///< read out with the value there
};

/// What a pixel belongs to.
enum class FigurePart { none, surface, contours, panel, map, decision, wall };

/// The figure of the lab that the recording's plan names.
class Figure {
  public:
    using Part = FigurePart;
    Figure();
    ~Figure();

    /// Draws into `rect` of the draw list. Needs a current OpenGL context for pictures, which are kept in textures and drawn again only
    /// when they changed. The draw list's textures must live until it is rendered: they do until the next draw.
    void draw(ImDrawList& list, const Fonts& fonts, Rect rect, const Recording& recording, const FigureInput& input);

    // What the last draw put where, for the mouse.
    Part part_at(ImVec2 pixel) const;
    /// The domain point under a pixel of the surface or the contour map (the surface itself, where the ray meets it), or the place in the
    /// data under a pixel of a decision map or a fitted curve.
    std::optional<Point> point_at(ImVec2 pixel) const;
    /// The nearest drawn step within a few pixels, on a path or a curve.
    std::optional<StepMark> step_at(ImVec2 pixel) const;
    /// The cell of the wall under a pixel.
    std::optional<CellMark> cell_at(ImVec2 pixel) const;
    /// The place of a map under a pixel; in the same map as `held` wherever the pixel is.
    std::optional<MapMark> map_at(ImVec2 pixel, const std::optional<MapMark>& held = {}) const;

  private:
    struct Labs;
    std::unique_ptr<Labs> labs_;
};

/// Draws figures on a canvas. Used by render, the window's export and the tests.
class FigureRenderer {
  public:
    FigureRenderer(int width, int height, float scale, std::string_view extra_text);
    ~FigureRenderer();
    int width() const;
    int height() const;
    void render(const Recording& recording, const FigureInput& input, std::vector<unsigned char>& rgba);

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tani
