// Rows of a card that edit keys of the experiment: a name on the left, a slider, a switch or a list on
// the right. Private to this folder.
#pragma once
#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <string>

#include "app/studio/network_edits.h"
#include "app/studio/rule_edits.h"
#include "app/studio/ui.h"

namespace tani::studio {

/// What an entry of a catalogue is for, its formula and its source.
template <class Entry>
std::string help_of(const Ui& ui, const Entry& entry) {
    std::string text = entry.help.in(ui.language);
    if constexpr (requires { entry.formula; }) {
        if (!entry.formula.empty()) text += "\n" + entry.formula;
    }
    if (!entry.source.empty()) text += "\n" + entry.source;
    return text;
}

/// Rows of a card with a name on the left.
class Rows {
  public:
    /// Where the rows write: what the run says itself and else the base, or always the run.
    enum class Place { where_said, run };
    Rows(const Ui& ui, int run, float width, Place place = Place::where_said)
        : ui_(ui), run_(run), width_(width), place_(place) {}

    const Ui& ui() const { return ui_; }
    int run() const { return run_; }
    float width() const { return width_; }
    float rest() const { return width_ - name_width(); }

    void name(const std::string& text, const std::string& help) const {
        label(ui_, text, name_width() - ui_.px(6), ui_.colours.text);
        tooltip(ui_, help);
        ImGui::SameLine(0, ui_.px(6));
    }

    void edit(const std::string& key, const Value& value) const {
        const bool good =
            ui_.studio.edit([&](Experiment& e) { set_value(e, path(e, key), value); });
        if (!good) ui_.studio.report_error(ui_.session().edit_error);
    }

    /// A parameter with its slider or switch.
    void parameter(const std::string& key, const Parameter& parameter, double value) const {
        const std::string& words = parameter.name.in(ui_.language);
        const std::string& help = parameter.help.in(ui_.language);
        if (parameter.scale == Scale::toggle) {
            bool on = value != 0;
            label(ui_, words, width_ - ui_.px(46), ui_.colours.text);
            ImGui::SameLine(0, ui_.px(6));
            if (toggle(ui_, key, on)) edit(key, Value(on));
            tooltip(ui_, help);
            return;
        }
        name(words, help);
        const SliderEvent event = slider(ui_, slider_for(parameter, key), rest(), value);
        tooltip(ui_, help);
        if (event == SliderEvent::reset) value = parameter.standard;
        if (event == SliderEvent::none) return;
        const bool whole = parameter.scale == Scale::whole;
        edit(key, whole ? Value(static_cast<std::int64_t>(value)) : Value(value));
    }

    void erase(const std::string& key) const {
        ui_.studio.edit([&](Experiment& e) { erase_value(e, path(e, key)); });
    }

    /// What a list offers besides the catalogue: a name in files, or the empty one where the key is
    /// left out, and what it is called.
    struct Other {
        std::string id = {}, words = {};
    };
    /// A list of a catalogue; writes the name of what was chosen.
    template <class Entry>
    void choice(const std::string& words, const std::string& key, std::span<const Entry> catalogue,
                const std::string& now, const std::function<bool(const Entry&)>& fits = {},
                const Other& none = {}) const {
        const auto current = std::ranges::find(catalogue, now, &Entry::id);
        const Entry* entry = current == catalogue.end() ? nullptr : &*current;
        name(words, entry ? entry->help.in(ui_.language) : "");
        const std::string preview = entry            ? entry->name.in(ui_.language)
                                    : now == none.id ? none.words
                                                     : now;
        if (!begin_combo(ui_, ("##" + key).c_str(), preview, rest())) {
            if (entry) tooltip(ui_, help_of(ui_, *entry));
            return;
        }
        if (!none.words.empty() && ImGui::Selectable(none.words.c_str(), now == none.id))
            none.id.empty() ? erase(key) : edit(key, Value(none.id));
        for (const Entry& other : catalogue) {
            if (fits && !fits(other)) continue;
            const std::string line = other.name.in(ui_.language) + "##" + other.id;
            if (ImGui::Selectable(line.c_str(), &other == entry)) edit(key, Value(other.id));
            tooltip(ui_, help_of(ui_, other));
        }
        end_combo();
    }

  private:
    float name_width() const { return ui_.px(112); }
    std::string path(const Experiment& experiment, const std::string& key) const {
        return place_ == Place::run ? path_in_run(experiment, run_, key)
                                    : path_of(experiment, run_, key);
    }

    const Ui& ui_;
    int run_;
    float width_;
    Place place_;
};

template <class Entry>
void parameter_rows(const Rows& rows, const std::string& table, const Entry& entry,
                std::span<const double> settings) {
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        rows.parameter(table + "." + entry.parameters[i].id, entry.parameters[i], settings[i]);
    }
}

}  // namespace tani::studio
