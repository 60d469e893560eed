// Orthonormal rows or columns. Saxe, McClelland & Ganguli 2014, Exact solutions to the nonlinear
// dynamics of learning in deep linear neural networks; signs after Mezzadri 2007, as in PyTorch.
#include <algorithm>
#include <cmath>

#include <Eigen/QR>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Q of a tall matrix's QR, with R's diagonal made positive: uniform among all such matrices.
Matrix orthonormal_columns(const Matrix& tall) {
    const Eigen::HouseholderQR<Matrix> qr(tall);
    Matrix q = qr.householderQ() * Matrix::Identity(tall.rows(), tall.cols());
    for (Eigen::Index i = 0; i < tall.cols(); ++i) {
        if (qr.matrixQR()(i, i) < 0) q.col(i) = -q.col(i);
    }
    return q;
}

void fill(std::span<const double> s, const WeightWindow& window, const WeightDraws& draws,
          std::span<double> out) {
    std::ranges::fill(out, 0.0);
    if (!is_matrix(window)) return;
    draws.normals(1, out);
    const auto rows = static_cast<Eigen::Index>(window.shape[0]);
    Eigen::Map<Matrix> w(out.data(), rows, static_cast<Eigen::Index>(out.size()) / rows);
    if (w.rows() < w.cols()) {
        w = s[0] * orthonormal_columns(w.transpose()).transpose();
    } else {
        w = s[0] * orthonormal_columns(w);
    }
}

}  // namespace

InitializerEntry orthogonal() {
    return {
        .id = "orthogonal",
        .order = 120,
        .name = {"Orthogonal", "直交行列"},
        .help = {"Keeps lengths exactly, forward and back: linear layers can be stacked without "
                 "end. Filters are taken as the rows of a matrix.",
                 "順方向でも逆方向でも長さを正確に保ち、線形な層をいくら重ねても信号が変わらない。"
                 "畳み込みではフィルタを行列の行とみなす。"},
        .formula = "WᵀW = g²I or WWᵀ = g²I",
        .source = "Saxe et al. 2014",
        .pytorch = "torch.nn.init.orthogonal_",
        .parameters = {describe::gain(1)},
        .fill = fill,
        .deviation = [](std::span<const double> s, const WeightWindow& window) {
            const std::size_t rows = window.shape[0], columns = window.size() / rows;
            return s[0] / std::sqrt(static_cast<double>(std::max(rows, columns)));
        }};
}

}  // namespace tani::initializer_entries
