// The window: GLFW's events in, frames out. It draws only when something happened or moves.
#include "app/studio/studio.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include <imgui.h>
#if __has_include(<backends/imgui_impl_glfw.h>)
#include <backends/imgui_impl_glfw.h>
#else
#include <imgui_impl_glfw.h>
#endif

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include "app/gl/context.h"
#include "app/studio/commands.h"
#include "app/studio/phrase.h"
#include "app/studio/shell.h"

namespace tani {

namespace {

using studio::Key;
using studio::Studio;
using Clock = std::chrono::steady_clock;

constexpr int frames_after_event = 3;  // ImGui's layout and hovering settle
constexpr double tooltip_wake = 0.5;   // seconds after an event at which a tooltip may appear
constexpr double worker_look = 0.01;   // seconds between looks at what a worker has finished
constexpr double idle_seconds = 30;    // longest sleep
constexpr double export_budget = 0.03, export_budget_while_moving = 0.008;
constexpr int first_width = 1280, first_height = 800;
constexpr int least_width = 900, least_height = 560;

constexpr auto keys = std::to_array<std::pair<int, Key>>({{GLFW_KEY_SPACE, Key::space},
                                                          {GLFW_KEY_LEFT, Key::left},
                                                          {GLFW_KEY_RIGHT, Key::right},
                                                          {GLFW_KEY_HOME, Key::home},
                                                          {GLFW_KEY_END, Key::end},
                                                          {GLFW_KEY_PAGE_UP, Key::page_up},
                                                          {GLFW_KEY_PAGE_DOWN, Key::page_down},
                                                          {GLFW_KEY_ESCAPE, Key::escape},
                                                          {GLFW_KEY_ENTER, Key::enter},
                                                          {GLFW_KEY_KP_ENTER, Key::enter},
                                                          {GLFW_KEY_F1, Key::f1},
                                                          {GLFW_KEY_F5, Key::f5},
                                                          {GLFW_KEY_F11, Key::f11},
                                                          {GLFW_KEY_1, Key::n1},
                                                          {GLFW_KEY_2, Key::n2},
                                                          {GLFW_KEY_3, Key::n3},
                                                          {GLFW_KEY_4, Key::n4},
                                                          {GLFW_KEY_5, Key::n5},
                                                          {GLFW_KEY_6, Key::n6},
                                                          {GLFW_KEY_7, Key::n7},
                                                          {GLFW_KEY_8, Key::n8},
                                                          {GLFW_KEY_9, Key::n9},
                                                          {GLFW_KEY_C, Key::c},
                                                          {GLFW_KEY_E, Key::e},
                                                          {GLFW_KEY_H, Key::h},
                                                          {GLFW_KEY_L, Key::l},
                                                          {GLFW_KEY_O, Key::o},
                                                          {GLFW_KEY_R, Key::r},
                                                          {GLFW_KEY_S, Key::s},
                                                          {GLFW_KEY_X, Key::x},
                                                          {GLFW_KEY_Y, Key::y},
                                                          {GLFW_KEY_Z, Key::z},
                                                          {GLFW_KEY_MINUS, Key::minus},
                                                          {GLFW_KEY_KP_SUBTRACT, Key::minus},
                                                          {GLFW_KEY_EQUAL, Key::equal},
                                                          {GLFW_KEY_KP_ADD, Key::equal},
                                                          {GLFW_KEY_0, Key::zero},
                                                          {GLFW_KEY_KP_0, Key::zero},
                                                          {GLFW_KEY_COMMA, Key::comma},
                                                          {GLFW_KEY_PERIOD, Key::period}});

/// The key by what is printed on it, where GLFW knows: Ctrl+Z is where the user's layout has Z.
int printed_key(int key, int scancode) {
    if (key < GLFW_KEY_A || key > GLFW_KEY_Z) return key;
    const char* name = glfwGetKeyName(key, scancode);
    if (name && name[0] >= 'a' && name[0] <= 'z' && name[1] == 0)
        return GLFW_KEY_A + (name[0] - 'a');
    return key;
}

/// GLFW itself, started once.
struct Library {
    Library() {
        if (glfwInit() != GLFW_TRUE)
            throw Error(
                "no window can be opened here: there is no display; `tani render` and `tani shot` "
                "need none");
    }
    ~Library() { glfwTerminate(); }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
};

struct CloseWindow {
    void operator()(GLFWwindow* window) const { glfwDestroyWindow(window); }
};
using Window = std::unique_ptr<GLFWwindow, CloseWindow>;

/// What happened since the last frame.
struct Events {
    bool any = true;
    bool close = false;
    std::vector<studio::KeyPress> keys;
    std::vector<std::string> dropped;
};

Events& events_of(GLFWwindow* window) {
    return *static_cast<Events*>(glfwGetWindowUserPointer(window));
}

void on_key(GLFWwindow* window, int key, int scancode, int action, int mods) {
    Events& events = events_of(window);
    events.any = true;
    if (action == GLFW_RELEASE) return;
    const int printed = printed_key(key, scancode);
    for (const auto& [code, name] : keys) {
        if (code != printed) continue;
        const bool control = (mods & (GLFW_MOD_CONTROL | GLFW_MOD_SUPER)) != 0;
        if ((mods & GLFW_MOD_ALT) == 0)
            events.keys.push_back(
                {name, control, (mods & GLFW_MOD_SHIFT) != 0, action == GLFW_REPEAT});
        return;
    }
}

/// Installed before ImGui's callbacks, which call these.
void listen(GLFWwindow* window) {
    glfwSetKeyCallback(window, on_key);
    glfwSetCharCallback(window, [](GLFWwindow* w, unsigned) { events_of(w).any = true; });
    glfwSetCursorPosCallback(window,
                             [](GLFWwindow* w, double, double) { events_of(w).any = true; });
    glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int) { events_of(w).any = true; });
    glfwSetMouseButtonCallback(window,
                               [](GLFWwindow* w, int, int, int) { events_of(w).any = true; });
    glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { events_of(w).any = true; });
    glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int) { events_of(w).any = true; });
    glfwSetFramebufferSizeCallback(window,
                                   [](GLFWwindow* w, int, int) { events_of(w).any = true; });
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { events_of(w).any = true; });
    glfwSetWindowContentScaleCallback(window,
                                      [](GLFWwindow* w, float, float) { events_of(w).any = true; });
    glfwSetWindowCloseCallback(window, [](GLFWwindow* w) {
        glfwSetWindowShouldClose(w, GLFW_FALSE);
        events_of(w).any = events_of(w).close = true;
    });
    glfwSetDropCallback(window, [](GLFWwindow* w, int count, const char** paths) {
        events_of(w).any = true;
        for (int i = 0; i < count; ++i) events_of(w).dropped.emplace_back(paths[i]);
    });
}

