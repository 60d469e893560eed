// The matrix product that everything here is made of, in a fixed order of arithmetic.
#pragma once
#include <cstddef>

namespace tani {

/// A matrix to read: element (i, k) is at[i·row + k·column].
template <class T>
struct Strided {
    const T* at;
    std::size_t row, column;
};

/// What is multiplied: out (rows × columns) ← or += a (rows × depth) · b (depth × columns).
struct ProductSize {
    std::size_t rows, depth, columns;
};

/// out is row-major with `out_row` numbers from one row to the next, b likewise with `b_row`. Every
/// element is summed over the depth in rising order, beginning with what is in `out` where it is
/// added to it: the bits do not depend on how many rows or columns there are.
enum class Into { fresh, sum };
template <class T>
void product(ProductSize size, Strided<T> a, const T* b, std::size_t b_row, T* out,
             std::size_t out_row, Into into) {
    for (std::size_t i = 0; i < size.rows; ++i) {
        T* const row = out + i * out_row;
        if (into == Into::fresh) {
            for (std::size_t j = 0; j < size.columns; ++j) row[j] = T(0);
        }
        for (std::size_t k = 0; k < size.depth; ++k) {
            const T factor = a.at[i * a.row + k * a.column];
            for (std::size_t j = 0; j < size.columns; ++j) row[j] += factor * b[k * b_row + j];
        }
    }
}

/// The same in float: blocks of the output in vector registers, with fused multiply-add where the
/// processor has it.
template <>
void product<float>(ProductSize size, Strided<float> a, const float* b, std::size_t b_row,
                    float* out, std::size_t out_row, Into into);

/// out ← a · b where every row's sums begin with `row` (columns numbers).
template <class T>
void product_onto(ProductSize size, Strided<T> a, const T* b, std::size_t b_row, const T* row,
                  T* out, std::size_t out_row) {
    for (std::size_t i = 0; i < size.rows; ++i) {
        for (std::size_t j = 0; j < size.columns; ++j) out[i * out_row + j] = row[j];
    }
    product<T>(size, a, b, b_row, out, out_row, Into::sum);
}
template <>
void product_onto<float>(ProductSize size, Strided<float> a, const float* b, std::size_t b_row,
                         const float* row, float* out, std::size_t out_row);

/// out (columns × rows, row-major) ← the transpose of `in` (rows × columns, row-major).
template <class T>
void transpose(const T* in, std::size_t rows, std::size_t columns, T* out) {
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) out[j * rows + i] = in[i * columns + j];
    }
}
template <>
void transpose<float>(const float* in, std::size_t rows, std::size_t columns, float* out);

/// out (rows × columns) ← a (rows × depth) · bᵀ for b (columns × depth), all row-major without
/// gaps: quicker than product() where there are few columns.
template <class T>
void row_products(ProductSize size, const T* a, const T* b, T* out) {
    for (std::size_t i = 0; i < size.rows; ++i) {
        for (std::size_t j = 0; j < size.columns; ++j) {
            T sum = T(0);
            for (std::size_t k = 0; k < size.depth; ++k)
                sum += a[i * size.depth + k] * b[j * size.depth + k];
            out[i * size.columns + j] = sum;
        }
    }
}
template <>
void row_products<float>(ProductSize size, const float* a, const float* b, float* out);

}  // namespace tani
