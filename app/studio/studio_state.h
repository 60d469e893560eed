// Everything a session holds, without a widget: Experiment, Session, Settings, Derived. Commands
// and panels work on it; tests drive it without a screen.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/figure/figure.h"
#include "app/studio/bundled.h"
#include "app/studio/edits.h"
#include "app/studio/history.h"
#include "app/studio/mapper.h"
#include "app/studio/range_tester.h"
#include "app/studio/recorder.h"
#include "app/studio/settings.h"
#include "app/studio/transport.h"

namespace tani::studio {

enum class Dialog { none, help, export_film, open, save, overwrite_comments, close };

/// A line for the user: an error stays until it is dismissed, a note goes by itself.
struct Message {
    enum class Kind { note, error } kind = Kind::note;
    std::string text;
    double seconds_left = 0;
};

/// Text being typed in place of a number or a name.
struct Typing {
    std::string id;  ///< which field; empty: none
    std::string text;
    bool begun = false;  ///< the field has had the keyboard
};

/// The file browser's place.
struct Browser {
    std::string folder;
    std::string name;
    std::string error;
    std::vector<std::string> folders, files;
    bool grids = true;   ///< losses over a plane are listed, too
    std::string listed;  ///< the folder that `folders` and `files` are of
    bool listed_grids = true;
};

/// What the export dialog shows.
struct ExportForm {
    std::string folder, name;
    std::optional<std::int64_t> expected;  ///< bytes
    std::string expected_for;              ///< the settings that `expected` was made for
    std::string error;
    bool start = false;    ///< asked for; the window begins it where the drawing context is
    int shown_frames = 0;  ///< since it was opened
};

struct Session {
    Transport transport;
    bool from_here = false;  ///< the lock
    bool shift = false;      ///< Shift is down
    std::optional<int>
        held_step;  ///< "from here" while a widget is held: the step at which it was taken
    std::optional<StepMark> hovered;
    std::optional<Point> hovered_point;
    std::optional<CellMark> hovered_cell;
    std::optional<MapMark> hovered_map;
    std::optional<MapMark> held_map;  ///< the mouse went down there
    bool range_test = false;  ///< shown under the selected run's rate
    bool presenter = false, full_screen = false;
    Dialog dialog = Dialog::none;
    Typing typing;
    std::string formula, formula_error;  ///< half-typed
    std::string formula_for;             ///< the formula in force when `formula` was filled in
    std::vector<Message> messages;
    Browser browser;
    ExportForm film;
    std::string map_x, map_y, map_error;  ///< axes of the map being typed
    std::string edit_error;    ///< why the last edit was refused
    bool confirmed = false;    ///< Enter was pressed on the open dialog
    bool close_asked = false;  ///< the window may go
    bool scroll_to_selected = false;
};

class Studio {
  public:
    /// Throws Error when the experiment cannot be planned.
    Studio(Experiment experiment, UserSettings user);

    // The four boxes.
    const Experiment& experiment() const { return experiment_; }
    Session session;
    UserSettings settings;
    const Plan& plan() const { return plan_; }
    const Recording& recording() const { return *recording_; }
    std::shared_ptr<const Recording> recording_shared() const { return recording_; }
    /// The range test of a run as it is now; see RangeTester. Throws Error.
    const TestedRates* range_test(int run);
    bool recording_busy() const { return recorder_.busy(); }
    /// Beside the surface; measured in the background.
    const std::vector<RunMap>& maps() const { return mapper_.maps(); }
    /// Until every map is measured: a picture of the window waits for them.
    void finish_maps() { mapper_.finish(); }
    /// Likewise for a recording that grows.
    void finish_recording();

    Language language() const { return plan_.view.language.value_or(settings.language); }
    Theme theme() const { return plan_.view.theme.value_or(settings.theme); }
    /// Chosen by the user: remembered, and written into an experiment that says one itself.
    void choose_language(Language language);
    void choose_theme(Theme theme);

    int selected() const;
    void select(int run);
    bool all_hidden() const;

    /// Applies a change when its result can be planned; else `session.edit_error` says why and
    /// nothing changes.
    bool edit(const std::function<void(Experiment&)>& change);
    /// Where a setting of a run is written now: from the start, or from the playhead.
    EditPlace place_for(int run) const;
    bool from_here() const { return session.from_here || session.shift; }
    /// Once a frame after the panels: commits to the undo list when no widget is held.
    void settle(bool widget_held);
    void undo();
    void redo();
    bool can_undo() const { return history_.can_undo() || !(experiment_ == committed_); }
    bool can_redo() const { return history_.can_redo(); }

    /// Replaces the experiment; undo brings the old one back. Throws Error and changes nothing.
    void open(Experiment experiment);
    /// Reports instead of throwing.
    void open_file(const std::string& path);
    void open_bundled(const Bundled& bundled);
    /// Writes to the experiment's own file, or asks for a name or about comments.
    void save();
    void save_to(const std::string& path);
    bool modified() const { return !(experiment_ == saved_); }
    /// Whether closing would lose work in a file of the user's.
    bool would_lose_work() const;
    void ask_to_close();

    /// Time passes: playing, notes, a finished recording. True when something on the screen moved.
    bool tick(double seconds);
    /// Whether the next frame follows without an event.
    bool moving() const {
        return session.transport.playing || (recorder_.busy() && !recorder_.begins());
    }
    /// Whether something in the background may change the picture without an event. Frames that show
    /// nothing new would keep it from the processors.
    bool waiting() const { return mapper_.busy() || recorder_.begins(); }

    void report_error(const std::string& text);
    void note(const std::string& text);

    /// Titles are read when they are first asked for.
    const std::vector<Bundled>& bundled();
    /// "valley" for valley.toml: names the exported file.
    std::string file_stem() const;
    /// All text that a user's file or keyboard brought, for the font atlas.
    std::string foreign_text() const;

  private:
    void adopt(Experiment experiment, Plan plan);
    void replan(Experiment experiment);
    void record_again();
    void train_again();
    void measure_again();
    void show_length();
    void show_as_planned();

    Experiment experiment_, committed_, saved_;
    History history_;
    Plan plan_;
    std::shared_ptr<const Recording> recording_;
    Recorder recorder_;
    Mapper mapper_;
    RangeTester tester_;
    std::vector<Bundled> bundled_;
    bool titles_read_ = false;
};

}  // namespace tani::studio