Window make_window() {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    glfwWindowHintString(GLFW_X11_CLASS_NAME, "tani");
    int width = first_width, height = first_height;
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {
        int x = 0, y = 0, w = 0, h = 0;
        glfwGetMonitorWorkarea(monitor, &x, &y, &w, &h);
        if (w > 0 && h > 0) {
            width = std::min(width, w);
            height = std::min(height, h);
        }
    }
    Window window(glfwCreateWindow(width, height, "tani", nullptr, nullptr));
    if (!window)
        throw Error(
            "no window can be opened here: OpenGL 3.3 is needed; `tani render` and `tani shot` do "
            "without a window");
    glfwSetWindowSizeLimits(window.get(), least_width, least_height, GLFW_DONT_CARE,
                            GLFW_DONT_CARE);
    glfwMakeContextCurrent(window.get());
    load_gl([](const char* name) { return reinterpret_cast<void*>(glfwGetProcAddress(name)); });
    glfwSwapInterval(1);
    return window;
}

/// Full screen on the primary monitor and back to where the window was.
class FullScreen {
  public:
    void follow(GLFWwindow* window, bool wanted) {
        if (wanted == on_) return;
        on_ = wanted;
        GLFWmonitor* monitor = glfwGetPrimaryMonitor();
        const GLFWvidmode* mode = monitor ? glfwGetVideoMode(monitor) : nullptr;
        if (wanted && mode) {
            glfwGetWindowPos(window, &x_, &y_);
            glfwGetWindowSize(window, &width_, &height_);
            glfwSetWindowMonitor(window, monitor, 0, 0, mode->width, mode->height,
                                 mode->refreshRate);
        } else if (!wanted && width_ > 0) {
            glfwSetWindowMonitor(window, nullptr, x_, y_, width_, height_, GLFW_DONT_CARE);
        }
    }

  private:
    bool on_ = false;
    int x_ = 0, y_ = 0, width_ = 0, height_ = 0;
};

double frame_seconds() {
    GLFWmonitor* monitor = glfwGetPrimaryMonitor();
    const GLFWvidmode* mode = monitor ? glfwGetVideoMode(monitor) : nullptr;
    const int rate = mode ? mode->refreshRate : 0;
    return 1.0 / (rate >= 30 && rate <= 240 ? rate : 60);
}

