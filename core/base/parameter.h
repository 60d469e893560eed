// One description of a parameter feeds the file check, --set, the slider, the tooltip and the help.
#pragma once
#include <limits>
#include <string>

#include "core/base/text.h"

namespace tani {

/// How a slider moves over the range. `one_minus` is logarithmic in 1 - value (for 0.9, 0.99, 0.999).
enum class Scale { linear, log, one_minus, toggle, whole };

/// The accepted values.
struct Bounds {
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
    bool least_open = false;  ///< `least` itself is refused
    bool most_open = false;   ///< `most` itself is refused
    bool contains(double value) const;
    /// "at least 0", "in [0, 1)", ... for error messages.
    std::string text() const;
};

struct Parameter {
    std::string id;      ///< key in the experiment file, PyTorch's name where it has one: "lr", "betas"
    int element = -1;    ///< index within an array-valued key such as betas; -1 for a plain number
    std::string symbol;  ///< as the formulas write it: "η", "β₁"
    Text name;
    Text help;  ///< one or two sentences, with the other names the parameter goes by
    double standard = 0;  ///< the default
    Bounds bounds{};      ///< what a file may say
    double slider_from = 0, slider_to = 1;
    Scale scale = Scale::linear;
};

}  // namespace tani
