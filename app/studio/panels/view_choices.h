// What rows of choices about the view are made of. Each choice is an edit of `view` in the experiment.
#pragma once
#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/studio/ui.h"

namespace tani::studio {

inline constexpr std::array<const char*, 3> scale_names = {"automatic", "linear", "log"};

void set_view(const Ui& ui, const std::string& key, const Value& value);

/// Words of a name that means something else here.
struct OtherWords {
    std::string_view name = {}, words = {};
};
/// Ticks for a list of names in the view, `on` those that it holds; their words are
/// "view.<key>_<name>".
void ticks(const Ui& ui, const char* key, std::span<const char* const> all,
           const std::vector<std::string>& on, const OtherWords& other = {});

enum class Help { none, each };
/// One of several names; their words are "<words>_<name>".
void radio(const Ui& ui, const char* key, std::span<const char* const> all, std::size_t current, const char* words,
           Help help = Help::none);

/// A button that opens a box below it; the next item stands to its right.
void popup(const Ui& ui, const std::string& id, const std::string& text, const std::function<void()>& content);

/// The scale of the loss: automatic, linear, logarithmic.
void loss_scale_choices(const Ui& ui, HeightScale now);
void caption_choice(const Ui& ui, bool now);

}  // namespace tani::studio
