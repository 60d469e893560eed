#include "app/studio/panels/initializer_rows.h"

#include "app/studio/panels/rows.h"
#include "app/studio/rule_edits.h"

namespace tani::studio {

namespace {

const Chosen& chosen_of(const Ui& ui, int run) {
    return ui.studio.plan()
        .runs[static_cast<std::size_t>(run)]
        .training->network.initializer;
}

}  // namespace

const InitializerEntry& initializer_of(const Ui& ui, int run) {
    return *find_initializer(chosen_of(ui, run).name);
}

void initializer_combo(const Ui& ui, int run, float width) {
    const InitializerEntry& current = initializer_of(ui, run);
    if (!begin_combo(ui, "##initializer", current.name.in(ui.language), width)) {
        tooltip(ui, help_of(ui, current));
        return;
    }
    for (const InitializerEntry& entry : initializer_catalogue()) {
        const std::string line = entry.name.in(ui.language) + "##" + entry.id;
        if (ImGui::Selectable(line.c_str(), &entry == &current)) {
            const bool good = ui.studio.edit([&](Experiment& e) {
                set_value(e, path_in_run(e, run, "network.initializer"), Value(entry.id));
            });
            if (!good) ui.studio.report_error(ui.session().edit_error);
        }
        tooltip(ui, help_of(ui, entry));
    }
    end_combo();
}

void initializer_rows(const Ui& ui, int run, float width, bool all) {
    const InitializerEntry& entry = initializer_of(ui, run);
    const std::vector<double> settings = chosen_of(ui, run).settings;  // an edit replaces the plan
    const Rows rows(ui, run, width, Rows::Place::run);
    const std::size_t count = all ? entry.parameters.size() : std::min<std::size_t>(entry.parameters.size(), 1);
    for (std::size_t i = 0; i < count; ++i) {
        rows.parameter("network.initializer." + entry.parameters[i].id, entry.parameters[i],
                       settings[i]);
    }
}

}  // namespace tani::studio
