// RAII over OpenGL's objects: shader programs, meshes, look-up textures, and a guard over the state
// that is changed.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace tani {

/// A linked program from two embedded files ("shaders/surface.vert", "shaders/surface.frag").
/// Throws Error with the driver's log.
class ShaderProgram {
  public:
    ShaderProgram(std::string_view vertex_path, std::string_view fragment_path);
    ~ShaderProgram();
    ShaderProgram(const ShaderProgram&) = delete;
    ShaderProgram& operator=(const ShaderProgram&) = delete;

    void use() const;
    // Of the program in use. A name that the program lacks is ignored, as OpenGL does.
    void set(const char* name, int value) const;
    void set(const char* name, float value) const;
    void set(const char* name, std::array<float, 2> value) const;
    void set(const char* name, std::array<float, 3> value) const;
    void set(const char* name, std::array<float, 4> value) const;
    void set(const char* name, const std::array<float, 16>& column_major) const;

  private:
    int place(const char* name) const;
    unsigned id_ = 0;
};

/// Interleaved float attributes at locations 0, 1, ..., of the given widths, and triangles.
class Mesh {
  public:
    explicit Mesh(std::span<const int> widths);
    ~Mesh();
    Mesh(const Mesh&) = delete;
    Mesh& operator=(const Mesh&) = delete;

    void upload_vertices(std::span<const float> vertices);
    void upload_triangles(std::span<const std::uint32_t> indices);
    /// Draws `count` indices from `first` on.
    void draw(int first, int count) const;
    int indices() const { return count_; }

  private:
    unsigned array_ = 0, vertices_ = 0, triangles_ = 0;
    int count_ = 0;
};

/// A row of RGBA floats, looked up without filtering (texelFetch).
class TableTexture {
  public:
    TableTexture();
    ~TableTexture();
    TableTexture(const TableTexture&) = delete;
    TableTexture& operator=(const TableTexture&) = delete;

    void upload(std::span<const std::array<float, 4>> texels);
    void bind(int unit) const;

  private:
    unsigned id_ = 0;
};

/// Puts back the framebuffers, renderbuffer and texture that were bound.
class BindingGuard {
  public:
    BindingGuard();
    ~BindingGuard();
    BindingGuard(const BindingGuard&) = delete;
    BindingGuard& operator=(const BindingGuard&) = delete;

  private:
    int draw_ = 0, read_ = 0, renderbuffer_ = 0, texture_ = 0, alignment_ = 4;
};

/// Puts back all that drawing a scene changes: bindings, program, viewport, depth, blending,
/// culling, scissor.
class DrawingGuard {
  public:
    DrawingGuard();
    ~DrawingGuard();
    DrawingGuard(const DrawingGuard&) = delete;
    DrawingGuard& operator=(const DrawingGuard&) = delete;

  private:
    /// Makes texture unit 0 the active one, and puts back the one that was.
    struct FirstUnit {
        FirstUnit();
        ~FirstUnit();
        int before = 0;
    };
    FirstUnit unit_;  // before bindings_: put back after the texture of unit 0
    BindingGuard bindings_;
    int program_ = 0, array_ = 0, buffer_ = 0, depth_function_ = 0, front_face_ = 0;
    int cull_face_ = 0;
    std::array<int, 4> viewport_{}, blend_{}, equations_{};
    std::array<float, 4> clear_{};
    std::array<bool, 5> enabled_{};
    unsigned char depth_mask_ = 1;
    std::array<unsigned char, 4> colour_mask_{};
};

}  // namespace tani
