// From what a network says at the places of a grid to the colours of a picture.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "app/plot/theme.h"

namespace tani::figure {

/// Several numbers at every place of a grid, with straight lines between.
struct FieldGrid {
    int columns = 0, rows = 0, spacing = 1;  ///< spacing in pixels
    std::size_t channels = 0;
    std::vector<float> values;  ///< row by row, place by place
    const float* at(int column, int row) const {
        return values.data() + static_cast<std::size_t>(row * columns + column) * channels;
    }
    /// A row of pixels: channel after channel, `width` numbers of each.
    void line(int y, int width, std::vector<float>& into) const;
};

/// What turns shares of classes into colours: that of the likeliest class, fainter where it is less
/// sure, and a line where two are as likely. `separate`: every class has its own yes and no.
class ClassColouring {
  public:
    ClassColouring(Theme theme, std::size_t classes, bool separate);
    /// A row of `width` pixels from lines of width + 1, of this row and of the one below.
    void row(const std::vector<float>& here, const std::vector<float>& below, int width,
             ImU32* texels) const;

  private:
    struct Rgb {
        float r = 0, g = 0, b = 0;
    };
    static Rgb parts(ImU32 colour);
    void row_of_two(const std::vector<float>& here, const std::vector<float>& below, int width,
                    ImU32* texels) const;
    ImU32 colour(std::span<const float> shares, float border) const;
    float border(std::span<const float> here, std::span<const float> right,
                 std::span<const float> below) const;
    float certainty(std::span<const float> shares) const;
    float strength() const { return dark_ ? 0.62f : 0.6f; }

    Rgb ground_, border_;
    std::vector<Rgb> classes_;
    bool separate_, dark_;
};

}  // namespace tani::figure
