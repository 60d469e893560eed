// The one table of commands: it feeds keys, menu, tooltips and help.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/studio/studio_state.h"

namespace tani::studio {

enum class Key {
    space,
    left,
    right,
    home,
    end,
    page_up,
    page_down,
    escape,
    enter,
    f1,
    f5,
    f11,
    n1,
    n2,
    n3,
    n4,
    n5,
    n6,
    n7,
    n8,
    n9,
    c,
    e,
    h,
    l,
    o,
    r,
    s,
    x,
    y,
    z,
    minus,
    equal,
    zero,
    comma,
    period,
    count
};

struct Chord {
    Key key;
    bool control = false, shift = false;
    bool operator==(const Chord&) const = default;
};
/// "Ctrl+S", "Space", "←".
std::string chord_text(const Chord& chord);

enum class Group { play, edit, look, file, help };
/// "command_group.play", ...: the key of the group's name.
std::string_view group_key(Group group);

struct Command {
    std::string_view id;  ///< its name is the word "command.<id>"
    Group group;
    std::vector<Chord> chords;
    void (*run)(Studio&);
    bool (*enabled)(const Studio&) = nullptr;
    bool (*on)(const Studio&) = nullptr;  ///< shown with a tick
    bool repeats = false;                 ///< while the key is held
    bool in_dialogs = false;              ///< works while a dialog is open
};

std::span<const Command> commands();
const Command* find_command(std::string_view id);
/// Runs it when it is enabled. Errors are reported on the screen.
void run_command(const Command& command, Studio& studio);
/// Its first chord as text, or "".
std::string shortcut(std::string_view id);

/// A key that went down, or is held long enough to repeat. Presses come one by one, so that none is
/// lost between two slow frames.
struct KeyPress {
    Key key;
    bool control = false, shift = false, repeat = false;
};
/// Runs the command of the key. `typing`: a text field has the keyboard. Enter confirms the open
/// dialog.
void press(const KeyPress& press, bool typing, Studio& studio);

}  // namespace tani::studio
