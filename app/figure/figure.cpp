#include "app/figure/figure.h"

#include "app/figure/network_figure.h"
#include "app/figure/surface_figure.h"

namespace tani {

struct Figure::Labs {
    SurfaceFigure surface;
    NetworkFigure network;
    bool of_network = false;  ///< the last draw's lab
};

Figure::Figure() : labs_(std::make_unique<Labs>()) {}
Figure::~Figure() = default;

void Figure::draw(ImDrawList& list, const Fonts& fonts, Rect rect, const Recording& recording,
                  const FigureInput& input) {
    labs_->of_network = trains_networks(recording.plan.lab);
    if (labs_->of_network) {
        labs_->network.draw(list, fonts, rect, recording, input);
    } else {
        labs_->surface.draw(list, fonts, rect, recording, input);
    }
}

Figure::Part Figure::part_at(ImVec2 pixel) const {
    return labs_->of_network ? labs_->network.part_at(pixel) : labs_->surface.part_at(pixel);
}

std::optional<Point> Figure::point_at(ImVec2 pixel) const {
    return labs_->of_network ? labs_->network.point_at(pixel) : labs_->surface.point_at(pixel);
}

std::optional<StepMark> Figure::step_at(ImVec2 pixel) const {
    return labs_->of_network ? labs_->network.step_at(pixel) : labs_->surface.step_at(pixel);
}

std::optional<CellMark> Figure::cell_at(ImVec2 pixel) const {
    return labs_->of_network ? labs_->network.cell_at(pixel) : std::nullopt;
}

std::optional<MapMark> Figure::map_at(ImVec2 pixel, const std::optional<MapMark>& held) const {
    return labs_->of_network ? std::nullopt : labs_->surface.map_at(pixel, held);
}

}  // namespace tani
