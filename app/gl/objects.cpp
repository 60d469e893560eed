// RAII over OpenGL's objects.
#include "app/gl/objects.h"

#include <glad/gl.h>

#include <string>

#include "app/embedded/embedded.h"
#include "core/base/error.h"

namespace tani {
namespace {

unsigned compiled(GLenum kind, std::string_view path) {
    const std::string_view text = embedded(path);
    const char* start = text.data();
    const int length = static_cast<int>(text.size());
    const unsigned id = glCreateShader(kind);
    glShaderSource(id, 1, &start, &length);
    glCompileShader(id);
    int done = 0;
    glGetShaderiv(id, GL_COMPILE_STATUS, &done);
    if (done) return id;
    std::array<char, 2048> log{};
    glGetShaderInfoLog(id, static_cast<int>(log.size()), nullptr, log.data());
    glDeleteShader(id);
    throw Error(std::string(path) + " does not compile: " + log.data());
}

const void* offset(int floats) {
    return reinterpret_cast<const void*>(static_cast<std::uintptr_t>(floats) * sizeof(float));
}

constexpr std::array<GLenum, 5> switches{GL_DEPTH_TEST, GL_BLEND, GL_CULL_FACE, GL_SCISSOR_TEST,
                                         GL_MULTISAMPLE};
constexpr std::array<GLenum, 4> blend_names{GL_BLEND_SRC_RGB, GL_BLEND_DST_RGB, GL_BLEND_SRC_ALPHA,
                                            GL_BLEND_DST_ALPHA};

}  // namespace

ShaderProgram::ShaderProgram(std::string_view vertex_path, std::string_view fragment_path) {
    const unsigned vertex = compiled(GL_VERTEX_SHADER, vertex_path);
    unsigned fragment = 0;
    try {
        fragment = compiled(GL_FRAGMENT_SHADER, fragment_path);
    } catch (...) {
        glDeleteShader(vertex);
        throw;
    }
    id_ = glCreateProgram();
    glAttachShader(id_, vertex);
    glAttachShader(id_, fragment);
    glLinkProgram(id_);
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    int done = 0;
    glGetProgramiv(id_, GL_LINK_STATUS, &done);
    if (done) return;
    std::array<char, 2048> log{};
    glGetProgramInfoLog(id_, static_cast<int>(log.size()), nullptr, log.data());
    glDeleteProgram(id_);
    throw Error(std::string(fragment_path) + " does not link: " + log.data());
}

ShaderProgram::~ShaderProgram() { glDeleteProgram(id_); }
void ShaderProgram::use() const { glUseProgram(id_); }
int ShaderProgram::place(const char* name) const { return glGetUniformLocation(id_, name); }

void ShaderProgram::set(const char* name, int value) const { glUniform1i(place(name), value); }
void ShaderProgram::set(const char* name, float value) const { glUniform1f(place(name), value); }
void ShaderProgram::set(const char* name, std::array<float, 2> value) const {
    glUniform2fv(place(name), 1, value.data());
}
void ShaderProgram::set(const char* name, std::array<float, 3> value) const {
    glUniform3fv(place(name), 1, value.data());
}
void ShaderProgram::set(const char* name, std::array<float, 4> value) const {
    glUniform4fv(place(name), 1, value.data());
}
void ShaderProgram::set(const char* name, const std::array<float, 16>& column_major) const {
    glUniformMatrix4fv(place(name), 1, GL_FALSE, column_major.data());
}

Mesh::Mesh(std::span<const int> widths) {
    glGenVertexArrays(1, &array_);
    glGenBuffers(1, &vertices_);
    glGenBuffers(1, &triangles_);
    glBindVertexArray(array_);
    glBindBuffer(GL_ARRAY_BUFFER, vertices_);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, triangles_);
    int stride = 0;
    for (const int width : widths) stride += width;
    int from = 0;
    for (unsigned location = 0; const int width : widths) {
        glEnableVertexAttribArray(location);
        glVertexAttribPointer(location, width, GL_FLOAT, GL_FALSE,
                              stride * static_cast<int>(sizeof(float)), offset(from));
        from += width;
        ++location;
    }
}

Mesh::~Mesh() {
    glDeleteBuffers(1, &vertices_);
    glDeleteBuffers(1, &triangles_);
    glDeleteVertexArrays(1, &array_);
}

void Mesh::upload_vertices(std::span<const float> vertices) {
    glBindVertexArray(array_);
    glBindBuffer(GL_ARRAY_BUFFER, vertices_);
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(vertices.size_bytes()), vertices.data(),
                 GL_DYNAMIC_DRAW);
}

void Mesh::upload_triangles(std::span<const std::uint32_t> indices) {
    glBindVertexArray(array_);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(indices.size_bytes()),
                 indices.data(), GL_DYNAMIC_DRAW);
    count_ = static_cast<int>(indices.size());
}

