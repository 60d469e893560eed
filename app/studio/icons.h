// The window's icons, drawn as lines and shapes: sharp at every scale, and no font needs to have
// them.
#pragma once
#include <imgui.h>

namespace tani::studio {

enum class Icon {
    play,
    pause,
    first,
    last,
    back,
    forward,
    loop,
    lock,
    unlock,
    eye,
    eye_off,
    copy,
    trash,
    plus,
    close,
    help,
    menu,
    folder,
    save,
    film,
    screen,
    dice,
    undo,
    redo,
    check,
    up,
    home,
    file,
    turn,
    reset,
    pen
};

/// Centred, within a square of `size` pixels.
void draw_icon(ImDrawList& list, Icon icon, ImVec2 centre, float size, ImU32 colour);

}  // namespace tani::studio
