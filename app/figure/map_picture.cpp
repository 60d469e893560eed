#include "app/figure/map_picture.h"

#include "app/figure/canvas.h"
#include "app/figure/map_panel.h"
#include "app/plot/text.h"

namespace tani {

namespace {

/// Lines of a text below each other; returns the height they take.
float paragraph(const figure::Pen& pen, Rect at, const std::string& text, bool drawn) {
    const float line = 1.35f * pen.sizes.text;
    float y = at.y;
    for (const std::string& words : wrapped(pen.text(), text, at.width)) {
        if (drawn) draw_text(pen.list, pen.text(), {at.x, y}, pen.colours.faint_text, words);
        y += line;
    }
    return y - at.y;
}

}  // namespace

std::string map_caption(const std::vector<RunMap>& maps, Language language) {
    if (maps.empty()) return {};
    std::string text;
    for (const MeasureName& name : measures()) {
        if (name.measure == maps.front().plan.measure) text = name.help.in(language);
    }
    if (maps.front().theory && maps.front().plan.measure == Measure::steps_to_tolerance) {
        text += (language == Language::en ? " " : "") + word(language, "map.why_not_polyak");
    }
    return text;
}

std::vector<unsigned char> map_picture(const std::vector<RunMap>& maps, const Text& title, const MapPictureLook& look) {
    std::string all_text = title.in(look.language);
    for (const RunMap& map : maps) all_text += map.run.in(look.language) + map.axes[0].in(look.language) + map.axes[1].in(look.language) + map.problem;
    Canvas canvas(look.width, look.height, look.scale, all_text);
    figure::MapPanel panel;
    std::vector<unsigned char> rgba;
    canvas.render(look.presenter, look.theme, [&](ImDrawList& list, const Fonts& fonts, Rect rect) {
        const figure::Pen pen{list, fonts, palette(look.theme), figure::sizes_of(fonts, rect, look.scale, look.presenter), look.language, look.theme};
        Rect room = rect.inside(pen.sizes.gap * 1.2f);
        const std::string caption = map_caption(maps, look.language);
        const float below = paragraph(pen, room, caption, false);
        const float above = title.in(look.language).empty() ? 0 : 1.5f * pen.sizes.large;
        panel.paint(pen, {room.x, room.y + above, room.width, room.height - above - below - pen.sizes.gap}, maps);
        draw_text(list, pen.large(), room.least(), pen.colours.text, shortened(pen.large(), title.in(look.language), room.width));
        panel.draw(pen, maps, {});
        paragraph(pen, {room.x, room.bottom() - below, room.width, below}, caption, true);
    }, rgba);
    return rgba;
}

}  // namespace tani
