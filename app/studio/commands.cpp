// What each command does, and its keys.
#include "app/studio/commands.h"
#include "core/experiment/cell_names.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tani::studio {

namespace {

Transport& transport(Studio& s) { return s.session.transport; }
bool can_move(const Studio& s) { return s.session.transport.last > 0; }

template <int run>
void toggle_run(Studio& s) {
    if (run >= static_cast<int>(s.plan().runs.size())) return;
    const bool hidden = s.plan().runs[run].hidden;
    s.edit([hidden](Experiment& e) { set_hidden(e, run, !hidden); });
}

bool trains(const Studio& s) { return !reads_planes(s.plan()); }

template <int run>
bool has_run(const Studio& s) {
    return run < static_cast<int>(s.plan().runs.size());
}

template <int run>
Command run_command_of(std::string_view id, Key key) {
    return {.id = id,
            .group = Group::look,
            .chords = {{key}},
            .run = toggle_run<run>,
            .enabled = has_run<run>,
            .on = [](const Studio& s) { return has_run<run>(s) && !s.plan().runs[run].hidden; }};
}

void next_show_mode(Studio& s) {
    if (s.plan().lab == "initializer") {
        const auto at = (static_cast<std::size_t>(s.plan().view.cells) + 1) % cell_names.size();
        s.edit([at](Experiment& e) {
            set_value(e, "view.cells", Value(std::string(cell_names[at])));
        });
        return;
    }
    if (s.plan().lab == "network") {
        const bool weights = s.plan().view.weights == WeightsShown::weights;
        s.edit([weights](Experiment& e) {
            set_value(e, "view.weights", weights ? "gradients" : "weights");
        });
        return;
    }
    const ShowMode now = s.plan().view.show;
    const char* next = now == ShowMode::both       ? "contours"
                       : now == ShowMode::contours ? "surface"
                                                   : "both";
    s.edit([next](Experiment& e) { set_value(e, "view.show", next); });
}

void next_curve_axis(Studio& s) {
    struct Choice {
        CurveAxis axis;
        const char* name;
        bool of_networks_alone = false;
    };
    static constexpr std::array<Choice, 4> all = {{{CurveAxis::steps, "steps"},
                                                   {CurveAxis::epochs, "epochs", true},
                                                   {CurveAxis::evaluations, "evaluations"},
                                                   {CurveAxis::rate, "rate"}}};
    const bool network = trains_networks(s.plan().lab);
    auto at = static_cast<std::size_t>(
        std::ranges::find(all, s.plan().view.curves_over, &Choice::axis) - all.begin());
    do {
        at = (at + 1) % all.size();
    } while (all[at].of_networks_alone && !network);
    const char* next = all[at].name;
    s.edit([next](Experiment& e) { set_value(e, "view.curves_over", next); });
}

void escape(Studio& s) {
    if (s.session.dialog != Dialog::none) {
        s.session.dialog = Dialog::none;
    } else if (s.session.presenter) {
        s.session.presenter = false;
    } else if (s.session.full_screen) {
        s.session.full_screen = false;
    } else {
        s.session.from_here = false;
    }
}

void scale_by(Studio& s, double factor) {
    const double now = s.settings.scale > 0 ? s.settings.scale : 1;
    s.settings.scale = std::clamp(std::round(now * factor * 20) / 20, 0.5, 4.0);
}

void open_export(Studio& s) {
    s.session.dialog = Dialog::export_film;
    s.session.film = {};
}

void open_browser(Studio& s, Dialog dialog) {
    s.session.dialog = dialog;
    s.session.browser.listed.clear();
    s.session.browser.error.clear();
}

const std::vector<Command>& table() {
    static const std::vector<Command> all = {
        {.id = "play",
         .group = Group::play,
         .chords = {{Key::space}},
         .run = [](Studio& s) { transport(s).play_or_pause(); },
         .enabled = can_move,
         .on = [](const Studio& s) { return s.session.transport.playing; }},
        {.id = "back",
         .group = Group::play,
         .chords = {{Key::left}, {Key::page_up}},
         .run = [](Studio& s) { transport(s).move(-1); },
         .enabled = can_move,
         .repeats = true},
        {.id = "forward",
         .group = Group::play,
         .chords = {{Key::right}, {Key::page_down}},
         .run = [](Studio& s) { transport(s).move(1); },
         .enabled = can_move,
         .repeats = true},
        {.id = "first",
         .group = Group::play,
         .chords = {{Key::home}},
         .run = [](Studio& s) { transport(s).go(0); },
         .enabled = can_move},
        {.id = "last",
         .group = Group::play,
         .chords = {{Key::end}},
         .run = [](Studio& s) { transport(s).go(s.session.transport.last); },
         .enabled = can_move},
        {.id = "slower",
         .group = Group::play,
         .chords = {{Key::comma}},
         .run = [](Studio& s) { transport(s).slower(); }},
        {.id = "faster",
         .group = Group::play,
         .chords = {{Key::period}},
         .run = [](Studio& s) { transport(s).faster(); }},
        {.id = "loop",
         .group = Group::play,
         .chords = {{Key::l}},
         .run = [](Studio& s) { transport(s).loop = !transport(s).loop; },
         .on = [](const Studio& s) { return s.session.transport.loop; }},

        {.id = "undo",
         .group = Group::edit,
         .chords = {{Key::z, true}},
         .run = [](Studio& s) { s.undo(); },
         .enabled = [](const Studio& s) { return s.can_undo(); },
         .repeats = true},
        {.id = "redo",
         .group = Group::edit,
         .chords = {{Key::y, true}, {Key::z, true, true}},
         .run = [](Studio& s) { s.redo(); },
         .enabled = [](const Studio& s) { return s.can_redo(); },
         .repeats = true},
        {.id = "from_here",
         .group = Group::edit,
         .chords = {{Key::h}},
         .run = [](Studio& s) { s.session.from_here = !s.session.from_here; },
         .on = [](const Studio& s) { return s.session.from_here; }},
        {.id = "add_run",
         .group = Group::edit,
         .chords = {{Key::equal}},
         .run =
             [](Studio& s) {
                 s.edit([&s](Experiment& e) { add_run(e, s.plan()); });
                 s.session.scroll_to_selected = true;
             },
         .enabled = trains},
        {.id = "range_test",
         .group = Group::edit,
         .chords = {{Key::r}},
         .run = [](Studio& s) { s.session.range_test = !s.session.range_test; },
         .enabled = trains,
         .on = [](const Studio& s) { return s.session.range_test; }},

        {.id = "show", .group = Group::look, .chords = {{Key::c}}, .run = next_show_mode},
        {.id = "curves_over", .group = Group::look, .chords = {{Key::x}}, .run = next_curve_axis},
        run_command_of<0>("run_1", Key::n1),
        run_command_of<1>("run_2", Key::n2),
        run_command_of<2>("run_3", Key::n3),
        run_command_of<3>("run_4", Key::n4),
        run_command_of<4>("run_5", Key::n5),
        run_command_of<5>("run_6", Key::n6),
        run_command_of<6>("run_7", Key::n7),
        run_command_of<7>("run_8", Key::n8),
        run_command_of<8>("run_9", Key::n9),
        {.id = "presenter",
         .group = Group::look,
         .chords = {{Key::f5}},
         .run = [](Studio& s) { s.session.presenter = !s.session.presenter; },
         .on = [](const Studio& s) { return s.session.presenter; }},
        {.id = "full_screen",
         .group = Group::look,
         .chords = {{Key::f11}},
         .run = [](Studio& s) { s.session.full_screen = !s.session.full_screen; },
         .on = [](const Studio& s) { return s.session.full_screen; },
         .in_dialogs = true},
        {.id = "larger",
         .group = Group::look,
         .chords = {{Key::equal, true}, {Key::equal, true, true}},
         .run = [](Studio& s) { scale_by(s, 1.1); }},
        {.id = "smaller",
         .group = Group::look,
         .chords = {{Key::minus, true}},
         .run = [](Studio& s) { scale_by(s, 1 / 1.1); }},
        {.id = "normal_size",
         .group = Group::look,
         .chords = {{Key::zero, true}},
         .run = [](Studio& s) { s.settings.scale = 0; }},

        {.id = "open",
         .group = Group::file,
         .chords = {{Key::o, true}},
         .run = [](Studio& s) { open_browser(s, Dialog::open); }},
        {.id = "save",
         .group = Group::file,
         .chords = {{Key::s, true}},
         .run = [](Studio& s) { s.save(); }},
        {.id = "save_as",
         .group = Group::file,
         .chords = {{Key::s, true, true}},
         .run = [](Studio& s) { open_browser(s, Dialog::save); }},
        {.id = "export", .group = Group::file, .chords = {{Key::e}}, .run = open_export},
        {.id = "help",
         .group = Group::help,
         .chords = {{Key::f1}},
         .run =
             [](Studio& s) {
                 s.session.dialog = s.session.dialog == Dialog::help ? Dialog::none : Dialog::help;
             },
         .in_dialogs = true},
        {.id = "escape",
         .group = Group::help,
         .chords = {{Key::escape}},
         .run = escape,
         .in_dialogs = true},
    };
    return all;
}

constexpr std::array<std::string_view, static_cast<std::size_t>(Key::count)> key_names = {
    "Space", "←", "→", "Home", "End", "Page Up", "Page Down", "Esc", "Enter", "F1", "F5", "F11",
    "1",     "2", "3", "4",    "5",   "6",       "7",         "8",   "9",     "C",  "E",  "H",
    "L",     "O", "R", "S",    "X",   "Y",       "Z",         "-",   "+",     "0",  ",",  "."};

bool is_chord(const Chord& chord, const KeyPress& press) {
    if (chord.key != press.key || chord.control != press.control) return false;
    // Shift alone is "from here" and hinders no plain key.
    return !chord.control || chord.shift == press.shift;
}

/// Keys that make no letter also work while text is typed.
bool works_while_typing(const Chord& chord) {
    return chord.key == Key::f1 || chord.key == Key::f5 || chord.key == Key::f11 ||
           (chord.control && chord.key == Key::s);
}

}  // namespace

