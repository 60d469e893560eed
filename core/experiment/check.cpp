// Structure first: every key known, of its type and in its range.
#include "core/experiment/check.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/experiment/toml.h"

namespace tani {

namespace {

using schema::Key;
using schema::Kind;

/// A path on the way down; it becomes text only for a message.
struct Trail {
    const Trail* up = nullptr;
    std::string_view key = {};
    std::size_t index = 0;  ///< where there is no key
    std::string text() const {
        const std::string own = key.empty() ? fmt::format("{}", index) : std::string(key);
        const std::string above = up ? up->text() : "";
        return above.empty() ? own : above + "." + own;
    }
};

/// "optimizer.betas.1" of "runs.0.changes.2.optimizer.betas.1": the place in the file says the
/// rest.
std::string local_name(std::string_view path) {
    for (const std::string_view list : {"runs.", "changes."}) {
        const std::size_t digits = path.find_first_not_of("0123456789", list.size());
        if (path.starts_with(list) && digits != std::string_view::npos && path[digits] == '.')
            path.remove_prefix(digits + 1);
    }
    return std::string(path);
}

bool has_control_characters(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto code = static_cast<unsigned char>(c);
        return (code < 0x20 && c != '\n' && c != '\t') || code == 0x7F;
    });
}

class Checker {
  public:
    Checker(const std::string& file, const Table& document) : file_(file) {
        if (const Value* lab = document.find("lab")) lab_ = std::get<std::string>(lab->data);
    }

    void table(const Table& table, const Key& schema, const Trail* trail) const {
        for (const auto& [name, value] : table.entries()) {
            const Trail here{trail, name};
            if (const Key* key = schema::find(schema, name)) {
                if (!schema::belongs(*key, lab_)) other_lab(value, *key, here);
                check(value, *key, here);
            } else if (schema.open.empty()) {
                const std::vector<std::string> known = schema::names(schema);
                if (trail && schema::find(schema::root(), name)) misplaced(value, here, known);
                refuse_key(file_, trail ? trail->text() : "", name, value, known);
            } else {
                finite(value, here);
            }
        }
    }

  private:
    [[noreturn]] void wrong(const Value& value, const Key& key, const Trail& here) const {
        std::string suggestion;
        if (const std::string* word = std::get_if<std::string>(&value.data)) {
            suggestion = did_you_mean(*word, key.choices);
        }
        refuse_value(file_, here.text(), value, schema::expected(key), suggestion);
    }

    /// What only a name explains is checked later, and perhaps never where every run replaces it;
    /// but no document holds NaN.
    void finite(const Value& value, const Trail& here) const {
        if (std::holds_alternative<double>(value.data) && !finite_number(value)) {
            refuse_value(file_, here.text(), value, "a finite number");
        }
        if (const Array* array = std::get_if<Array>(&value.data)) {
            for (std::size_t i = 0; i < array->size(); ++i)
                finite((*array)[i], Trail{&here, {}, i});
        }
        if (const Table* inside = std::get_if<Table>(&value.data)) {
            for (const auto& [name, element] : inside->entries())
                finite(element, Trail{&here, name});
        }
    }

    [[noreturn]] void misplaced(const Value& value, const Trail& here,
                                const std::vector<std::string>& known) const {
        Value key;
        key.line = value.key_line;
        key.column = value.key_column;
        refuse(file_, here.text(), key,
               fmt::format("\"{}\" cannot be said here; expected one of {}", here.key,
                           fmt::join(known, ", ")));
    }

    void require(bool condition, const Value& value, const Key& key, const Trail& here) const {
        if (!condition) wrong(value, key, here);
    }

