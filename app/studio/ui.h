// What a panel is given, and the widgets that panels are made of. No widget keeps anything: what is
// half-done lies in the Session.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <imgui.h>

#include "app/figure/figure.h"
#include "app/plot/theme.h"
#include "app/studio/icons.h"
#include "app/studio/phrase.h"
#include "app/studio/studio_state.h"

namespace tani::studio {

struct Ui {
    Studio& studio;
    const Fonts& fonts;
    const Palette& colours;
    Figure& figure;
    Theme theme = Theme::dark;
    Language language = Language::en;
    float unit = 1;          ///< pixels of one unit: a line of text is 16 of them
    float scale = 1;         ///< the interface scale that the figure is given
    ImFont* font = nullptr;  ///< of the interface (smaller than the figure's in presenter mode)
    ImFont* small = nullptr;

    Session& session() const { return studio.session; }
    const std::string& text(std::string_view key) const { return word(language, key); }
    template <typename... Values>
    std::string text(std::string_view key, const Values&... values) const {
        return phrase(language, key, values...);
    }
    float px(float units) const { return std::round(units * unit); }
    float line() const { return px(26); }  ///< height of a row of controls
    float gap() const { return px(8); }
};

/// Colours and sizes of ImGui's own widgets for a theme.
void apply_style(ImGuiStyle& style, const Palette& colours, float unit);
/// Black or white, whichever is read more easily on the colour.
ImU32 ink_on(ImU32 colour);
ImU32 with_alpha(ImU32 colour, float alpha);
ImU32 mixed(ImU32 a, ImU32 b, float share_of_b);

/// A wrapped tooltip for the last item, after the mouse has rested on it.
void tooltip(const Ui& ui, const std::string& text);
/// The same with a command's name and key.
void command_tooltip(const Ui& ui, std::string_view command);

enum class ButtonLook { plain, framed, accent, on };
struct ButtonSpec {
    std::string id;
    std::optional<Icon> icon;
    std::string text;
    ButtonLook look = ButtonLook::plain;
    float width = 0;   ///< 0: as wide as it must be
    float height = 0;  ///< 0: a row
    bool enabled = true;
};
bool button(const Ui& ui, const ButtonSpec& spec);
/// The width that it will take.
float button_width(const Ui& ui, const ButtonSpec& spec);
/// A button that runs a command of the table, with its tooltip.
bool command_button(const Ui& ui, std::string_view command, Icon icon,
                    ButtonLook look = ButtonLook::plain);

/// One of a few words side by side; true when another was chosen.
bool segments(const Ui& ui, const std::string& id, std::span<const std::string> words, int& chosen,
              float width);

/// A list that opens below: true while it is open (then end_combo). `preview` is shortened where it
/// does not fit. The last item is the closed combo's when this is false.
bool begin_combo(const Ui& ui, const char* id, const std::string& preview, float width,
                 ImGuiComboFlags flags = ImGuiComboFlags_HeightLarge);
void end_combo();

/// A switch of 40 units, for what is on or off; true when it was turned.
bool toggle(const Ui& ui, const std::string& id, bool& on);

/// One line, smaller where it would not fit, shortened with … (the whole text then is the tooltip).
void label(const Ui& ui, std::string_view text, float width, ImU32 colour);
void faint(const Ui& ui, const std::string& text);
/// Several lines in a colour, in the small font.
void paragraph(const Ui& ui, const std::string& text, ImU32 colour);

/// ImGui's text field on a string.
bool input_text(const char* id, std::string& text, ImGuiInputTextFlags flags = 0);

/// A number that is dragged, typed or put back.
struct SliderSpec {
    std::string id;  ///< of the datum it edits ("runs.0.lr")
    double from = 0, to = 1;
    Scale scale = Scale::linear;
    Bounds bounds;
    bool whole = false;
    std::string shown;  ///< in place of the number when not empty
    /// Values with a tick on the track: a click on one chooses it.
    std::vector<double> marks = {};
};
SliderSpec slider_for(const Parameter& parameter, std::string id);
enum class SliderEvent { none, changed, reset };
/// Drag or click: changes within the slider. Double click or Ctrl-click: a field in which any
/// number within the bounds, or a formula such as 1/32, can be typed. Right click: reset.
SliderEvent slider(const Ui& ui, const SliderSpec& spec, float width, double& value);
/// Where a value stands on the slider, 0 … 1, and back (rounded to what a mouse can say).
double slider_place(const SliderSpec& spec, double value);
double slider_value(const SliderSpec& spec, double place);
/// A number or a formula of numbers ("1/32"); none when it is neither or not finite.
std::optional<double> typed_number(const std::string& text);

/// A plain number in a frame, typed after a click. True when it was changed.
bool number_field(const Ui& ui, const std::string& id, float width, double& value);
/// A text in place of a label, typed after a double click. True when it was changed.
bool text_field(const Ui& ui, const std::string& id, float width, const std::string& shown,
                std::string& out);

/// A card: a rounded box behind what is drawn in it, with a coloured edge when asked for.
class Card {
  public:
    Card(const Ui& ui, const std::string& id, ImU32 edge = 0, bool selected = false);
    ~Card();
    Card(const Card&) = delete;
    Card& operator=(const Card&) = delete;
    float width() const { return width_; }  ///< of its content
    /// Whether a click ended on the card as it was in the last frame.
    bool clicked() const { return clicked_; }

  private:
    const Ui& ui_;
    ImU32 edge_;
    bool selected_, clicked_ = false;
    ImVec2 corner_{};
    float width_ = 0, outer_ = 0;
};
/// A dialog's first line.
void dialog_title(const Ui& ui, const std::string& text);
/// A card's first line.
void card_title(const Ui& ui, const std::string& text);

}  // namespace tani::studio
