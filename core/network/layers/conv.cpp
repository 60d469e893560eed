// Two-dimensional convolution (cross-correlation, as everybody computes it): patches of the picture
// become columns of a matrix, which the filters multiply.
#include <algorithm>

#include "core/network/layer.h"
#include "core/network/product.h"
#include "core/network/sums.h"

namespace tani::layer_entries {

namespace {

struct At {
    enum : std::size_t { channels, kernel, stride, padding, bias };
};

int size_after(int size, std::span<const double> s) {
    return (size + 2 * static_cast<int>(s[At::padding]) - static_cast<int>(s[At::kernel])) /
               static_cast<int>(s[At::stride]) +
           1;
}

template <class T>
class Conv final : public Layer<T> {
  public:
    Conv(std::span<const double> s, Shape shape)
        : kernel_(static_cast<int>(s[At::kernel])),
          stride_(static_cast<int>(s[At::stride])),
          padding_(static_cast<int>(s[At::padding])),
          filters_(static_cast<std::size_t>(s[At::channels])) {
        this->out = {static_cast<int>(filters_), size_after(shape.height, s),
                     size_after(shape.width, s)};
        const auto k = static_cast<std::size_t>(kernel_);
        const auto channels = static_cast<std::size_t>(shape.channels);
        patch_ = channels * k * k;
        places_ = this->out.size() / filters_;
        this->windows = {
            {"weight", {filters_, channels, k, k}, WeightKind::weight, patch_, filters_ * k * k}};
        if (s[At::bias] != 0) {
            this->windows.push_back(
                {"bias", {filters_}, WeightKind::bias, patch_, filters_ * k * k});
        }
    }

    std::size_t memory(std::size_t) const override { return 2 * aligned(patch_ * places_); }

    void forward(const Pass<T>& pass, const T* x, T* y, T* memory) const override {
        const T* weights = pass.weights + this->windows[0].offset;
        const T* bias = this->windows.size() > 1 ? pass.weights + this->windows[1].offset : nullptr;
        for (std::size_t i = 0; i < pass.samples; ++i) {
            T* const to = y + i * filters_ * places_;
            patches(x + i * this->in.size(), memory);
            for (std::size_t f = 0; f < filters_; ++f) {
                std::fill_n(to + f * places_, places_, bias ? bias[f] : T(0));
            }
            product<T>({filters_, patch_, places_}, {weights, patch_, 1}, memory, places_, to,
                       places_, Into::sum);
        }
    }

    void backward(const Pass<T>& pass, const T* x, const T*, const T* dy, T* dx,
                  T* memory) const override {
        T* const columns = memory;
        T* const rows = memory + aligned(patch_ * places_);
        for (std::size_t i = 0; i < pass.samples; ++i) {
            const T* from = dy + i * filters_ * places_;
            if (pass.gradients) {
                patches(x + i * this->in.size(), columns);
                transpose<T>(columns, patch_, places_, rows);
                product<T>({filters_, places_, patch_}, {from, places_, 1}, rows, patch_,
                           pass.gradients + this->windows[0].offset, patch_, Into::sum);
                if (this->windows.size() > 1)
                    bias_gradient(from, pass.gradients + this->windows[1].offset);
            }
            if (!dx) continue;
            product<T>({patch_, filters_, places_},
                       {pass.weights + this->windows[0].offset, 1, patch_}, from, places_, columns,
                       places_, Into::fresh);
            add_patches(columns, dx + i * this->in.size());
        }
    }

  private:
    void bias_gradient(const T* dy, T* gradient) const {
        for (std::size_t f = 0; f < filters_; ++f) {
            gradient[f] += lane_sum<T>(places_, [&](std::size_t i) { return dy[f * places_ + i]; });
        }
    }

    /// Calls see(row of the patch matrix, picture's row or -1 outside it, row of places) for each
    /// place of a filter and each row of places.
    template <class See>
    void walk(See see) const {
        std::size_t row = 0;
        for (int c = 0; c < this->in.channels; ++c) {
            for (int ky = 0; ky < kernel_; ++ky) {
                for (int kx = 0; kx < kernel_; ++kx, ++row) {
                    for (int oy = 0; oy < this->out.height; ++oy) {
                        const int y = oy * stride_ + ky - padding_;
                        const bool inside = y >= 0 && y < this->in.height;
                        see(row, inside ? c * this->in.height + y : -1, oy, kx - padding_);
                    }
                }
            }
        }
    }

