// Two descriptions made one: an outer rule with a rule inside.
#include "core/optimizer/around.h"

#include "core/optimizer/describe.h"

namespace tani {

namespace {

std::string inner_id(const std::string& id) { return std::string(inner_prefix) + id; }

/// What the inner rule's placeholders stand for in the whole: x, g and t are the same.
std::string inner_placeholder(const std::string& name, const std::string& arrived) {
    if (name == "x'" && !arrived.empty()) return arrived;
    if (name == "x" || name == "x'" || name == "g" || name == "t" || name == "^t") return name;
    return inner_id(name);
}

std::string inner_numbers(std::string_view line, const std::string& arrived) {
    std::string text;
    while (true) {
        const std::size_t open = line.find('{');
        const std::size_t close = open == line.npos ? line.npos : line.find('}', open);
        if (close == line.npos) return text += line;
        text += line.substr(0, open + 1);
        text += inner_placeholder(std::string(line.substr(open + 1, close - open - 1)), arrived);
        text += '}';
        line.remove_prefix(close + 1);
    }
}

/// How the settings and the state of the whole divide.
struct Division {
    std::size_t settings = 0, parts = 0;  ///< the inner rule's, which come first

    UpdateView inner(UpdateView view) const {
        view.settings = view.settings.first(settings);
        view.state = view.state.first(parts);
        view.state_next = view.state_next.first(parts);
        return view;
    }
    UpdateView outer(UpdateView view) const {
        view.settings = view.settings.subspan(settings);
        view.state = view.state.subspan(parts);
        view.state_next = view.state_next.subspan(parts);
        return view;
    }
};

void add_derived(RuleEntry& both, const RuleEntry& outer, const RuleEntry& inner,
                 const Division& divided) {
    std::function<double(const UpdateView&)> arrived;
    both.derived = {describe::update()};
    for (Derived derived : outer.derived) {
        if (derived.id == "update") continue;
        derived.value = [value = derived.value, divided](const UpdateView& view) {
            return value(divided.outer(view));
        };
        if (derived.id == outer.wrapping->arrived) arrived = derived.value;
        both.derived.push_back(std::move(derived));
    }
    for (Derived derived : inner.derived) {
        derived.id = inner_id(derived.id);
        derived.value = [value = derived.value, divided, arrived](const UpdateView& view) {
            UpdateView seen = divided.inner(view);
            if (arrived) seen.x_next = arrived(view);
            return value(seen);
        };
        both.derived.push_back(std::move(derived));
    }
}

/// A letter that both rules use is the inner rule's; the outer's gets a prime.
void keep_symbols_apart(std::vector<Parameter>& own, const RuleEntry& inner) {
    for (Parameter& parameter : own) {
        const auto same = [&](const auto& other) { return other.symbol == parameter.symbol; };
        if (std::ranges::any_of(inner.parameters, same) || std::ranges::any_of(inner.state, same))
            parameter.symbol += "′";
    }
}

}  // namespace

RuleEntry around(const RuleEntry& outer, const RuleEntry& inner) {
    RuleEntry both = outer;
    const Division divided{inner.parameters.size(), inner.state.size()};
    both.name = {outer.name.en + " + " + inner.name.en, outer.name.ja + "＋" + inner.name.ja};
    if (!inner.note.empty()) {
        both.note.en += (both.note.en.empty() ? "" : "; ") + inner.note.en;
        both.note.ja += (both.note.ja.empty() ? "" : "。") + inner.note.ja;
    }
    keep_symbols_apart(both.parameters, inner);
    std::vector<std::string> symbols;
    for (const Parameter& own : both.parameters) symbols.push_back(own.symbol);
    both.parameters.insert(both.parameters.begin(), inner.parameters.begin(),
                           inner.parameters.end());
    both.state.insert(both.state.begin(), inner.state.begin(), inner.state.end());
    for (std::size_t i = 0; i < divided.settings; ++i) {
        both.parameters[i].id = inner_id(both.parameters[i].id);
    }
    for (std::size_t i = 0; i < divided.parts; ++i) both.state[i].id = inner_id(both.state[i].id);
    add_derived(both, outer, inner, divided);
    both.wrapping->inner = inner.id;
    both.wrapping->own = divided.settings;
    both.formula = [lines = inner.formula, wrapping = *both.wrapping,
                    symbols](std::span<const double> settings) {
        std::vector<FormulaLine> inside = lines(settings.first(wrapping.own));
        for (FormulaLine& line : inside) {
            line.numbers = inner_numbers(line.numbers, wrapping.arrived);
        }
        return wrapping.formula(std::move(inside), symbols);
    };
    both.make = outer.make.with_inner(inner.make, divided.settings);
    if (inner.check) {
        both.check = [check = inner.check, divided](std::span<const double> settings) {
            return check(settings.first(divided.settings));
        };
    }
    both.teaching_rate = inner.teaching_rate;
    both.elementwise = false;
    both.most_weights = inner.most_weights;
    return both;
}

}  // namespace tani
