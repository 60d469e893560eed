#include "app/figure/figure.h"

#include "app/figure/landscape_figure.h"
#include "app/figure/network_figure.h"
#include "app/figure/surface_figure.h"

namespace tani {

struct Figure::Labs {
    SurfaceFigure surface;
    NetworkFigure network;
    LandscapeFigure landscape;
    enum class Lab { surface, network, landscape } drawn = Lab::surface;
};

Figure::Figure() : labs_(std::make_unique<Labs>()) {}
Figure::~Figure() = default;

void Figure::draw(ImDrawList& list, const Fonts& fonts, Rect rect, const Recording& recording,
                  const FigureInput& input) {
    if (recording.plan.lab == "landscape") {
        labs_->drawn = Labs::Lab::landscape;
        labs_->landscape.draw(list, fonts, rect, recording, input);
    } else if (trains_networks(recording.plan.lab)) {
        labs_->drawn = Labs::Lab::network;
        labs_->network.draw(list, fonts, rect, recording, input);
    } else {
        labs_->drawn = Labs::Lab::surface;
        labs_->surface.draw(list, fonts, rect, recording, input);
    }
}

Figure::Part Figure::part_at(ImVec2 pixel) const {
    switch (labs_->drawn) {
        case Labs::Lab::network:
            return labs_->network.part_at(pixel);
        case Labs::Lab::landscape:
            return labs_->landscape.part_at(pixel);
        case Labs::Lab::surface:
            break;
    }
    return labs_->surface.part_at(pixel);
}

std::optional<Point> Figure::point_at(ImVec2 pixel) const {
    switch (labs_->drawn) {
        case Labs::Lab::network:
            return labs_->network.point_at(pixel);
        case Labs::Lab::landscape:
            return labs_->landscape.point_at(pixel);
        case Labs::Lab::surface:
            break;
    }
    return labs_->surface.point_at(pixel);
}

std::optional<StepMark> Figure::step_at(ImVec2 pixel) const {
    switch (labs_->drawn) {
        case Labs::Lab::network:
            return labs_->network.step_at(pixel);
        case Labs::Lab::landscape:
            return labs_->landscape.step_at(pixel);
        case Labs::Lab::surface:
            break;
    }
    return labs_->surface.step_at(pixel);
}

std::optional<CellMark> Figure::cell_at(ImVec2 pixel) const {
    return labs_->drawn == Labs::Lab::network ? labs_->network.cell_at(pixel) : std::nullopt;
}

std::optional<MapMark> Figure::map_at(ImVec2 pixel, const std::optional<MapMark>& held) const {
    return labs_->drawn == Labs::Lab::surface ? labs_->surface.map_at(pixel, held) : std::nullopt;
}

}  // namespace tani