    void check(const Value& value, const Key& key, const Trail& here) const {
        switch (key.kind) {
            case Kind::text:
                return text(value, key, here);
            case Kind::word:
            case Kind::formula:
            case Kind::axis:
                return require(std::holds_alternative<std::string>(value.data), value, key, here);
            case Kind::choice:
                return require(is_choice(value, key), value, key, here);
            case Kind::list:
                return list(value, key, here);
            case Kind::toggle:
                return require(std::holds_alternative<bool>(value.data), value, key, here);
            case Kind::number: {
                const auto number = finite_number(value);
                return require(number && key.bounds.contains(*number), value, key, here);
            }
            case Kind::whole: {
                const auto number = whole_number(value);
                return require(number && key.bounds.contains(static_cast<double>(*number)), value,
                               key, here);
            }
            case Kind::pair:
                return pair(value, key, here);
            case Kind::whole_pair:
                return whole_pair(value, key, here);
            case Kind::table:
                return inner(value, key, here);
            case Kind::named:
                if (std::holds_alternative<std::string>(value.data)) return;
                return inner(value, key, here);
            case Kind::constants:
                return constants(value, key, here);
            case Kind::tables:
                return tables(value, key, here);
            case Kind::layers: {
                const Array* array = std::get_if<Array>(&value.data);
                require(array && !array->empty(), value, key, here);
                return finite(value, here);
            }
            case Kind::layer: {
                const Table* table = std::get_if<Table>(&value.data);
                require((table && !table->empty()) || std::holds_alternative<std::string>(value.data),
                        value, key, here);
                return finite(value, here);
            }
            case Kind::weights:
                require(std::holds_alternative<Table>(value.data), value, key, here);
                return finite(value, here);
            case Kind::words:
                return require(are_words(value), value, key, here);
            case Kind::batch: {
                const std::string* word = std::get_if<std::string>(&value.data);
                const auto number = whole_number(value);
                return require((word && *word == "all") ||
                                   (number && *number >= 1 && *number <= schema::most_steps),
                               value, key, here);
            }
            case Kind::moment: {
                const std::string* word = std::get_if<std::string>(&value.data);
                const auto number = whole_number(value);
                return require((word && (*word == "final" || *word == "mean")) ||
                                   (number && *number >= 0 && *number <= schema::most_steps),
                               value, key, here);
            }
        }
    }

    static bool are_words(const Value& value) {
        if (std::holds_alternative<std::string>(value.data)) return true;
        const Array* array = std::get_if<Array>(&value.data);
        const auto is_word = [](const Value& element) {
            return std::holds_alternative<std::string>(element.data);
        };
        return array && !array->empty() && std::all_of(array->begin(), array->end(), is_word);
    }

    void inner(const Value& value, const Key& key, const Trail& here) const {
        const Table* content = std::get_if<Table>(&value.data);
        require(content != nullptr, value, key, here);
        table(*content, key, &here);
    }

    void text(const Value& value, const Key& key, const Trail& here) const {
        if (const Table* languages = std::get_if<Table>(&value.data)) {
            static const std::vector<std::string> known = {"en", "ja"};
            for (const auto& [name, content] : languages->entries()) {
                const Trail inside{&here, name};
                if (name != "en" && name != "ja")
                    refuse_key(file_, here.text(), name, content, known);
                plain_text(content, key, inside);
            }
            require(!languages->empty(), value, key, here);
        } else {
            plain_text(value, key, here);
        }
    }

    void plain_text(const Value& value, const Key& key, const Trail& here) const {
        const std::string* content = std::get_if<std::string>(&value.data);
        require(content != nullptr, value, key, here);
        const std::size_t most =
            key.name == "label" ? schema::counts.label_bytes : schema::counts.text_bytes;
        if (content->size() > most) {
            refuse(file_, here.text(), value,
                   fmt::format("a text of {} bytes; expected at most {}", content->size(), most));
        }
        if (has_control_characters(*content)) {
            refuse(file_, here.text(), value,
                   "a text with control characters; expected printable text");
        }
        if (key.name == "label" && content->empty()) {
            refuse_value(file_, here.text(), value, "a text that is not empty");
        }
    }

    static bool is_choice(const Value& value, const Key& key) {
        const std::string* word = std::get_if<std::string>(&value.data);
        return word &&
               std::find(key.choices.begin(), key.choices.end(), *word) != key.choices.end();
    }

    void list(const Value& value, const Key& key, const Trail& here) const {
        const Array* array = std::get_if<Array>(&value.data);
        require(array != nullptr, value, key, here);
        for (std::size_t i = 0; i < array->size(); ++i) {
            const Value& element = (*array)[i];
            const Trail inside{&here, {}, i};
            if (!is_choice(element, key)) {
                Key single = key;
                single.kind = Kind::choice;
                wrong(element, single, inside);
            }
            // Bounded: more elements than choices cannot all differ.
            const auto before = array->begin() + static_cast<std::ptrdiff_t>(i);
            if (std::find(array->begin(), before, element) != before) {
                refuse(file_, inside.text(), element,
                       fmt::format("{} twice; expected each once", toml_text::quoted(element)));
            }
        }
    }

    const Array& two(const Value& value, const Key& key, const Trail& here) const {
        const Array* array = std::get_if<Array>(&value.data);
        require(array && array->size() == 2, value, key, here);
        return *array;
    }

    void pair(const Value& value, const Key& key, const Trail& here) const {
        const Array& array = two(value, key, here);
        for (std::size_t i = 0; i < 2; ++i) {
            if (!finite_number(array[i])) {
                refuse_value(file_, Trail{&here, {}, i}.text(), array[i], "a finite number");
            }
        }
    }

