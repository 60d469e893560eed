// A context without a display, and framebuffers read back.
#include <doctest/doctest.h>
#include <glad/gl.h>

#include <array>

#include "app/gl/context.h"
#include "app/gl/objects.h"

namespace {

using namespace tani;

/// A quarter of the picture, from its upper left corner, in red on blue.
void paint_corner(const Framebuffer& target) {
    target.bind();
    glDisable(GL_SCISSOR_TEST);
    glClearColor(0, 0, 1, 0.25f);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glEnable(GL_SCISSOR_TEST);
    glScissor(0, target.height() / 2, target.width() / 2, target.height() - target.height() / 2);
    glClearColor(1, 0, 0, 0.25f);
    glClear(GL_COLOR_BUFFER_BIT);
    glDisable(GL_SCISSOR_TEST);
}

std::array<int, 4> pixel(const std::vector<unsigned char>& rgba, int width, int x, int y) {
    const std::size_t at = static_cast<std::size_t>(y * width + x) * 4;
    return {rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]};
}

constexpr std::array<int, 4> red{255, 0, 0, 255}, blue{0, 0, 255, 255};

}  // namespace

TEST_CASE("a context of OpenGL 3.3 or later comes up without a display") {
    const OffscreenContext context;
    int major = 0, minor = 0;
    glGetIntegerv(GL_MAJOR_VERSION, &major);
    glGetIntegerv(GL_MINOR_VERSION, &minor);
    CHECK(major * 10 + minor >= 33);
    CHECK(glGetError() == GL_NO_ERROR);
}

TEST_CASE("one context after another works") {
    for (int k = 0; k < 2; ++k) {
        const OffscreenContext context;
        Framebuffer target(8, 8, 1);
        paint_corner(target);
        std::vector<unsigned char> rgba;
        target.read(rgba);
        CHECK(pixel(rgba, 8, 0, 0) == red);
    }
}

TEST_CASE("a framebuffer is read back opaque with its upper row first") {
    const OffscreenContext context;
    for (const int samples : {1, 4}) {
        for (const int height : {6, 7}) {
            CAPTURE(samples);
            CAPTURE(height);
            Framebuffer target(10, height, samples);
            paint_corner(target);
            std::vector<unsigned char> rgba;
            target.read(rgba);
            REQUIRE(rgba.size() == static_cast<std::size_t>(10 * height * 4));
            CHECK(pixel(rgba, 10, 0, 0) == red);
            CHECK(pixel(rgba, 10, 4, 0) == red);
            CHECK(pixel(rgba, 10, 5, 0) == blue);
            CHECK(pixel(rgba, 10, 0, height - 1) == blue);
            CHECK(pixel(rgba, 10, 9, height - 1) == blue);
        }
    }
}

TEST_CASE("reading and resolving leave the bindings as they were") {
    const OffscreenContext context;
    const Framebuffer bound(4, 4, 1);
    bound.bind();
    int before = 0, after = 0;
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &before);
    Framebuffer other(16, 16, 4);
    other.resolve();
    std::vector<unsigned char> rgba;
    other.read(rgba);
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &after);
    CHECK(before != 0);
    CHECK(before == after);
}

TEST_CASE("a moved framebuffer keeps its picture") {
    const OffscreenContext context;
    Framebuffer first(6, 6, 4);
    paint_corner(first);
    Framebuffer second(2, 2, 1);
    second = std::move(first);
    std::vector<unsigned char> rgba;
    second.read(rgba);
    CHECK(second.width() == 6);
    CHECK(pixel(rgba, 6, 0, 0) == red);
}

TEST_CASE("the embedded shaders compile and link") {
    const OffscreenContext context;
    const ShaderProgram surface("shaders/surface.vert", "shaders/surface.frag");
    const ShaderProgram flat("shaders/flat.vert", "shaders/flat.frag");
    surface.use();
    CHECK(glGetError() == GL_NO_ERROR);
}
