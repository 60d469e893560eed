// Editing a document by dotted paths.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "core/experiment/experiment.h"
#include "core/experiment/merge.h"
#include "core/experiment/path.h"
#include "core/experiment/toml.h"
#include "core/optimizer/optimizer.h"

namespace tani {

namespace {

using schema::Kind;

void forget_places(Value& value) {
    value.line = value.column = value.key_line = value.key_column = 0;
    value.verbatim = false;
    if (Array* array = std::get_if<Array>(&value.data)) {
        for (Value& element : *array) forget_places(element);
    } else if (Table* table = std::get_if<Table>(&value.data)) {
        for (auto& entry : table->entries()) forget_places(entry.second);
    }
}

bool is_named(const std::string& key) {
    return key == "surface" || key == "optimizer" || key == "schedule" || key == "inner" ||
           key == "data" || key == "loss" || key == "initializer" || key == "bias_initializer";
}

/// Keys that files have after the plain ones, as sections.
bool is_section(std::string_view key) {
    return key == "surface" || key == "network" || key == "data" || key == "runs" ||
           key == "wall" || key == "plane" || key == "curvature" || key == "view" || key == "map" || key == "film";
}

/// A new key of the document. Plain ones go before the sections, where they stand in a file.
Value& add_root_key(Table& document, const std::string& key) {
    auto& entries = document.entries();
    const auto place =
        is_section(key)
            ? entries.end()
            : std::find_if(entries.begin(), entries.end(),
                           [](const Table::Entry& entry) { return is_section(entry.first); });
    return entries.insert(place, {key, Value()})->second;
}

/// Writes to one place of a document, making what is missing on the way.
class Setter {
  public:
    Setter(Experiment& experiment, const Experiment& before, std::string_view text)
        : experiment_(experiment), before_(before), text_(text), path_(split(text)) {}

    void set(Value value) {
        Table& document = experiment_.document;
        const std::string& first = path_.front();
        Value* at = document.find(first);
        if (!at) at = &added_at_root(first);
        std::string parent = first;
        for (std::size_t i = 1; i < path_.size(); ++i) {
            at = &inside(*at, parent, i);
            if (!index_of(path_[i])) parent = path_[i];
        }
        forget_places(value);
        value.key_line = at->key_line;
        value.key_column = at->key_column;
        *at = std::move(value);
    }

  private:
    /// The defaults that plan() would take, so that a part of them can be set alone.
    Value& added_at_root(const std::string& key) {
        Value& value = add_root_key(experiment_.document, key);
        if (path_.size() == 1) return value;
        Table table;
        if (key == "optimizer" && path_[1] != "name") table["name"] = "sgd";
        if (key == "surface" && path_[1] != "name" && path_[1] != "formula")
            table["name"] = "valley";
        if (key == "data" && path_[1] != "name" && path_[1] != "file") table["name"] = "moons";
        value = index_of(path_[1]) ? Value(missing_array(key)) : Value(std::move(table));
        return value;
    }

    Value& inside(Value& at, const std::string& key, std::size_t i) {
        if (const auto index = index_of(path_[i]);
            index && !std::holds_alternative<Table>(at.data)) {
            return element(at, key, *index);
        }
        if (is_named(key)) {
            at = with_name(at);
        } else if (std::holds_alternative<std::string>(at.data) &&
                   (path_[i] == "en" || path_[i] == "ja")) {
            Table languages;
            languages["en"] = std::get<std::string>(at.data);
            at = std::move(languages);
        }
        Table* table = std::get_if<Table>(&at.data);
        if (!table)
            throw Error(fmt::format("{} is {}, not a table: {} cannot be set in it", key,
                                    toml_text::quoted(at), quoted_path(text_)));
        if (key == "surface") drop_alternative(*table, path_[i], "formula");
        if (key == "data") drop_alternative(*table, path_[i], "file");
        if (Value* found = table->find(path_[i])) return *found;
        Value& added = (*table)[path_[i]];
        const bool last = i + 1 == path_.size();
        if (!last) added = index_of(path_[i + 1]) ? Value(missing_array(path_[i])) : Value(Table());
        return added;
    }

    /// A surface has a name or a formula, data a name or a file: setting one takes the other away.
    static void drop_alternative(Table& table, const std::string& key,
                                 const std::string& alternative) {
        if (key == "name") table.erase(alternative);
        if (key == alternative) table.erase("name");
    }

    Value& element(Value& at, const std::string& key, std::size_t index) const {
        Array* array = std::get_if<Array>(&at.data);
        if (!array)
            throw Error(fmt::format("{} is {}, not a list: {} cannot be set in it", key,
                                    toml_text::quoted(at), quoted_path(text_)));
        const bool grows = key == "runs" || key == "changes" || key == "panels" || key == "arrows";
        if (index == array->size() && grows) {
            const bool of_tables = key == "runs" || key == "changes";
            array->push_back(of_tables ? Value(Table()) : Value(""));
        }
        if (index >= array->size()) {
            throw Error(fmt::format("there is no element {} in {}: it has {}", index,
                                    quoted_path(text_), array->size()));
        }
        return (*array)[index];
    }

    /// What an array that the document does not say holds by default.
    Array missing_array(const std::string& key) const {
        if (key == "runs" || key == "changes") return {};
        if (const auto found = default_array(key)) return *found;
        throw Error(
            fmt::format("{} has no elements yet; set it whole, not {}", key, quoted_path(text_)));
    }

