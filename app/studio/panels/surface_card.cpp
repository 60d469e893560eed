// What is minimised: a surface of the catalogue or a typed formula, its constants, rotation and
// domain.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/plot/text.h"
#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

void catalogue(const Ui& ui, int run, const SurfaceSpec& spec, float width) {
    const SurfaceEntry* entry = find_surface(spec.name);
    const std::string shown = entry ? entry->name.in(ui.language) : ui.text("surface.typed");
    if (begin_combo(ui, "##catalogue", shown, width)) {
        for (const SurfaceEntry& other : surface_catalogue()) {
            const std::string line = other.name.in(ui.language) + "##" + other.id;
            if (ImGui::Selectable(line.c_str(), &other == entry)) {
                ui.studio.edit([&](Experiment& e) { choose_surface(e, run, other); });
            }
            tooltip(ui, other.help.in(ui.language) + "\nf(x, y) = " + other.formula);
        }
        end_combo();
    } else if (entry) {
        tooltip(ui, entry->help.in(ui.language));
    }
}

void formula_field(const Ui& ui, int run, const SurfaceSpec& spec, float width) {
    Session& session = ui.session();
    if (session.formula_for != spec.formula) {
        // The experiment's formula changed by another hand (undo, a file): show it.
        session.formula = session.formula_for = spec.formula;
        session.formula_error.clear();
    }
    const std::string name = "f(x, y) =";
    const float left = text_width(*ui.small, name) + ui.px(6);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    draw_text(*ImGui::GetWindowDrawList(), *ui.small, {corner.x, corner.y + ui.line() / 2},
              ui.colours.faint_text, name, {0, 0.5f});
    ImGui::SetCursorScreenPos({corner.x + left, corner.y});
    ImGui::SetNextItemWidth(width - left);
    if (!session.formula_error.empty()) {
        ImGui::PushStyleColor(ImGuiCol_Border, ui.colours.error);
        ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, std::max(1.0f, ui.px(1.5f)));
    }
    const bool had_error = !session.formula_error.empty();
    const bool changed = input_text("##formula", session.formula);
    const bool left_field = ImGui::IsItemDeactivated();
    if (!ImGui::IsItemActive()) tooltip(ui, ui.text("surface.formula_help"));
    if (had_error) {
        ImGui::PopStyleVar();
        ImGui::PopStyleColor();
    }
    if (changed) {
        session.formula_error.clear();
        const std::string typed = session.formula;
        const bool good =
            ui.studio.edit([&](Experiment& e) { type_formula(e, ui.studio.plan(), run, typed); });
        if (good) {
            session.formula_for = typed;
        } else {
            session.formula_error = session.edit_error;
            session.edit_error.clear();
        }
    }
    if (left_field && !session.formula_error.empty()) {
        session.formula = spec.formula;  // the last good one stays
        session.formula_error.clear();
    }
    if (!session.formula_error.empty()) paragraph(ui, session.formula_error, ui.colours.error);
}

SliderSpec constant_slider(const SurfaceEntry* entry, const std::string& name, double value,
                           double* standard) {
    const std::string id = "surface." + name;
    if (entry) {
        for (const Parameter& constant : entry->constants) {
            if (constant.id != name) continue;
            *standard = constant.standard;
            return slider_for(constant, id);
        }
    }
    *standard = 1;
    const double reach = std::max(
        10.0, std::pow(10, std::ceil(std::log10(std::max(std::abs(value), 1e-9) * 1.0001))));
    return {.id = id,
            .from = value < 0 ? -reach : 0,
            .to = reach,
            .scale = Scale::linear,
            .bounds = {},
            .whole = false,
            .shown = ""};
}

