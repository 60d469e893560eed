// The whole screen, from one frame to the next.
#pragma once
#include <vector>

#include "app/figure/figure.h"
#include "app/studio/exporter.h"
#include "app/studio/interface.h"
#include "app/studio/studio_state.h"

namespace tani::studio {

/// Lays out and draws everything; between frames it films. Owns what is derived and needs OpenGL.
class Shell {
  public:
    /// The frame of the window: keys, panels, figure, dialogs, undo. Within an ImGui frame.
    void frame(Studio& studio, const Interface& interface);
    /// After the frame: begins, goes on with and ends exports. `seconds` is what may be spent. True
    /// when something is to be drawn again.
    bool after_frame(Studio& studio, double seconds);
    /// What lies behind the last frame, for Interface::render.
    const std::vector<Background>& backgrounds() const { return backgrounds_; }
    bool exporting() const { return exporter_.busy(); }
    void cancel_export() { exporter_.cancel(); }

  private:
    Figure figure_;
    Exporter exporter_;
    std::vector<Background> backgrounds_;
};

}  // namespace tani::studio