    /// The columns of places whose x = ox·stride + shift lies in the picture.
    std::pair<int, int> columns_inside(int shift) const {
        const int first = shift >= 0 ? 0 : (-shift + stride_ - 1) / stride_;
        const int last = this->in.width - 1 - shift;
        const int end = last < 0 ? 0 : std::min(this->out.width, last / stride_ + 1);
        return {std::min(first, this->out.width), std::max(end, std::min(first, this->out.width))};
    }

    void patches(const T* picture, T* columns) const {
        walk([&](std::size_t row, int line, int oy, int shift) {
            T* const to = columns + row * places_ + static_cast<std::size_t>(oy * this->out.width);
            if (line < 0) {
                std::fill_n(to, this->out.width, T(0));
                return;
            }
            const T* from = picture + line * this->in.width + shift;
            const auto [first, end] = columns_inside(shift);
            std::fill(to, to + first, T(0));
            for (int ox = first; ox < end; ++ox) to[ox] = from[ox * stride_];
            std::fill(to + end, to + this->out.width, T(0));
        });
    }

    void add_patches(const T* columns, T* picture) const {
        std::fill_n(picture, this->in.size(), T(0));
        walk([&](std::size_t row, int line, int oy, int shift) {
            if (line < 0) return;
            const T* from =
                columns + row * places_ + static_cast<std::size_t>(oy * this->out.width);
            T* const to = picture + line * this->in.width + shift;
            const auto [first, end] = columns_inside(shift);
            for (int ox = first; ox < end; ++ox) to[ox * stride_] += from[ox];
        });
    }

    int kernel_, stride_, padding_;
    std::size_t filters_, patch_ = 0, places_ = 0;
};

Fit fit(std::span<const double> s, Shape in) {
    const int height = size_after(in.height, s), width = size_after(in.width, s);
    const int padded = std::min(in.height, in.width) + 2 * static_cast<int>(s[At::padding]);
    if (padded < static_cast<int>(s[At::kernel])) {
        return {{},
                "the kernel is larger than the padded picture of " + std::to_string(in.width) +
                    "×" + std::to_string(in.height)};
    }
    return {{static_cast<int>(s[At::channels]), height, width}, ""};
}

}  // namespace

LayerEntry conv() {
    return {
        .id = "conv",
        .order = 20,
        .name = {"Convolution", "畳み込み層"},
        .help = {"The same small filters at every place of the picture. A picture of n becomes "
                 "⌊(n + 2p − k)/s⌋ + 1.",
                 "同じ小さなフィルタを画像のすべての位置に掛ける。一辺nの画像は"
                 "⌊(n + 2p − k)/s⌋ + 1になる。"},
        .formula = "y = W ∗ x + b",
        .source = "LeCun et al. 1989, Backpropagation Applied to Handwritten Zip Code Recognition",
        .pytorch = "torch.nn.Conv2d",
        .parameters = {describe::count_of("channels", "c", {"filters", "フィルタの数"},
                                          {"How many filters, the channels of the output.",
                                           "フィルタの数。出力のチャネル数になる。"},
                                          8, 64),
                       describe::kernel(3),
                       describe::stride(1, {"Steps from one place of the filter to the next.",
                                            "フィルタを動かす間隔。"}),
                       {.id = "padding",
                        .symbol = "p",
                        .name = {"padding", "パディング"},
                        .help = {"Rows of zeros around the picture.",
                                 "画像の周りに置く0の列の数。"},
                        .standard = 0,
                        .bounds = {.least = 0, .most = 64},
                        .slider_from = 0,
                        .slider_to = 4,
                        .scale = Scale::whole},
                       describe::with_bias()},
        .fit = fit,
        .make = make_layer<Conv>};
}

}  // namespace tani::layer_entries
