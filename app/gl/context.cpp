// Contexts: EGL without a surface (Mesa's platform, then a device of another vendor, then the
// default display), else a hidden GLFW window.
#include "app/gl/context.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <glad/gl.h>

#include <array>
#include <cstring>
#include <string_view>

#include "core/base/error.h"

namespace tani {
namespace {

using Loader = void* (*)(const char*);

void* load_egl(const char* name) { return reinterpret_cast<void*>(eglGetProcAddress(name)); }
void* load_glfw(const char* name) { return reinterpret_cast<void*>(glfwGetProcAddress(name)); }

GLADapiproc load_through(void* user, const char* name) {
    return reinterpret_cast<GLADapiproc>((*static_cast<Loader*>(user))(name));
}

bool client_supports(std::string_view extension) {
    const char* all = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
    return all != nullptr && std::string_view(all).find(extension) != std::string_view::npos;
}

EGLDisplay device_display(PFNEGLGETPLATFORMDISPLAYEXTPROC get_display) {
    const auto query =
        reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
    EGLDeviceEXT device = nullptr;
    EGLint count = 0;
    if (query == nullptr || !query(1, &device, &count) || count < 1) return EGL_NO_DISPLAY;
    return get_display(EGL_PLATFORM_DEVICE_EXT, device, nullptr);
}

/// Candidates, best first; some may be EGL_NO_DISPLAY.
std::array<EGLDisplay, 3> egl_displays() {
    std::array<EGLDisplay, 3> displays{EGL_NO_DISPLAY, EGL_NO_DISPLAY, EGL_NO_DISPLAY};
    const auto get_display = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
        eglGetProcAddress("eglGetPlatformDisplayEXT"));
    if (get_display != nullptr && client_supports("EGL_MESA_platform_surfaceless")) {
        displays[0] = get_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    }
    if (get_display != nullptr && client_supports("EGL_EXT_platform_device")) {
        displays[1] = device_display(get_display);
    }
    displays[2] = eglGetDisplay(EGL_DEFAULT_DISPLAY);
    return displays;
}

EGLContext egl_context(EGLDisplay display) {
    if (!eglInitialize(display, nullptr, nullptr) || !eglBindAPI(EGL_OPENGL_API)) {
        return EGL_NO_CONTEXT;
    }
    const char* extensions = eglQueryString(display, EGL_EXTENSIONS);
    if (extensions == nullptr || !std::strstr(extensions, "EGL_KHR_surfaceless_context")) {
        return EGL_NO_CONTEXT;
    }
    const EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT,
                             EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (!eglChooseConfig(display, wanted, &config, 1, &count) || count < 1) config = nullptr;
    const EGLint version[] = {EGL_CONTEXT_MAJOR_VERSION,
                              3,
                              EGL_CONTEXT_MINOR_VERSION,
                              3,
                              EGL_CONTEXT_OPENGL_PROFILE_MASK,
                              EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                              EGL_NONE};
    const EGLContext context = eglCreateContext(display, config, EGL_NO_CONTEXT, version);
    if (context == EGL_NO_CONTEXT) return EGL_NO_CONTEXT;
    if (eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context)) return context;
    eglDestroyContext(display, context);
    return EGL_NO_CONTEXT;
}

GLFWwindow* hidden_window() {
    if (!glfwInit()) return nullptr;
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    GLFWwindow* window = glfwCreateWindow(64, 64, "tani", nullptr, nullptr);
    if (window == nullptr) {
        glfwTerminate();
        return nullptr;
    }
    glfwMakeContextCurrent(window);
    return window;
}

}  // namespace

struct OffscreenContext::State {
    EGLDisplay display = EGL_NO_DISPLAY;
    EGLContext context = EGL_NO_CONTEXT;
    GLFWwindow* window = nullptr;

    ~State() {
        // The display is not terminated: EGL hands out one per process, and another context may
        // live in it.
        if (context != EGL_NO_CONTEXT) {
            eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
            eglDestroyContext(display, context);
        }
        if (window != nullptr) {
            glfwDestroyWindow(window);
            glfwTerminate();
        }
    }
};

OffscreenContext::OffscreenContext() : state_(std::make_unique<State>()) {
    for (const EGLDisplay display : egl_displays()) {
        if (display == EGL_NO_DISPLAY) continue;
        state_->context = egl_context(display);
        if (state_->context == EGL_NO_CONTEXT) continue;
        state_->display = display;
        load_gl(load_egl);
        return;
    }
    state_->window = hidden_window();
    if (state_->window == nullptr) {
        throw Error(
            "no OpenGL 3.3 context can be had: neither EGL without a display nor a hidden window "
            "works; install Mesa's software renderer (Debian: libegl1 and libgl1-mesa-dri)");
    }
    load_gl(load_glfw);
}

OffscreenContext::~OffscreenContext() = default;

void load_gl(void* (*load)(const char*)) {
    const int version = gladLoadGLUserPtr(load_through, &load);
    if (version == 0) throw Error("OpenGL's functions cannot be loaded; is a context current?");
    const int major = GLAD_VERSION_MAJOR(version), minor = GLAD_VERSION_MINOR(version);
    if (major < 3 || (major == 3 && minor < 3)) {
        throw Error("OpenGL " + std::to_string(major) + "." + std::to_string(minor) +
                    " is too old; tani needs 3.3");
    }
}

}  // namespace tani