void constants(const Ui& ui, int run, const SurfaceSpec& spec, float width) {
    const SurfaceEntry* entry = find_surface(spec.name);
    const EditPlace place = ui.studio.place_for(run);
    const std::string path = surface_path(ui.studio.experiment(), run);
    const float name_width = ui.px(104);
    const auto row = [&](const std::string& name, const std::string& help,
                         const SliderSpec& slider_spec, double value, double standard,
                         const std::string& key) {
        label(ui, name, name_width - ui.px(6), ui.colours.text);
        ImGui::SameLine(0, ui.px(6));
        const SliderEvent event = slider(ui, slider_spec, width - name_width, value);
        tooltip(ui, help);
        if (event == SliderEvent::none) return;
        if (event == SliderEvent::reset) value = standard;
        ui.studio.edit([&](Experiment& e) {
            if (place.from > 0) {
                set_setting(e, place, "surface." + key, Value(value));
            } else {
                set_value(e, path + "." + key, Value(value));
            }
        });
    };
    for (const auto& [name, value] : spec.constants) {
        double standard = 1;
        const SliderSpec slider_spec = constant_slider(entry, name, value, &standard);
        std::string shown = name, help;
        if (entry) {
            for (const Parameter& constant : entry->constants) {
                if (constant.id != name) continue;
                shown = constant.symbol.empty() ? name : constant.symbol;
                const std::string& words = constant.name.in(ui.language);
                if (!words.empty() && words != shown) shown += "  " + words;
                help = constant.help.in(ui.language);
            }
        }
        row(shown, help, slider_spec, value, standard, "constants." + name);
    }
    row(ui.text("surface.rotate"), ui.text("surface.rotate_help"),
        {.id = "surface.rotate",
         .from = -180,
         .to = 180,
         .scale = Scale::linear,
         .bounds = {-360, 360, false, false},
         .whole = true,
         .shown = fmt::format("{:.4g}°", spec.rotate)},
        spec.rotate, 0, "rotate");
}

void domain(const Ui& ui, int run, const SurfaceSpec& spec, float width) {
    const std::string path = surface_path(ui.studio.experiment(), run);
    const float name_width = ui.px(22), middle = ui.px(18);
    const float each = std::floor((width - 2 * name_width - 2 * middle - ui.px(8)) / 4);
    const auto pair = [&](const char* axis, Range range) {
        label(ui, axis, name_width - ui.px(4), ui.colours.faint_text);
        ImGui::SameLine(0, ui.px(4));
        const std::string id = std::string("domain.") + axis;
        bool changed = number_field(ui, id + ".from", each, range.from);
        ImGui::SameLine(0, 0);
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        ImGui::Dummy({middle, ui.line()});
        draw_text(*ImGui::GetWindowDrawList(), *ui.font,
                  {corner.x + middle / 2, corner.y + ui.line() / 2}, ui.colours.faint_text, "…",
                  {0.5f, 0.5f});
        ImGui::SameLine(0, 0);
        changed = number_field(ui, id + ".to", each, range.to) || changed;
        if (!changed) return;
        const bool good = ui.studio.edit([&](Experiment& e) {
            set_value(e, path + "." + axis, Value(Array{Value(range.from), Value(range.to)}));
        });
        if (!good) ui.studio.report_error(ui.session().edit_error);
    };
    pair("x", spec.x);
    ImGui::SameLine(0, ui.px(8));
    pair("y", spec.y);
}

}  // namespace

void surface_card(const Ui& ui) {
    const Card card(ui, "surface");
    const int run = ui.studio.selected();
    const RunPlan plan =
        ui.studio.plan()
            .runs[static_cast<std::size_t>(run)];  // a copy: an edit below replaces the plan
    const SurfaceSpec spec =
        settings_in_force(plan, ui.studio.from_here() ? ui.studio.place_for(run).from : 0).surface;
    const bool own = surface_path(ui.studio.experiment(), run) != "surface";
    card_title(ui, own ? ui.text("surface.title_of", plan.shown.in(ui.language))
                       : ui.text("surface.title"));
    catalogue(ui, run, spec, card.width());
    formula_field(ui, run, spec, card.width());
    constants(ui, run, spec, card.width());
    domain(ui, run, spec, card.width());
}

}  // namespace tani::studio
