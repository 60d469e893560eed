#include "app/figure/pixel_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <glad/gl.h>

#include "app/gl/objects.h"

namespace tani::figure {

namespace {

/// One axis of a copy: where it begins and ends in the texture and in the frame.
struct Stretch {
    int from = 0, to = 0;
    int frame_from = 0, frame_to = 0;
};

/// What a clip rectangle leaves of a picture that stands at `at` and is `size` long, in pixels of the
/// screen; the frame has `scale` pixels for each.
Stretch clipped(float at, float size, float least, float most, float scale) {
    const float from = std::max(at, least), to = std::min(at + size, most);
    const auto whole = [](float value) { return static_cast<int>(std::lround(value)); };
    return {whole(from - at), whole(to - at), whole(from * scale), whole(to * scale)};
}

}  // namespace

PixelTexture::~PixelTexture() {
    if (id_ != 0) glDeleteTextures(1, &id_);
}

void PixelTexture::upload(int width, int height, std::span<const ImU32> texels) {
    const BindingGuard guard;
    if (id_ == 0) glGenTextures(1, &id_);
    glBindTexture(GL_TEXTURE_2D, id_);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, texels.data());
    for (const GLenum filter : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER}) glTexParameteri(GL_TEXTURE_2D, filter, GL_NEAREST);
}

PixelPicture::~PixelPicture() {
    if (frame_ != 0) glDeleteFramebuffers(1, &frame_);
}

void PixelPicture::put(ImDrawList& list, Rect rect, unsigned texture) {
    rect_ = rect;
    {
        // Every time: another texture may have got the name of one that was deleted.
        const BindingGuard guard;
        if (frame_ == 0) glGenFramebuffers(1, &frame_);
        glBindFramebuffer(GL_READ_FRAMEBUFFER, frame_);
        glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
    }
    list.AddCallback(
        [](const ImDrawList*, const ImDrawCmd* command) {
            static_cast<const PixelPicture*>(command->UserCallbackData)->copy(command->ClipRect);
        },
        this);
}

/// Into the frame that ImGui's backend is drawing; it draws on as if nothing had happened.
void PixelPicture::copy(const ImVec4& clip) const {
    const ImDrawData& data = *ImGui::GetDrawData();
    const ImVec2 origin = data.DisplayPos, scale = data.FramebufferScale;
    std::array<int, 4> viewport{};
    glGetIntegerv(GL_VIEWPORT, viewport.data());
    const Stretch x = clipped(rect_.x - origin.x, rect_.width, std::max(clip.x - origin.x, 0.0f),
                              std::min(clip.z - origin.x, data.DisplaySize.x), scale.x);
    const Stretch y = clipped(rect_.y - origin.y, rect_.height, std::max(clip.y - origin.y, 0.0f),
                              std::min(clip.w - origin.y, data.DisplaySize.y), scale.y);
    if (x.to <= x.from || y.to <= y.from) return;
    const int height = static_cast<int>(rect_.height);
    const bool same_size = scale.x == 1 && scale.y == 1;
    const BindingGuard guard;
    glBindFramebuffer(GL_READ_FRAMEBUFFER, frame_);
    glDisable(GL_SCISSOR_TEST);
    glBlitFramebuffer(x.from, height - y.to, x.to, height - y.from, x.frame_from, viewport[3] - y.frame_to,
                      x.frame_to, viewport[3] - y.frame_from, GL_COLOR_BUFFER_BIT,
                      same_size ? GL_NEAREST : GL_LINEAR);
    glEnable(GL_SCISSOR_TEST);
}

}  // namespace tani::figure
