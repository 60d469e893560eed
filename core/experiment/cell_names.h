// What the cells of the initializer wall may show, as files say it.
#pragma once
#include <array>
#include <string_view>

namespace tani {

/// In the order of CellContent.
inline constexpr std::array<std::string_view, 6> cell_names = {
    "both", "activation", "preactivation", "gradient", "weight", "weight_gradient"};

}  // namespace tani