    void whole_pair(const Value& value, const Key& key, const Trail& here) const {
        const Array& array = two(value, key, here);
        const auto first = whole_number(array[0]), last = whole_number(array[1]);
        require(first && last && *first >= 0 && *last >= *first && *last <= schema::most_steps,
                value, key, here);
    }

    void constants(const Value& value, const Key& key, const Trail& here) const {
        const Table* table = std::get_if<Table>(&value.data);
        require(table != nullptr, value, key, here);
        if (table->entries().size() > schema::counts.constants) {
            refuse(file_, here.text(), value,
                   fmt::format("{} constants; expected at most {}", table->entries().size(),
                               schema::counts.constants));
        }
        for (const auto& [name, number] : table->entries()) {
            if (!finite_number(number)) {
                refuse_value(file_, Trail{&here, name}.text(), number, "a finite number");
            }
        }
    }

    void tables(const Value& value, const Key& key, const Trail& here) const {
        const Array* array = std::get_if<Array>(&value.data);
        require(array != nullptr, value, key, here);
        const std::size_t most = key.name == "runs" ? schema::counts.runs : schema::counts.changes;
        if (array->size() > most) {
            refuse(file_, here.text(), value,
                   fmt::format("{} {}; expected at most {}", array->size(), key.name, most));
        }
        for (std::size_t i = 0; i < array->size(); ++i) {
            const Trail inside{&here, {}, i};
            const Table* element = std::get_if<Table>(&(*array)[i].data);
            if (!element) refuse_value(file_, inside.text(), (*array)[i], "a table");
            table(*element, key, &inside);
        }
    }

    [[noreturn]] void other_lab(const Value& value, const Key& key, const Trail& here) const {
        Value place;
        place.line = value.key_line;
        place.column = value.key_column;
        refuse(file_, here.text(), place,
               fmt::format("\"{}\" belongs to the lab \"{}\"; expected lab = \"{}\", or no {}",
                           key.name, key.lab, key.lab, key.name));
    }

    const std::string& file_;
    std::string lab_ = "surface";
};

void check_lab(const Experiment& experiment) {
    const Value* lab = experiment.document.find("lab");
    if (!lab) return;
    const std::string* name = std::get_if<std::string>(&lab->data);
    static const std::vector<std::string> now = {"surface", "network", "initializer",
                                                  "landscape"};
    if (name && std::find(now.begin(), now.end(), *name) != now.end()) return;
    const std::string expected = R"("surface", "network", "initializer" or "landscape")";
    refuse_value(experiment.file, "lab", *lab, expected, name ? did_you_mean(*name, now) : "");
}

}  // namespace

void refuse(const std::string& file, const std::string& path, const Value& value,
            const std::string& message) {
    if (value.line > 0) throw Error(message, {file, value.line, value.column});
    throw Error(path.empty() ? message : path + ": " + message, {file});
}

void refuse_value(const std::string& file, const std::string& path, const Value& value,
                  const std::string& expected, const std::string& suggestion) {
    const std::string name = value.line > 0 ? local_name(path) : path;
    throw Error(fmt::format("{} is {}; expected {}{}", name, toml_text::quoted(value), expected,
                            suggestion),
                {file, value.line, value.column});
}

void refuse_key(const std::string& file, const std::string& table, const std::string& key,
                const Value& value, std::span<const std::string> known) {
    const bool placed = value.key_line > 0 || table.empty();
    throw Error(fmt::format("unknown key {}; expected {}{}{}",
                            toml_text::quoted(Value(placed ? key : table + "." + key)),
                            known.size() == 1 ? "" : "one of ", fmt::join(known, ", "),
                            did_you_mean(key, known)),
                {file, value.key_line, value.key_column});
}

std::optional<double> finite_number(const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value.data))
        return static_cast<double>(*whole);
    if (const auto* number = std::get_if<double>(&value.data)) {
        if (std::isfinite(*number)) return *number;
    }
    return std::nullopt;
}

std::optional<std::int64_t> whole_number(const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value.data)) return *whole;
    const auto* number = std::get_if<double>(&value.data);
    constexpr double exact =
        9007199254740992.0;  // 2^53: beyond it a double may stand for its neighbours
    if (number && std::abs(*number) <= exact && std::trunc(*number) == *number) {
        return static_cast<std::int64_t>(*number);
    }
    return std::nullopt;
}

void check_document(const Experiment& experiment) {
    check_lab(experiment);
    Checker(experiment.file, experiment.document).table(experiment.document, schema::root(), nullptr);
}

}  // namespace tani