void Mesh::draw(int first, int count) const {
    if (count <= 0) return;
    glBindVertexArray(array_);
    glDrawElements(
        GL_TRIANGLES, count, GL_UNSIGNED_INT,
        reinterpret_cast<const void*>(static_cast<std::uintptr_t>(first) * sizeof(std::uint32_t)));
}

TableTexture::TableTexture() {
    glGenTextures(1, &id_);
    glBindTexture(GL_TEXTURE_2D, id_);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
}

TableTexture::~TableTexture() { glDeleteTextures(1, &id_); }

void TableTexture::upload(std::span<const std::array<float, 4>> texels) {
    glBindTexture(GL_TEXTURE_2D, id_);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, static_cast<int>(texels.size()), 1, 0, GL_RGBA,
                 GL_FLOAT, texels.data());
}

void TableTexture::bind(int unit) const {
    glActiveTexture(static_cast<GLenum>(GL_TEXTURE0 + unit));
    glBindTexture(GL_TEXTURE_2D, id_);
}

BindingGuard::BindingGuard() {
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &draw_);
    glGetIntegerv(GL_READ_FRAMEBUFFER_BINDING, &read_);
    glGetIntegerv(GL_RENDERBUFFER_BINDING, &renderbuffer_);
    glGetIntegerv(GL_TEXTURE_BINDING_2D, &texture_);
    glGetIntegerv(GL_PACK_ALIGNMENT, &alignment_);
}

BindingGuard::~BindingGuard() {
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, static_cast<unsigned>(draw_));
    glBindFramebuffer(GL_READ_FRAMEBUFFER, static_cast<unsigned>(read_));
    glBindRenderbuffer(GL_RENDERBUFFER, static_cast<unsigned>(renderbuffer_));
    glBindTexture(GL_TEXTURE_2D, static_cast<unsigned>(texture_));
    glPixelStorei(GL_PACK_ALIGNMENT, alignment_);
}

DrawingGuard::FirstUnit::FirstUnit() {
    glGetIntegerv(GL_ACTIVE_TEXTURE, &before);
    glActiveTexture(GL_TEXTURE0);
}

DrawingGuard::FirstUnit::~FirstUnit() { glActiveTexture(static_cast<GLenum>(before)); }

DrawingGuard::DrawingGuard() {
    glGetIntegerv(GL_CURRENT_PROGRAM, &program_);
    glGetIntegerv(GL_VERTEX_ARRAY_BINDING, &array_);
    glGetIntegerv(GL_ARRAY_BUFFER_BINDING, &buffer_);
    glGetIntegerv(GL_DEPTH_FUNC, &depth_function_);
    glGetIntegerv(GL_FRONT_FACE, &front_face_);
    glGetIntegerv(GL_CULL_FACE_MODE, &cull_face_);
    glGetIntegerv(GL_VIEWPORT, viewport_.data());
    for (std::size_t i = 0; i < blend_.size(); ++i) glGetIntegerv(blend_names[i], &blend_[i]);
    glGetIntegerv(GL_BLEND_EQUATION_RGB, &equations_[0]);
    glGetIntegerv(GL_BLEND_EQUATION_ALPHA, &equations_[1]);
    glGetFloatv(GL_COLOR_CLEAR_VALUE, clear_.data());
    for (std::size_t i = 0; i < switches.size(); ++i) enabled_[i] = glIsEnabled(switches[i]) != 0;
    glGetBooleanv(GL_DEPTH_WRITEMASK, &depth_mask_);
    glGetBooleanv(GL_COLOR_WRITEMASK, colour_mask_.data());
}

DrawingGuard::~DrawingGuard() {
    glActiveTexture(GL_TEXTURE0);
    glUseProgram(static_cast<unsigned>(program_));
    glBindVertexArray(static_cast<unsigned>(array_));
    glBindBuffer(GL_ARRAY_BUFFER, static_cast<unsigned>(buffer_));
    glDepthFunc(static_cast<GLenum>(depth_function_));
    glFrontFace(static_cast<GLenum>(front_face_));
    glCullFace(static_cast<GLenum>(cull_face_));
    glViewport(viewport_[0], viewport_[1], viewport_[2], viewport_[3]);
    glBlendFuncSeparate(static_cast<GLenum>(blend_[0]), static_cast<GLenum>(blend_[1]),
                        static_cast<GLenum>(blend_[2]), static_cast<GLenum>(blend_[3]));
    glBlendEquationSeparate(static_cast<GLenum>(equations_[0]), static_cast<GLenum>(equations_[1]));
    glClearColor(clear_[0], clear_[1], clear_[2], clear_[3]);
    for (std::size_t i = 0; i < switches.size(); ++i) {
        if (enabled_[i]) {
            glEnable(switches[i]);
        } else {
            glDisable(switches[i]);
        }
    }
    glDepthMask(depth_mask_);
    glColorMask(colour_mask_[0], colour_mask_[1], colour_mask_[2], colour_mask_[3]);
}

}  // namespace tani
