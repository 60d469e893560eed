// What the table `plane` of the landscape lab may say, in the order of the enumerations.
#pragma once
#include <array>
#include <string_view>

namespace tani {

inline constexpr std::array<std::string_view, 7> direction_names = {
    "random", "pca", "joint_pca", "hessian", "gradient", "between", "weights"};
inline constexpr std::array<std::string_view, 3> normalization_names = {"filter", "layer", "none"};
inline constexpr std::array<std::string_view, 2> plane_height_names = {"loss", "error"};
inline constexpr std::array<std::string_view, 2> statistics_names = {"kept", "recomputed"};
inline constexpr std::array<std::string_view, 3> plane_data_names = {"train", "validation", "batch"};

}  // namespace tani
