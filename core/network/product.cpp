// The product in float. A block of rows × vectors of the output stays in registers while the depth
// runs; one number of `a` is multiplied with whole vectors of `b`. This file is compiled with
// -ffp-contract=fast: every multiply-add of it is one rounding, in whatever block an element
// stands.
#include "core/network/product.h"

#include <algorithm>
#include <utility>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace tani {

namespace {

#if defined(__AVX512F__)
constexpr std::size_t width = 16;
constexpr int registers = 32;
#elif defined(__AVX__)
constexpr std::size_t width = 8;
constexpr int registers = 16;
#else
constexpr std::size_t width = 4;
constexpr int registers = 16;
#endif
constexpr int most_vectors = registers / 8;
/// Rows of a block: its sums, a row of b and the number they are multiplied with fit the registers.
constexpr int rows_of(int vectors) { return std::min((registers - 2) / vectors - 1, 12); }

using Vector = float __attribute__((vector_size(width * sizeof(float)), aligned(4), may_alias));

/// The first `count` numbers, and 0 for the rest, which may not be there.
Vector part(const float* from, [[maybe_unused]] std::size_t count) {
#if defined(__AVX512F__)
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count) - 1u), from);
#else
    Vector v = {};
    for (std::size_t i = 0; i < count; ++i) v[i] = from[i];
    return v;
#endif
}

void put_part(Vector v, float* to, std::size_t count) {
#if defined(__AVX512F__)
    _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1u << count) - 1u), v);
#else
    for (std::size_t i = 0; i < count; ++i) to[i] = v[i];
#endif
}

/// What the sums begin with; null: 0.
struct Start {
    const float* at;
    std::size_t row;
};

struct Block {
    std::size_t depth;
    Strided<float> a;
    const float* b;
    std::size_t b_row;
    float* out;
    std::size_t out_row;
    std::size_t last;  ///< columns of the last vector
    Start start;
};

template <bool whole>
Vector load(const float* from, std::size_t last) {
    if constexpr (whole) return *reinterpret_cast<const Vector*>(from);
    return part(from, last);
}

template <int rows, int vectors, bool whole_last>
[[gnu::noinline]] void multiply(const Block& block) {
    constexpr int end = vectors - 1;
    const std::size_t last = block.last;
    Vector sums[rows][vectors];
    for (int i = 0; i < rows; ++i) {
        const float* row = block.start.at + static_cast<std::size_t>(i) * block.start.row;
        for (int j = 0; j < end; ++j) {
            sums[i][j] = block.start.at ? load<true>(row + static_cast<std::size_t>(j) * width, 0)
                                        : Vector{};
        }
        sums[i][end] = block.start.at ? load<whole_last>(row + end * width, last) : Vector{};
    }
    const float* b = block.b;
    const float* a = block.a.at;
    const std::size_t depth = block.depth, a_row = block.a.row, a_column = block.a.column;
    for (std::size_t k = 0; k < depth; ++k, b += block.b_row, a += a_column) {
        Vector v[vectors];
        for (int j = 0; j < end; ++j) v[j] = load<true>(b + static_cast<std::size_t>(j) * width, 0);
        v[end] = load<whole_last>(b + end * width, last);
#pragma GCC unroll 16
        for (int i = 0; i < rows; ++i) {
            const float factor = a[static_cast<std::size_t>(i) * a_row];
            for (int j = 0; j < vectors; ++j) sums[i][j] = sums[i][j] + factor * v[j];
        }
    }
    for (int i = 0; i < rows; ++i) {
        float* row = block.out + static_cast<std::size_t>(i) * block.out_row;
        for (int j = 0; j < end; ++j) {
            *reinterpret_cast<Vector*>(row + static_cast<std::size_t>(j) * width) = sums[i][j];
        }
        if constexpr (whole_last) {
            *reinterpret_cast<Vector*>(row + end * width) = sums[i][end];
        } else {
            put_part(sums[i][end], row + end * width, last);
        }
    }
}

template <int vectors, int rows>
void choose_rows(std::size_t count, const Block& block) {
    if (count >= static_cast<std::size_t>(rows)) {
        block.last == width ? multiply<rows, vectors, true>(block)
                            : multiply<rows, vectors, false>(block);
    } else if constexpr (rows > 1) {
        choose_rows<vectors, rows - 1>(count, block);
    }
}

/// All rows of so many vectors of columns.
template <int vectors>
void panel(std::size_t rows, Block block) {
    constexpr std::size_t most = rows_of(vectors);
    const Strided<float> a = block.a;
    const Start start = block.start;
    float* const out = block.out;
    for (std::size_t i = 0; i < rows; i += most) {
        block.a.at = a.at + i * a.row;
        if (start.at) block.start.at = start.at + i * start.row;
        block.out = out + i * block.out_row;
        choose_rows<vectors, rows_of(vectors)>(std::min(rows - i, most), block);
    }
}

template <int vectors = most_vectors>
void choose(std::size_t rows, std::size_t columns, const Block& block) {
    if (columns > static_cast<std::size_t>(vectors - 1) * width) {
        panel<vectors>(rows, block);
    } else if constexpr (vectors > 1) {
        choose<vectors - 1>(rows, columns, block);
    }
}

