// The window's picture without a display: the same shell into a framebuffer, the same pixels every
// time.
#include <algorithm>
#include <cmath>
#include <vector>

#include <imgui.h>

#include "app/film/film.h"
#include "app/gl/context.h"
#include "app/studio/shell.h"
#include "app/studio/studio.h"

namespace tani {

namespace {

constexpr int settling_frames = 4;  // layout follows from sizes that ImGui knows a frame later
constexpr float lines_of_scale_one = 1080;

void no_mouse(ImGuiIO& io) { io.MousePos = {-1e5f, -1e5f}; }

}  // namespace

void shoot_studio(const Experiment& experiment, const ShotRequest& request) {
    Experiment shown = experiment;
    studio::UserSettings settings;
    settings.language = request.language.value_or(settings.language);
    settings.theme = request.theme.value_or(settings.theme);
    if (request.language) erase_value(shown, "view.language");
    if (request.theme) erase_value(shown, "view.theme");
    studio::Studio state(std::move(shown), settings);
    state.session.presenter = request.presenter;
    state.finish_maps();
    state.finish_recording();
    state.session.transport.go(request.step.value_or(state.session.transport.last));

    studio::Interface interface;
    studio::Shell shell;
    Framebuffer target(request.width, request.height, 1);
    studio::InterfaceLook look;
    look.width = static_cast<float>(request.width);
    look.height = static_cast<float>(request.height);
    look.scale = request.scale > 0 ? static_cast<float>(request.scale)
                                   : std::max(1.0f, look.height / lines_of_scale_one);
    look.theme = state.theme();
    look.presenter = request.presenter;
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {look.width, look.height};
    io.DeltaTime = 1.0f / 60;
    no_mouse(io);
    for (int i = 0; i < settling_frames; ++i) {
        interface.prepare(look, state.foreign_text());
        ImGui::NewFrame();
        shell.frame(state, interface);
        ImGui::Render();
    }
    target.bind();
    interface.render(shell.backgrounds());
    target.resolve();
    FilmRequest film;
    film.path = request.path;
    film.width = request.width;
    film.height = request.height;
    film.still = 0;
    FilmJob job(
        film, [&target](double, int, int, std::vector<unsigned char>& rgba) { target.read(rgba); });
    while (job.advance()) {
    }
}

}  // namespace tani
