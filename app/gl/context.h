// An OpenGL 3.3 core context: surfaceless EGL where there is no display, else a hidden window; and
// a framebuffer.
#pragma once
#include <memory>
#include <vector>

namespace tani {

/// A context without a window, current on this thread until destroyed. Throws Error when none can
/// be had.
class OffscreenContext {
  public:
    OffscreenContext();
    ~OffscreenContext();
    OffscreenContext(const OffscreenContext&) = delete;
    OffscreenContext& operator=(const OffscreenContext&) = delete;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Loads OpenGL's functions for the current context through `load` (glfwGetProcAddress or
/// eglGetProcAddress). Throws Error when the context has less than OpenGL 3.3.
void load_gl(void* (*load)(const char*));

/// A colour (RGBA8) and depth target, multisampled when samples > 1 (as far as the driver goes);
/// `resolve` makes `texture()` current. Needs the context that it was made in to be current, also
/// when destroyed.
class Framebuffer {
  public:
    Framebuffer(int width, int height, int samples);
    ~Framebuffer();
    Framebuffer(Framebuffer&&) noexcept;
    Framebuffer& operator=(Framebuffer&&) noexcept;
    int width() const { return width_; }
    int height() const { return height_; }
    int samples() const { return samples_; }
    void bind() const;  ///< draws go here; sets the viewport
    /// Nothing to do when samples is 1. Leaves the bindings as they were.
    void resolve();
    unsigned texture() const { return texture_; }
    /// Resolves, then reads. Rows top down, RGBA, alpha set to 255. `rgba` is resized. Leaves the
    /// bindings as they were.
    void read(std::vector<unsigned char>& rgba);

  private:
    void swap(Framebuffer& other) noexcept;

    int width_ = 0, height_ = 0, samples_ = 1;
    unsigned texture_ = 0, target_ = 0, multisampled_ = 0, colour_ = 0, depth_ = 0;
};

}  // namespace tani