/// The window's life.
class Loop {
  public:
    explicit Loop(Experiment experiment)
        : window_(make_window()),
          path_(studio::settings_path()),
          loaded_(studio::load_settings(path_, locale())),
          saved_(loaded_.settings),
          state_(std::move(experiment), loaded_.settings) {
        glfwSetWindowUserPointer(window_.get(), &events_);
        listen(window_.get());
        ImGui_ImplGlfw_InitForOpenGL(window_.get(), true);
        if (loaded_.note)
            state_.note(
                studio::phrase(state_.language(), "message.settings_ignored", *loaded_.note));
    }
    ~Loop() { ImGui_ImplGlfw_Shutdown(); }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void run() {
        auto last = Clock::now();
        while (!state_.session.close_asked) {
            wait();
            const auto now = Clock::now();
            const double seconds = std::chrono::duration<double>(now - last).count();
            last = now;
            take_events();
            // Of what has come to rest the last frame is drawn finely.
            if (state_.tick(seconds)) due_ = frames_after_event;
            if (due_ <= 0 && !state_.moving() && !shell_.exporting()) continue;
            --due_;
            frame();
            if (shell_.after_frame(state_,
                                   state_.moving() ? export_budget_while_moving : export_budget))
                due_ = frames_after_event;
            remember_settings();
            spent_ = std::chrono::duration<double>(Clock::now() - now).count();
        }
    }

  private:
    static std::string locale() {
        for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            const char* value =
                std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
            if (value && *value) return value;
        }
        return "";
    }

    void wait() {
        if (shell_.exporting()) {
            glfwPollEvents();
        } else if (state_.moving()) {
            // Where swapping does not wait for the screen, this does.
            const double left = frame_ - spent_;
            if (left > 0.001) {
                glfwWaitEventsTimeout(left);
            } else {
                glfwPollEvents();
            }
        } else if (due_ > 0) {
            glfwPollEvents();
        } else {
            glfwWaitEventsTimeout(state_.waiting() ? worker_look : wake_ ? tooltip_wake : longest_sleep());
            if (!events_.any && !state_.waiting() && std::exchange(wake_, false)) due_ = 2;
        }
    }

    double longest_sleep() const {
        double seconds = idle_seconds;
        for (const studio::Message& message : state_.session.messages) {
            if (message.kind == studio::Message::Kind::note)
                seconds = std::clamp(message.seconds_left, 0.05, seconds);
        }
        return seconds;
    }

    void take_events() {
        if (!std::exchange(events_.any, false)) return;
        due_ = frames_after_event;
        wake_ = true;
        for (const studio::KeyPress& key : std::exchange(events_.keys, {}))
            studio::press(key, ImGui::GetIO().WantTextInput, state_);
        for (const std::string& path : std::exchange(events_.dropped, {})) state_.open_file(path);
        if (std::exchange(events_.close, false)) state_.ask_to_close();
    }

    studio::InterfaceLook look() const {
        int width = 0, height = 0, pixels = 0, ignored = 0;
        float scale = 1, other = 1;
        glfwGetWindowSize(window_.get(), &width, &height);
        glfwGetFramebufferSize(window_.get(), &pixels, &ignored);
        glfwGetWindowContentScale(window_.get(), &scale, &other);
        // Where the system itself enlarges the window, its coordinates are not pixels.
        if (pixels > 0 && width > 0)
            scale *= static_cast<float>(width) / static_cast<float>(pixels);
        if (state_.settings.scale > 0) scale = static_cast<float>(state_.settings.scale);
        return {.width = static_cast<float>(width),
                .height = static_cast<float>(height),
                .scale = std::clamp(scale, 0.5f, 4.0f),
                .theme = state_.theme(),
                .presenter = state_.session.presenter};
    }

    void frame() {
        full_screen_.follow(window_.get(), state_.session.full_screen);
        name_window();
        const studio::InterfaceLook now = look();
        if (now.width < 1 || now.height < 1) return;
        interface_.prepare(now, state_.foreign_text());
        ImGui_ImplGlfw_NewFrame();
        ImGui::NewFrame();
        shell_.frame(state_, interface_);
        ImGui::Render();
        interface_.render(shell_.backgrounds());
        glfwSwapBuffers(window_.get());
    }

    void name_window() {
        const std::string title = state_.plan().title.in(state_.language());
        const std::string name = (title.empty() ? state_.file_stem() : title) +
                                 (state_.modified() ? " • – tani" : " – tani");
        if (name != name_) glfwSetWindowTitle(window_.get(), name.c_str());
        name_ = name;
    }

    void remember_settings() {
        if (state_.settings == saved_ || ImGui::IsAnyItemActive()) return;
        saved_ = state_.settings;
        try {
            studio::save_settings(saved_, path_);
        } catch (const Error& error) {
            state_.report_error(error.what());
        }
    }

    Library library_;
    Window window_;
    std::string path_;
    studio::LoadedSettings loaded_;
    studio::UserSettings saved_;
    Studio state_;
    Events events_;
    studio::Interface interface_;
    studio::Shell shell_;
    FullScreen full_screen_;
    std::string name_;
    int due_ = frames_after_event;
    bool wake_ = false;
    double spent_ = 0;
    double frame_ = frame_seconds();
};

}  // namespace

void open_studio(Experiment experiment) {
    Loop loop(std::move(experiment));
    loop.run();
}

}  // namespace tani
