// The window without a display, frame by frame.
#pragma once
#include <utility>

#include <glad/gl.h>

#include "app/gl/context.h"
#include "app/gl/objects.h"
#include "app/studio/interface.h"
#include "app/studio/shell.h"

namespace tani::bench {

struct Window {
    OffscreenContext context;
    studio::Studio studio;
    studio::Interface interface;
    studio::Shell shell;
    Framebuffer target{1280, 720, 1};

    explicit Window(Experiment experiment) : studio(std::move(experiment), {}) {
        ImGuiIO& io = ImGui::GetIO();
        io.DisplaySize = {1280, 720};
        io.DeltaTime = 1.0f / 60;
    }

    /// As after so many seconds since the last.
    void frame(double seconds = 1.0 / 60) {
        studio.tick(seconds);
        interface.prepare({}, studio.foreign_text());
        ImGui::NewFrame();
        shell.frame(studio, interface);
        ImGui::Render();
        target.bind();
        interface.render(shell.backgrounds());
        glFinish();
    }
};

}  // namespace tani::bench
