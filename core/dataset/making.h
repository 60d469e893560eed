// What the generators share: random numbers by sample, and the makers of points, curves and tables.
#pragma once
#include <array>
#include <cstdint>
#include <functional>

#include "core/dataset/dataset.h"

namespace tani {

/// The random numbers of one item, a sample in most cases, one after another. Another item's draws
/// do not depend on how many this one takes, so more samples leave the first ones as they were.
class Draws {
  public:
    Draws(std::uint64_t seed, std::uint64_t item) : seed_(seed), counter_(item << 24) {}
    /// Of what all samples have in common.
    static Draws of_all(std::uint64_t seed) { return {seed, std::uint64_t{1} << 39}; }

    double within(double from, double to);
    double normal();
    /// A whole number from 0 to count − 1.
    int below(int count);

  private:
    std::uint64_t seed_, counter_;
};

using PlanePoint = std::array<double, 2>;
/// Points fill about [−reach, reach] in each coordinate.
inline constexpr double plane_reach = 1.5;

int whole(double setting);
DataOutline plane_outline(int samples, int classes);
DataOutline curve_outline(int samples);
/// One channel for grey, three for colour.
DataOutline picture_outline(int samples, int channels, int size, int classes);
/// "1", "2", ... for classes that have no better name; from 0 where their index is the name.
std::vector<Text> numbered(int count, int first);

/// Sample i is a point of class i mod classes, moved by Gaussian noise.
Dataset make_points(const DataOutline& outline, double noise, std::uint64_t seed,
                    const std::function<PlanePoint(int label, Draws& draws)>& place);
/// y = f(x) + noise, where place says x of a sample.
Dataset make_curve(const DataOutline& outline, double noise, std::uint64_t seed,
                   const std::function<double(int sample, Draws& draws)>& place,
                   const std::function<double(double x)>& f);
/// The outline and the rows of a logic gate: every input once, counted in binary.
DataOutline gate_outline(int inputs);
Dataset make_gate(int inputs, const std::function<bool(int row)>& output);

namespace describe {

Parameter samples(double standard);
/// A standard deviation; the slider goes to `slider_to`.
Parameter noise(double standard, double slider_to, Text help);
/// Gaussian noise on both coordinates of a point.
Parameter noise_on_points(double standard);
/// Gaussian noise on y.
Parameter noise_on_target(double standard, double slider_to);
Parameter noise_on_pixels(double standard);
/// Pixels on a side.
Parameter picture_size(double standard);
/// A whole number within [least, most], all of it on the slider.
Parameter whole_number(std::string id, std::string symbol, Text name, Text help, double standard,
                       double least, double most);
/// A number within [least, most], all of it on the slider.
Parameter number(std::string id, std::string symbol, Text name, Text help, double standard,
                 double least, double most);

}  // namespace describe

}  // namespace tani
