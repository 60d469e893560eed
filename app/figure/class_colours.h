// Colours of classes, of weights by their sign, and what outputs say of classes.
#pragma once
#include <array>
#include <span>
#include <vector>

#include "app/plot/theme.h"
#include "core/recording/training.h"

namespace tani::figure {

/// Violet, green, ochre, rose, …: neighbours differ in lightness too, for all common colour
/// deficiencies, and the first ones keep away from the colours of the first runs.
ImU32 class_colour(Theme theme, int index);
/// Of positive and negative weights.
ImU32 positive_colour(Theme theme);
ImU32 negative_colour(Theme theme);
/// From the most negative (−1) over the ground (0) to the most positive (1).
ImU32 signed_colour(Theme theme, double value);

/// How many classes or labels the data have; 2 for one label. 0: numbers.
int class_count(const DataOutline& outline);
/// For classes shares that add up to 1, for labels each one's own, from the outputs of one sample:
/// logits become probabilities, and a single output is that of the second class. `shares` has
/// class_count numbers.
void class_shares(const TrainingSetup& setup, std::span<const float> outputs,
                  std::span<float> shares);
/// Several labels at once, so that shares do not add up to 1.
bool several_labels(const DataOutline& outline);
/// The class of a target: its index; of one label 0 or 1.
int class_of_target(std::span<const float> target);
/// "2", or what the data call it.
std::string class_name(const Dataset& data, int index, Language language);

}  // namespace tani::figure