constexpr std::size_t panel_columns = static_cast<std::size_t>(most_vectors) * width;
constexpr std::size_t panel_depth = 256;  // so that the part of b in hand stays in the cache

/// The numbers of both in turn, from the one at `from` on.
template <std::size_t from, std::size_t... i>
Vector interleaved(Vector a, Vector b, std::index_sequence<i...>) {
    return __builtin_shufflevector(a, b, (from + i / 2 + (i % 2) * width)...);
}

/// A square of `width` rows and columns: interleaving the first half of the rows with the second
/// turns the rows' numbers by one bit; after all bits rows have become columns.
void transpose_square(const float* in, std::size_t in_row, float* out, std::size_t out_row) {
    constexpr auto all = std::make_index_sequence<width>();
    Vector rows[width], next[width];
    for (std::size_t i = 0; i < width; ++i) rows[i] = load<true>(in + i * in_row, 0);
#pragma GCC unroll 4
    for (std::size_t bit = 1; bit < width; bit *= 2) {
#pragma GCC unroll 16
        for (std::size_t i = 0; i < width / 2; ++i) {
            next[2 * i] = interleaved<0>(rows[i], rows[i + width / 2], all);
            next[2 * i + 1] = interleaved<width / 2>(rows[i], rows[i + width / 2], all);
        }
        for (std::size_t i = 0; i < width; ++i) rows[i] = next[i];
    }
    for (std::size_t i = 0; i < width; ++i) *reinterpret_cast<Vector*>(out + i * out_row) = rows[i];
}

/// Half of the numbers onto the other half, until one is left.
float sum_of(Vector v) {
    for (std::size_t half = width / 2; half > 0; half /= 2) {
        for (std::size_t i = 0; i < half; ++i) v[i] += v[i + half];
    }
    return v[0];
}

void multiply_panels(ProductSize size, Strided<float> a, const float* b, std::size_t b_row,
                     Start start, float* out, std::size_t out_row) {
    for (std::size_t k = 0; k < size.depth; k += panel_depth) {
        const std::size_t depth = std::min(panel_depth, size.depth - k);
        const Start from = k > 0 ? Start{out, out_row} : start;
        for (std::size_t j = 0; j < size.columns; j += panel_columns) {
            const std::size_t columns = std::min(panel_columns, size.columns - j);
            choose(size.rows, columns,
                   Block{.depth = depth,
                         .a = {a.at + k * a.column, a.row, a.column},
                         .b = b + k * b_row + j,
                         .b_row = b_row,
                         .out = out + j,
                         .out_row = out_row,
                         .last = (columns + width - 1) % width + 1,
                         .start = {from.at ? from.at + j : nullptr, from.row}});
        }
    }
}

}  // namespace

template <>
void product<float>(ProductSize size, Strided<float> a, const float* b, std::size_t b_row,
                    float* out, std::size_t out_row, Into into) {
    if (size.depth == 0 && into == Into::fresh) {
        for (std::size_t i = 0; i < size.rows; ++i)
            std::fill_n(out + i * out_row, size.columns, 0.0f);
    }
    multiply_panels(size, a, b, b_row, into == Into::sum ? Start{out, out_row} : Start{nullptr, 0},
                    out, out_row);
}

template <>
void product_onto<float>(ProductSize size, Strided<float> a, const float* b, std::size_t b_row,
                         const float* row, float* out, std::size_t out_row) {
    if (size.depth == 0) {
        for (std::size_t i = 0; i < size.rows; ++i) std::copy_n(row, size.columns, out + i * out_row);
    }
    multiply_panels(size, a, b, b_row, Start{row, 0}, out, out_row);
}

template <>
void transpose<float>(const float* in, std::size_t rows, std::size_t columns, float* out) {
    const std::size_t whole_rows = rows / width * width, whole_columns = columns / width * width;
    for (std::size_t i = 0; i < whole_rows; i += width) {
        for (std::size_t j = 0; j < whole_columns; j += width) {
            transpose_square(in + i * columns + j, columns, out + j * rows + i, rows);
        }
    }
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = i < whole_rows ? whole_columns : 0; j < columns; ++j) {
            out[j * rows + i] = in[i * columns + j];
        }
    }
}

template <>
void row_products<float>(ProductSize size, const float* a, const float* b, float* out) {
    const std::size_t whole_depth = size.depth / width * width, rest = size.depth - whole_depth;
    for (std::size_t i = 0; i < size.rows; ++i, a += size.depth, out += size.columns) {
        for (std::size_t j = 0; j < size.columns; ++j) {
            const float* row = b + j * size.depth;
            Vector sum = {};
            for (std::size_t k = 0; k < whole_depth; k += width) {
                sum = sum + load<true>(a + k, 0) * load<true>(row + k, 0);
            }
            if (rest) sum = sum + part(a + whole_depth, rest) * part(row + whole_depth, rest);
            out[j] = sum_of(sum);
        }
    }
}

}  // namespace tani