std::string chord_text(const Chord& chord) {
    std::string text;
    if (chord.control) text += "Ctrl+";
    if (chord.shift) text += "Shift+";
    return text + std::string(key_names[static_cast<std::size_t>(chord.key)]);
}

std::string_view group_key(Group group) {
    constexpr std::array<std::string_view, 5> keys = {"command_group.play", "command_group.edit",
                                                      "command_group.look", "command_group.file",
                                                      "command_group.help"};
    return keys[static_cast<std::size_t>(group)];
}

std::span<const Command> commands() { return table(); }

const Command* find_command(std::string_view id) {
    const auto all = commands();
    const auto found =
        std::find_if(all.begin(), all.end(), [id](const Command& c) { return c.id == id; });
    return found == all.end() ? nullptr : &*found;
}

void run_command(const Command& command, Studio& studio) {
    if (command.enabled && !command.enabled(studio)) return;
    try {
        command.run(studio);
    } catch (const Error& error) {
        studio.report_error(error.what());
    }
}

std::string shortcut(std::string_view id) {
    const Command* command = find_command(id);
    return command && !command->chords.empty() ? chord_text(command->chords.front()) : "";
}

void press(const KeyPress& press, bool typing, Studio& studio) {
    if (press.key == Key::enter) {
        // Enter that ends a number being typed ends only that.
        studio.session.confirmed = studio.session.dialog != Dialog::none &&
                                   studio.session.typing.id.empty() && !press.repeat;
        return;
    }
    const bool in_dialog = studio.session.dialog != Dialog::none;
    // Escape closes a dialog also while a name is typed in it; a number being typed it only takes
    // back.
    if (press.key == Key::escape && in_dialog) typing = !studio.session.typing.id.empty();
    for (const Command& command : commands()) {
        if (in_dialog && !command.in_dialogs) continue;
        if (press.repeat && !command.repeats) continue;
        const bool is_key =
            std::any_of(command.chords.begin(), command.chords.end(), [&](const Chord& chord) {
                return is_chord(chord, press) && (!typing || works_while_typing(chord));
            });
        if (!is_key) continue;
        run_command(command, studio);
        return;
    }
}

}  // namespace tani::studio
