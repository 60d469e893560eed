// A loss: what it is (LossEntry), and one that computes (Loss).
//
// A loss is `template <class T> struct L` with
//   L(settings)                         in the order of LossEntry::parameters
//   value(n, out, y)                    of one sample with n outputs
//   gradient(n, factor, out, y, d)      writes factor·∂value/∂out and returns the value
#pragma once
#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/dual.h"
#include "core/base/parameter.h"
#include "core/base/text.h"
#include "core/dataset/dataset.h"

namespace tani {

template <class T>
class Loss {
  public:
    virtual ~Loss() = default;
    /// Σ over samples. `out` is samples × outputs, `y` samples × targets.
    virtual double sum(std::size_t samples, const T* out, const T* y) const = 0;
    /// The same; `d` becomes factor times its gradient.
    virtual double gradient(std::size_t samples, T factor, const T* out, const T* y,
                            T* d) const = 0;
};

/// What the targets are made into: a number for each output, or the index of a class.
enum class Wanted { numbers, index };

struct LossEntry {
    template <class T>
    using Make = std::unique_ptr<Loss<T>> (*)(std::span<const double> settings,
                                              std::size_t outputs);

    std::string id = {};
    int order = 1000;
    Text name = {};
    Text help = {};
    std::string formula = {};
    std::string source = {};
    std::string pytorch = {};
    std::vector<Parameter> parameters = {};
    Wanted wanted = Wanted::numbers;
    /// The mean is over samples and outputs, as in PyTorch's elementwise losses; else over samples.
    bool over_outputs = true;
    /// An activation at the end of the network that is computed together with this loss, which is
    /// then given what goes into it.
    std::string fuses = {};
    /// Outputs are right where they are above this, of a network with one output for two classes.
    double threshold = 0.5;
    /// Whether data of this kind can be learned with it.
    std::function<bool(TargetKind)> suits = {};
    Make<float> in_float = nullptr;
    Make<double> in_double = nullptr;
    Make<Dual> in_dual = nullptr;
};

std::span<const LossEntry> loss_catalogue();
const LossEntry* find_loss(std::string_view id);
std::vector<double> default_settings(const LossEntry& entry);
/// The loss for data of this kind where the experiment names none.
std::string usual_loss(TargetKind kind);

template <template <class> class L>
struct Computed {
    template <class T>
    class Of final : public Loss<T> {
      public:
        Of(std::span<const double> settings, std::size_t outputs)
            : rule_(settings), outputs_(outputs) {}
        double sum(std::size_t samples, const T* out, const T* y) const override {
            double all = 0;
            if constexpr (requires { rule_.one(out[0], y[0]); }) {
                if (outputs_ == 1) return sum_of_singles(samples, out, y);
            }
            for (std::size_t s = 0; s < samples; ++s) {
                all += static_cast<double>(
                    rule_.value(outputs_, out + s * outputs_, y + s * targets()));
            }
            return all;
        }
        double gradient(std::size_t samples, T factor, const T* out, const T* y,
                        T* d) const override {
            double all = 0;
            for (std::size_t s = 0; s < samples; ++s) {
                const std::size_t at = s * outputs_;
                all += static_cast<double>(
                    rule_.gradient(outputs_, factor, out + at, y + s * targets(), d + at));
            }
            return all;
        }

      private:
        /// The same sum, its terms computed many at once.
        double sum_of_singles(std::size_t samples, const T* out, const T* y) const {
            constexpr std::size_t at_once = 64;
            std::array<T, at_once> terms;
            double all = 0;
            for (std::size_t first = 0; first < samples; first += at_once) {
                const std::size_t count = std::min(at_once, samples - first);
                for (std::size_t i = 0; i < count; ++i)
                    terms[i] = rule_.one(out[first + i], y[first + i]);
                for (std::size_t i = 0; i < count; ++i) all += static_cast<double>(terms[i]);
            }
            return all;
        }
        std::size_t targets() const { return L<T>::wanted == Wanted::index ? 1 : outputs_; }
        L<T> rule_;
        std::size_t outputs_;
    };
};

template <template <class> class L, class T>
std::unique_ptr<Loss<T>> one_loss(std::span<const double> settings, std::size_t outputs) {
    return std::make_unique<typename Computed<L>::template Of<T>>(settings, outputs);
}

/// Fills in what follows from the template.
template <template <class> class L>
LossEntry loss_of(LossEntry entry) {
    entry.wanted = L<double>::wanted;
    entry.in_float = &one_loss<L, float>;
    entry.in_double = &one_loss<L, double>;
    entry.in_dual = &one_loss<L, Dual>;
    return entry;
}

/// A loss that is a sum over outputs: `static T value(T out, T y)` and `static T slope(T out, T
/// y)`.
template <class T, class Rule>
struct EachOutput : Rule {
    static constexpr Wanted wanted = Wanted::numbers;
    using Rule::Rule;
    T value(std::size_t n, const T* out, const T* y) const {
        T all = T(0);
        for (std::size_t i = 0; i < n; ++i) all += Rule::one(out[i], y[i]);
        return all;
    }
    T gradient(std::size_t n, T factor, const T* out, const T* y, T* d) const {
        T all = T(0);
        for (std::size_t i = 0; i < n; ++i) {
            all += Rule::one(out[i], y[i]);
            d[i] = factor * Rule::slope(out[i], y[i]);
        }
        return all;
    }
};

}  // namespace tani
