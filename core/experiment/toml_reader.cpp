// toml++ keeps a table's keys sorted by name; the order of reading comes back from their places.
#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "core/experiment/toml.h"

namespace tani::toml_text {

namespace {

/// Lines of the text, for looking at how a string is written.
class Lines {
  public:
    explicit Lines(std::string_view text) : text_(text) {
        starts_.push_back(0);
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\n') starts_.push_back(i + 1);
        }
    }

    /// Whether `content` stands as it is after one quote at this place. Lines too long to look
    /// along count as no.
    bool holds(const std::string& content, int line, int column) const {
        constexpr std::size_t longest = 2000;
        if (line < 1 || static_cast<std::size_t>(line) > starts_.size()) return false;
        const auto next = static_cast<std::size_t>(line);
        const std::size_t begin = starts_[next - 1];
        const std::size_t end = next < starts_.size() ? starts_[next] - 1 : text_.size();
        if (end - begin > longest) return false;
        std::string_view rest = text_.substr(begin, end - begin);
        for (int skipped = 1; skipped < column && !rest.empty(); ++skipped) {
            do {
                rest.remove_prefix(1);
            } while (!rest.empty() && (static_cast<unsigned char>(rest.front()) & 0xC0) == 0x80);
        }
        if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return false;
        const char quote = rest.front();
        rest.remove_prefix(1);
        return rest.starts_with(content) && rest.substr(content.size()).starts_with(quote);
    }

  private:
    std::string_view text_;
    std::vector<std::size_t> starts_;
};

class Reader {
  public:
    Reader(std::string_view text, const std::string& file) : lines_(text), file_(file) {}

    Table table(const toml::table& source) const {
        struct Item {
            toml::source_position place;
            const toml::key* key;
            const toml::node* node;
        };
        std::vector<Item> items;
        items.reserve(source.size());
        for (const auto& [key, node] : source) items.push_back({key.source().begin, &key, &node});
        std::stable_sort(items.begin(), items.end(),
                         [](const Item& a, const Item& b) { return a.place < b.place; });
        Table result;
        result.entries().reserve(items.size());
        for (const Item& item : items) {
            Value read = value(*item.node);
            read.key_line = static_cast<int>(item.place.line);
            read.key_column = static_cast<int>(item.place.column);
            result.entries().emplace_back(std::string(item.key->str()), std::move(read));
        }
        return result;
    }

  private:
    Value value(const toml::node& node) const {
        const toml::source_position place = node.source().begin;
        Value result;
        result.line = static_cast<int>(place.line);
        result.column = static_cast<int>(place.column);
        if (const toml::table* inner = node.as_table()) {
            result.data = table(*inner);
        } else if (const toml::array* array = node.as_array()) {
            Array values;
            values.reserve(array->size());
            for (const toml::node& element : *array) values.push_back(value(element));
            result.data = std::move(values);
        } else if (const auto* text = node.as_string()) {
            result.verbatim = lines_.holds(text->get(), result.line, result.column);
            result.data = text->get();
        } else if (const auto* whole = node.as_integer()) {
            result.data = std::int64_t{whole->get()};
        } else if (const auto* number = node.as_floating_point()) {
            result.data = number->get();
        } else if (const auto* flag = node.as_boolean()) {
            result.data = flag->get();
        } else {
            throw Error(
                "a date or time; expected a number, a text in quotes, true, false, a list or a "
                "table",
                {file_, result.line, result.column});
        }
        return result;
    }

    Lines lines_;
    const std::string& file_;
};

/// "Error while parsing key-value pair: expected '='..." without its first words.
std::string reason(std::string_view description) {
    constexpr std::string_view prefix = "Error while parsing ";
    if (description.starts_with(prefix)) description.remove_prefix(prefix.size());
    return fmt::format("this is not TOML: {}", description);
}

}  // namespace

Table parse(std::string_view text, const std::string& file) {
    toml::table document;
    try {
        document = toml::parse(text);
    } catch (const toml::parse_error& error) {
        const toml::source_position place = error.source().begin;
        throw Error(reason(error.description()),
                    {file, static_cast<int>(place.line), static_cast<int>(place.column)});
    }
    return Reader(text, file).table(document);
}

}  // namespace tani::toml_text