    std::optional<Array> default_array(const std::string& key) const {
        const Plan before = plan(before_);
        if (key == "panels" || key == "arrows") {
            Array words;
            for (const std::string& word :
                 key == "panels" ? before.view.panels : before.view.arrows)
                words.emplace_back(word);
            return words;
        }
        const auto index = path_.front() == "runs" && path_.size() > 1
                               ? index_of(path_[1])
                               : std::optional<std::size_t>(0);
        const RunPlan& run = before.runs[std::min(index.value_or(0), before.runs.size() - 1)];
        const auto pair = [](double a, double b) { return Array{Value(a), Value(b)}; };
        if (key == "start") return pair(run.start[0], run.start[1]);
        if (key == "x") return pair(run.settings.surface.x.from, run.settings.surface.x.to);
        if (key == "y") return pair(run.settings.surface.y.from, run.settings.surface.y.to);
        if (key == "steps")
            return Array{Value(before.film.first), Value(before.film.last.value_or(run.steps))};
        const bool inside = std::ranges::find(path_, "inner") != path_.end();
        return rule_array(run.settings.optimizer, inside ? std::string(inner_prefix) + key : key);
    }

    static std::optional<Array> rule_array(const OptimizerSpec& optimizer, const std::string& key) {
        const RuleEntry* rule = find_rule(optimizer);
        Array values;
        for (std::size_t i = 0; rule && i < rule->parameters.size(); ++i) {
            if (rule->parameters[i].id == key) values.emplace_back(optimizer.settings[i]);
        }
        if (values.empty()) return std::nullopt;
        return values;
    }

    Experiment& experiment_;
    const Experiment& before_;
    std::string_view text_;
    Path path_;
};

const Value* find_part(const Value& at, const std::string& part) {
    if (const Table* table = std::get_if<Table>(&at.data)) return table->find(part);
    const Array* array = std::get_if<Array>(&at.data);
    const auto index = index_of(part);
    return array && index && *index < array->size() ? &(*array)[*index] : nullptr;
}

bool is_text(const Target& target) {
    if (!target.key) return false;
    const Kind kind = target.key->kind;
    return kind == Kind::text || kind == Kind::word || kind == Kind::formula ||
           kind == Kind::choice;
}

/// The one value of "value = TEXT", or none where TEXT is not TOML.
std::optional<Value> parsed(const std::string& text) {
    const std::string document = "value = " + text + "\n";
    toml_text::scan(document, "");
    const Table table = toml_text::parse(document, "");
    if (table.entries().size() != 1) return std::nullopt;
    return table.entries().front().second;
}

Value value_from_text(const std::string& text, const Target& target) {
    const bool wants_text = is_text(target);
    try {
        const std::optional<Value> value = parsed(text);
        const bool fits =
            value && (!wants_text || std::holds_alternative<std::string>(value->data) ||
                      std::holds_alternative<Table>(value->data));
        if (fits) return *value;
    } catch (const Error& error) {
        const bool looks_like_toml =
            !text.empty() && std::string_view("[{\"'").find(text.front()) != std::string_view::npos;
        if (looks_like_toml && !wants_text)
            throw Error(
                fmt::format("cannot read {}: {}", toml_text::quoted(Value(text)), error.message()));
    }
    return Value(text);
}

}  // namespace

void set_value(Experiment& experiment, std::string_view path, Value value) {
    check_path(path);
    Experiment changed = experiment;
    Setter(changed, experiment, path).set(std::move(value));
    experiment = std::move(changed);
}

void erase_value(Experiment& experiment, std::string_view path) {
    const Path parts = split(path);
    if (!find_value(experiment, path)) return;
    /// Whether what is left of `at` is to be taken away as well.
    const std::function<bool(Value&, std::size_t)> erase = [&](Value& at, std::size_t i) {
        const std::string& part = parts[i];
        const bool last = i + 1 == parts.size();
        if (Table* table = std::get_if<Table>(&at.data)) {
            Value& inner = *table->find(part);
            const bool name_alone = std::holds_alternative<std::string>(inner.data);
            if (last || name_alone || erase(inner, i + 1)) table->erase(part);
            return table->empty();
        }
        Array& array = std::get<Array>(at.data);
        const std::size_t index = *index_of(part);
        if (last) {
            array.erase(array.begin() + static_cast<std::ptrdiff_t>(index));
            const std::string& key = parts[i - 1];
            return array.empty() && (key == "runs" || key == "changes");
        }
        // A run or a change left empty keeps its place: taking it away would renumber the others.
        erase(array[index], i + 1);
        return false;
    };
    Value document(std::move(experiment.document));
    erase(document, 0);
    experiment.document = std::move(std::get<Table>(document.data));
}

const Value* find_value(const Experiment& experiment, std::string_view path) {
    const Path parts = split(path);
    const Value* at = experiment.document.find(parts.front());
    for (std::size_t i = 1; at && i < parts.size(); ++i) {
        const bool name_alone = parts[i] == "name" && is_named(parts[i - 1]) &&
                                std::holds_alternative<std::string>(at->data);
        if (!name_alone) at = find_part(*at, parts[i]);
    }
    return at;
}

void set_from_text(Experiment& experiment, std::string_view assignment) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        throw Error(fmt::format("{} sets nothing; expected KEY=VALUE, such as steps=500",
                                quoted_path(assignment)));
    }
    const std::string_view path = assignment.substr(0, equals);
    set_value(experiment, path,
              value_from_text(std::string(assignment.substr(equals + 1)), check_path(path)));
}

}  // namespace tani
