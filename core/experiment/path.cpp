// Paths are checked against the table of keys, so that --set and the panels cannot write what no
// file may say.
#include "core/experiment/path.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/experiment/toml.h"
#include "core/network/initializer.h"
#include "core/network/loss.h"
#include "core/optimizer/optimizer.h"
#include "core/optimizer/schedule.h"

namespace tani {

namespace {

using schema::Key;
using schema::Kind;

[[noreturn]] void no_such_key(std::string_view path, const std::string& part,
                              const std::vector<std::string>& known) {
    throw Error(fmt::format("there is no key {}; expected one of {}{}", quoted_path(path),
                            fmt::join(known, ", "), did_you_mean(part, known)));
}

/// Every parameter that any entry has, and the keys that all have.
template <class Entry>
std::vector<std::string> keys_of(std::span<const Entry> catalogue, std::vector<std::string> keys) {
    for (const Entry& entry : catalogue) {
        for (const Parameter& parameter : entry.parameters) {
            const bool of_the_inner_rule = parameter.id.starts_with(inner_prefix);
            if (!of_the_inner_rule &&
                std::find(keys.begin(), keys.end(), parameter.id) == keys.end())
                keys.push_back(parameter.id);
        }
    }
    return keys;
}

bool is_array_parameter(const std::string& id) {
    for (const RuleEntry& rule : rule_catalogue()) {
        for (const Parameter& parameter : rule.parameters) {
            if (parameter.id == id && parameter.element >= 0) return true;
        }
    }
    return false;
}

/// Walks a path along the table of keys. Throws Error where no experiment has such a path.
class PathCheck {
  public:
    PathCheck(std::string_view text, const Path& path) : text_(text), path_(path) {}

    Target run() {
        const Key* table = &schema::root();
        std::size_t i = 0;
        while (true) {
            const std::string& part = path_[i++];
            const Key* key = schema::find(*table, part);
            if (!key) return free_name(*table, part, i);
            if (i == path_.size()) return {key};
            if (key->kind == Kind::layers || key->kind == Kind::layer || key->kind == Kind::weights)
                return {};
            if (key->kind == Kind::tables) {
                index(i++);
                if (i == path_.size()) return {key};
            } else if (key->kind == Kind::constants) {
                return end_of_scalar(i + 1);
            } else if (key->kind == Kind::text) {
                return language(i);
            } else if (is_list(*key)) {
                index(i);
                return end_of_scalar(i + 1);
            } else if (key->keys.empty()) {
                return end_of_scalar(i);
            }
            table = key;
        }
    }

  private:
    static bool is_list(const Key& key) {
        return key.kind == Kind::pair || key.kind == Kind::whole_pair || key.kind == Kind::list;
    }

    Target free_name(const Key& table, const std::string& part, std::size_t next) const {
        if (table.open.empty()) no_such_key(text_, part, schema::names(table));
        const std::vector<std::string> known = free_names(table);
        if (std::find(known.begin(), known.end(), part) == known.end())
            no_such_key(text_, part, known);
        if (next < path_.size() && is_array_parameter(part)) {
            index(next);
            return end_of_scalar(next + 1);
        }
        return end_of_scalar(next);
    }

    static std::vector<std::string> free_names(const Key& table) {
        std::vector<std::string> own = schema::names(table);
        if (table.name == "schedule") return keys_of(schedule_catalogue(), std::move(own));
        if (table.name == "data") return keys_of(dataset_catalogue(), std::move(own));
        if (table.name == "loss") return keys_of(loss_catalogue(), std::move(own));
        if (table.name == "initializer" || table.name == "bias_initializer")
            return keys_of(initializer_catalogue(), std::move(own));
        return keys_of(rule_catalogue(), std::move(own));
    }

    Target language(std::size_t i) const {
        static const std::vector<std::string> known = {"en", "ja"};
        if (path_[i] != "en" && path_[i] != "ja") no_such_key(text_, path_[i], known);
        static const Key text = {"", Kind::text, "", {}};
        end_of_scalar(i + 1);
        return {&text};
    }

    Target end_of_scalar(std::size_t next) const {
        if (next < path_.size()) {
            throw Error(fmt::format(
                "there is nothing inside {}; the path {} is too long",
                quoted_path(fmt::format(
                    "{}", fmt::join(path_.begin(),
                                    path_.begin() + static_cast<std::ptrdiff_t>(next), "."))),
                quoted_path(text_)));
        }
        return {};
    }

    void index(std::size_t i) const {
        if (index_of(path_[i])) return;
        throw Error(fmt::format("{} in {} is not the number of an element; expected 0, 1, ...",
                                quoted_path(path_[i]), quoted_path(text_)));
    }

    std::string_view text_;
    const Path& path_;
};

}  // namespace

Path split(std::string_view text) {
    Path parts;
    while (true) {
        const std::size_t dot = text.find('.');
        parts.emplace_back(text.substr(0, dot));
        if (dot == std::string_view::npos) return parts;
        text.remove_prefix(dot + 1);
    }
}

std::optional<std::size_t> index_of(const std::string& part) {
    std::size_t index = 0;
    const char* end = part.data() + part.size();
    const auto result = std::from_chars(part.data(), end, index);
    if (result.ec != std::errc() || result.ptr != end || index > 1'000'000) return std::nullopt;
    return index;
}

std::string quoted_path(std::string_view path) {
    return toml_text::quoted(Value(std::string(path)));
}

Target check_path(std::string_view text) {
    constexpr std::size_t longest = 200;
    if (text.size() > longest) throw Error(fmt::format("there is no key {}", quoted_path(text)));
    return PathCheck(text, split(text)).run();
}

}  // namespace tani
