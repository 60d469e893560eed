// Framebuffer: draw multisampled, resolve into a texture, read back.
#include <glad/gl.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

#include "app/gl/context.h"
#include "app/gl/objects.h"
#include "core/base/error.h"

namespace tani {
namespace {

unsigned renderbuffer(GLenum format, int width, int height, int samples) {
    unsigned id = 0;
    glGenRenderbuffers(1, &id);
    glBindRenderbuffer(GL_RENDERBUFFER, id);
    if (samples > 1) {
        glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, format, width, height);
    } else {
        glRenderbufferStorage(GL_RENDERBUFFER, format, width, height);
    }
    return id;
}

int usable_samples(int wanted) {
    if (wanted <= 1) return 1;
    int most = 1;
    glGetIntegerv(GL_MAX_SAMPLES, &most);
    return std::max(1, std::min(wanted, most));
}

/// Turns rows over and makes every pixel opaque, in place. Pixels are moved as words whose alpha
/// byte is the last in memory.
void finish_rows(unsigned char* pixels, int width, int height) {
    constexpr std::uint32_t opaque =
        std::endian::native == std::endian::little ? 0xff000000u : 0x000000ffu;
    const std::size_t row = static_cast<std::size_t>(width) * 4;
    for (int top = 0, bottom = height - 1; top <= bottom; ++top, --bottom) {
        unsigned char* a = pixels + static_cast<std::size_t>(top) * row;
        unsigned char* b = pixels + static_cast<std::size_t>(bottom) * row;
        for (std::size_t i = 0; i < row; i += 4) {
            std::uint32_t first, second;
            std::memcpy(&first, a + i, 4);
            std::memcpy(&second, b + i, 4);
            first |= opaque;
            second |= opaque;
            std::memcpy(a + i, &second, 4);
            std::memcpy(b + i, &first, 4);
        }
    }
}

}  // namespace

Framebuffer::Framebuffer(int width, int height, int samples)
    : width_(std::max(width, 1)), height_(std::max(height, 1)), samples_(usable_samples(samples)) {
    const BindingGuard guard;
    glGenTextures(1, &texture_);
    glBindTexture(GL_TEXTURE_2D, texture_);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width_, height_, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                 nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);

    glGenFramebuffers(1, &target_);
    glBindFramebuffer(GL_FRAMEBUFFER, target_);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture_, 0);
    if (samples_ > 1) {
        glGenFramebuffers(1, &multisampled_);
        glBindFramebuffer(GL_FRAMEBUFFER, multisampled_);
        colour_ = renderbuffer(GL_RGBA8, width_, height_, samples_);
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour_);
    }
    depth_ = renderbuffer(GL_DEPTH_COMPONENT24, width_, height_, samples_);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depth_);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
        Framebuffer incomplete(std::move(*this));  // a throwing constructor runs no destructor
        throw Error("a picture of " + std::to_string(width) + "x" + std::to_string(height) +
                    " pixels is more than this OpenGL can draw into");
    }
}

Framebuffer::~Framebuffer() {
    if (texture_ == 0) return;
    const unsigned frames[] = {target_, multisampled_}, buffers[] = {colour_, depth_};
    glDeleteFramebuffers(2, frames);
    glDeleteRenderbuffers(2, buffers);
    glDeleteTextures(1, &texture_);
}

void Framebuffer::swap(Framebuffer& other) noexcept {
    std::swap(width_, other.width_);
    std::swap(height_, other.height_);
    std::swap(samples_, other.samples_);
    std::swap(texture_, other.texture_);
    std::swap(target_, other.target_);
    std::swap(multisampled_, other.multisampled_);
    std::swap(colour_, other.colour_);
    std::swap(depth_, other.depth_);
}

Framebuffer::Framebuffer(Framebuffer&& other) noexcept { swap(other); }

Framebuffer& Framebuffer::operator=(Framebuffer&& other) noexcept {
    Framebuffer old(std::move(other));
    swap(old);
    return *this;
}

void Framebuffer::bind() const {
    glBindFramebuffer(GL_FRAMEBUFFER, multisampled_ != 0 ? multisampled_ : target_);
    glViewport(0, 0, width_, height_);
}

void Framebuffer::resolve() {
    if (multisampled_ == 0) return;
    const BindingGuard guard;
    glBindFramebuffer(GL_READ_FRAMEBUFFER, multisampled_);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, target_);
    glBlitFramebuffer(0, 0, width_, height_, 0, 0, width_, height_, GL_COLOR_BUFFER_BIT,
                      GL_NEAREST);
}

void Framebuffer::read(std::vector<unsigned char>& rgba) {
    resolve();
    const BindingGuard guard;
    rgba.resize(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * 4);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, target_);
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
    finish_rows(rgba.data(), width_, height_);
}

}  // namespace tani
