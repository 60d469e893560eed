// The parts of the window. Each draws into the current ImGui window and edits through the Studio.
#pragma once
#include "app/studio/exporter.h"
#include "app/studio/ui.h"

namespace tani::studio {

void top_bar(const Ui& ui, float width);
void error_bar(const Ui& ui);

void surface_card(const Ui& ui);
/// Data and network of the labs with networks.
void data_card(const Ui& ui);
void network_card(const Ui& ui);
/// Of the landscape lab.
void plane_card(const Ui& ui);
void experiment_card(const Ui& ui);
void run_card(const Ui& ui, int run);
/// Of a run whose plane is read from a file.
void file_card(const Ui& ui, int run);
/// A line per change of a run: a click goes to its step.
void change_lines(const Ui& ui, int run, const RuleEntry& rule, float width);
void add_run_button(const Ui& ui);

void view_bar(const Ui& ui, float width);
/// That of the network lab.
void training_view_bar(const Ui& ui, const View& view, float width);
/// That of the initializer lab.
void wall_view_bar(const Ui& ui, const View& view, float width);
/// Which map stands beside the surface, for a popup.
void map_choices(const Ui& ui);
/// The figure with its mouse.
void figure_view(const Ui& ui, Rect rect);

/// Of the strip with the learning rate below the scrub bar; 0 where no shown run changes its rate,
/// so that choosing a run does not move the figure.
float rate_strip_height(const Ui& ui);
void transport_bar(const Ui& ui, float width, float height);
/// Export's progress, a note, or the first steps.
void status_line(const Ui& ui, float width, float height, Exporter& exporter);

/// All dialogs; the open one is the Session's.
void dialogs(const Ui& ui, Exporter& exporter);
void export_dialog(const Ui& ui, Exporter& exporter);
void open_dialog(const Ui& ui);
void save_dialog(const Ui& ui);
void comments_dialog(const Ui& ui);
void close_dialog(const Ui& ui);
void help_dialog(const Ui& ui);

}  // namespace tani::studio
