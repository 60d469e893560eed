// Edits on surfaces: the catalogue's and typed ones.
#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "app/studio/edits.h"

namespace tani::studio {

namespace {

constexpr std::array<std::string_view, 18> functions = {
    "sin", "cos", "tan",  "asin", "acos", "atan", "sinh", "cosh", "tanh",
    "exp", "log", "sqrt", "abs",  "sign", "min",  "max",  "pow",  "ln"};
constexpr std::array<std::string_view, 4> reserved = {"x", "y", "pi", "e"};

bool letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool letter_or_digit(char c) {
    return letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

Value range_value(const Range& range) { return Value(Array{Value(range.from), Value(range.to)}); }

}  // namespace

std::string surface_path(const Experiment& experiment, int run) {
    const std::string own = fmt::format("runs.{}.surface", run);
    return find_value(experiment, own) ? own : "surface";
}

void choose_surface(Experiment& experiment, int run, const SurfaceEntry& entry) {
    const std::string path = surface_path(experiment, run);
    Table table;
    table["name"] = Value(entry.id);
    set_value(experiment, path, Value(table));
    const Value start(Array{Value(entry.start[0]), Value(entry.start[1])});
    if (path != "surface") {
        set_value(experiment, fmt::format("runs.{}.start", run), start);
        return;
    }
    set_value(experiment, "start", start);
    const Value* runs = experiment.document.find("runs");
    const Array* list = runs ? std::get_if<Array>(&runs->data) : nullptr;
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        if (!find_value(experiment, fmt::format("runs.{}.surface", i))) {
            erase_value(experiment, fmt::format("runs.{}.start", i));
        }
    }
}

std::vector<std::string> names_in(std::string_view formula) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < formula.size();) {
        if (std::isdigit(static_cast<unsigned char>(formula[i])) != 0 || formula[i] == '.') {
            // A number with its exponent: the e of 1e5 is no name.
            while (i < formula.size() &&
                   (std::isdigit(static_cast<unsigned char>(formula[i])) != 0 || formula[i] == '.'))
                ++i;
            std::size_t j = i + 1;
            if (j < formula.size() && (formula[j] == '+' || formula[j] == '-')) ++j;
            const bool exponent = i < formula.size() && (formula[i] == 'e' || formula[i] == 'E') &&
                                  j < formula.size() &&
                                  std::isdigit(static_cast<unsigned char>(formula[j])) != 0;
            if (exponent) i = j;
            continue;
        }
        if (!letter(formula[i])) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < formula.size() && letter_or_digit(formula[end])) ++end;
        const std::string name(formula.substr(i, end - i));
        i = end;
        while (end < formula.size() && formula[end] == ' ') ++end;
        const bool called = end < formula.size() && formula[end] == '(';
        const auto is_in = [&name](const auto& list) {
            return std::find(list.begin(), list.end(), name) != list.end();
        };
        if (!called && !is_in(functions) && !is_in(reserved) && !is_in(names))
            names.push_back(name);
    }
    return names;
}

void type_formula(Experiment& experiment, const Plan& plan, int run, const std::string& formula) {
    const SurfaceSpec& old = plan.runs[static_cast<std::size_t>(run)].settings.surface;
    std::vector<std::string> names = names_in(formula);
    const auto is_known = [&](const std::string& name) {
        return std::any_of(old.constants.begin(), old.constants.end(),
                           [&](const auto& c) { return c.first == name; });
    };
    // A long unknown name is more likely a slip than a constant: the parser then says so.
    std::erase_if(names,
                  [&](const std::string& name) { return name.size() > 2 && !is_known(name); });
    parse_formula(formula, names);
    Table table, constants;
    table["formula"] = Value(formula);
    for (const std::string& name : names) {
        const auto known = std::find_if(old.constants.begin(), old.constants.end(),
                                        [&](const auto& c) { return c.first == name; });
        constants[name] = Value(known == old.constants.end() ? 1.0 : known->second);
    }
    if (!constants.empty()) table["constants"] = Value(constants);
    table["x"] = range_value(old.x);
    table["y"] = range_value(old.y);
    if (old.rotate != 0) table["rotate"] = Value(old.rotate);
    set_value(experiment, surface_path(experiment, run), Value(table));
}

}  // namespace tani::studio
