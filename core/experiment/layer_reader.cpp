#include "core/experiment/layer_reader.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/experiment/check.h"
#include "core/experiment/merge.h"
#include "core/experiment/parameters.h"

namespace tani {

namespace {

std::vector<std::string> layer_names() {
    std::vector<std::string> names = ids(layer_catalogue());
    for (const LayerEntry& entry : activation_catalogue()) names.push_back(entry.id);
    names.emplace_back("repeat");
    return names;
}

/// Reads a list of layers and follows the shape through it.
class LayerReader {
  public:
    LayerReader(const Origin& origin, Shape shape) : origin_(origin), shape_(shape) {}

    std::vector<LayerSpec> list(const Value& value, const std::string& path, int depth) {
        const Array* array = std::get_if<Array>(&value.data);
        if (!array || array->empty())
            refuse_here(path, value, R"(a list of layers, such as [{ dense = 16 }, "tanh"])");
        if (depth > most_depth)
            complain(path, value, "layers inside layers inside layers; expected fewer levels");
        std::vector<LayerSpec> result;
        for (std::size_t i = 0; i < array->size(); ++i) {
            item((*array)[i], fmt::format("{}.{}", path, i), depth, result);
        }
        return result;
    }

    Shape shape() const { return shape_; }

  private:
    static constexpr int most_depth = 8;

    [[noreturn]] void complain(const std::string& path, const Value& value,
                               const std::string& message) const {
        refuse(origin_.experiment->file, path, value, message);
    }
    [[noreturn]] void refuse_here(const std::string& path, const Value& value,
                                  const std::string& expected,
                                  const std::string& suggestion = "") const {
        refuse_value(origin_.experiment->file, path, value, expected, suggestion);
    }

    [[noreturn]] void unknown_layer(const std::string& path, const Value& value,
                                    const std::string& name) const {
        const std::vector<std::string> known = layer_names();
        complain(path, value,
                 fmt::format("there is no layer \"{}\"; expected one of {}{}", name,
                             fmt::join(known, ", "), did_you_mean(name, known)));
    }

    void item(const Value& value, const std::string& path, int depth, std::vector<LayerSpec>& out) {
        // Repetitions of nothing are no layers, and take their time all the same.
        if (++items_ > 10 * schema::counts.layers)
            complain(path, value, "repetitions of repetitions without end; expected fewer");
        if (const std::string* name = std::get_if<std::string>(&value.data)) {
            const LayerEntry* entry = find_layer(*name);
            if (!entry) unknown_layer(path, value, *name);
            add({.name = entry->id, .settings = default_settings(*entry)}, *entry, value, path,
                out);
            return;
        }
        const Table* table = std::get_if<Table>(&value.data);
        if (!table || table->empty()) {
            refuse_here(path, value,
                        R"(a layer: a name in quotes, or a table such as { dense = 16 })");
        }
        if (table->find("repeat")) return repeat(*table, value, path, depth, out);
        named(*table, value, path, depth, out);
    }

    void named(const Table& table, const Value& value, const std::string& path, int depth,
               std::vector<LayerSpec>& out) {
        const LayerEntry* entry = nullptr;
        const Value* main = nullptr;
        for (const auto& [key, setting] : table.entries()) {
            const std::string* name =
                key == "name" ? std::get_if<std::string>(&setting.data) : nullptr;
            const LayerEntry* found = find_layer(name ? *name : key);
            if (name && !found) unknown_layer(path, setting, *name);
            if (!found) continue;
            if (entry)
                complain(
                    path, value,
                    fmt::format("both {} and {} in one layer; expected one", entry->id, found->id));
            entry = found;
            main = name ? nullptr : &setting;
        }
        if (!entry) unknown_layer(path, value, table.entries().front().first);
        LayerSpec spec{.name = entry->id, .settings = default_settings(*entry)};
        if (entry->container) {
            if (!main) refuse_here(path, value, "residual = [layers]");
            if (table.entries().size() > 1)
                complain(path, value,
                         "a residual block with other keys; expected { residual = [layers] }");
            const Shape before = shape_;
            spec.inside = list(*main, path + "." + entry->id, depth + 1);
            if (spec.inside.empty())
                complain(path, value, "a residual block without layers; expected at least one");
            if (shape_ != before) {
                complain(path, value,
                         fmt::format(
                             "what is inside makes {} of {}; a residual block must keep the shape",
                             text(shape_), text(before)));
            }
            out.push_back(std::move(spec));
            return;
        }
        settings(*entry, table, main, path, spec);
        add(std::move(spec), *entry, value, path, out);
    }

    void settings(const LayerEntry& entry, const Table& table, const Value* main,
                  const std::string& path, LayerSpec& spec) const {
        const Origin here{origin_.experiment, "", {}};
        for (const auto& [key, setting] : table.entries()) {
            if (key == "name") continue;
            const bool is_main = &setting == main;
            if (is_main && entry.parameters.empty()) {
                if (std::holds_alternative<bool>(setting.data)) continue;
                refuse_here(path + "." + key, setting,
                            fmt::format("\"{}\" in quotes: it has no parameters", entry.id));
            }
            const std::string& id = is_main ? entry.parameters.front().id : key;
            if (!set_parameter(entry.parameters, {path, id, setting}, here, spec.settings)) {
                std::vector<std::string> known = keys_of(entry.parameters);
                if (!entry.parameters.empty()) known[0] = entry.id;
                refuse_key(origin_.experiment->file, path, key, setting, known);
            }
        }
    }

    static std::string text(Shape shape) {
        return shape.picture() ? fmt::format("{}×{}×{}", shape.channels, shape.height, shape.width)
                               : fmt::format("{} numbers", shape.channels);
    }

    void add(LayerSpec spec, const LayerEntry& entry, const Value& value, const std::string& path,
             std::vector<LayerSpec>& out) {
        if (entry.container) refuse_here(path, value, "a table: { residual = [layers] }");
        if (++count_ > schema::counts.layers) {
            complain(
                path, value,
                fmt::format("more than {0} layers; expected at most {0}", schema::counts.layers));
        }
        const Fit result = fit(entry, spec.settings, shape_);
        if (!result.wrong.empty()) {
            complain(path, value,
                     fmt::format("{} after {}: {}", entry.id, text(shape_), result.wrong));
        }
        if (result.out.size() > most_numbers) {
            complain(path, value,
                     fmt::format("an output of {}; expected at most {} numbers", text(result.out),
                                 most_numbers));
        }
        shape_ = result.out;
        out.push_back(std::move(spec));
    }

    void repeat(const Table& table, const Value& value, const std::string& path, int depth,
                std::vector<LayerSpec>& out) {
        static const std::vector<std::string> known = {"repeat", "shared", "layers"};
        for (const auto& [key, setting] : table.entries()) {
            if (std::ranges::find(known, key) == known.end()) {
                refuse_key(origin_.experiment->file, path, key, setting, known);
            }
        }
        const Value& times = *table.find("repeat");
        const auto number = whole_number(times);
        if (!number || *number < 0 || *number > static_cast<std::int64_t>(schema::counts.layers)) {
            refuse_here(path + ".repeat", times,
                        fmt::format("a whole number from 0 to {}", schema::counts.layers));
        }
        const Value* shared = table.find("shared");
        if (shared && !std::holds_alternative<bool>(shared->data))
            refuse_here(path + ".shared", *shared, "true or false");
        const Value* layers = table.find("layers");
        if (!layers) refuse_here(path, value, "{ repeat = N, layers = [...] }");
        const bool share = *number > 1 && shared && std::get<bool>(shared->data);
        const std::size_t first = out.size();
        for (std::int64_t k = 0; k < *number; ++k) {
            const Shape before = shape_;
            std::vector<LayerSpec> once = list(*layers, path + ".layers", depth + 1);
            if (share) check_shared(once, before, path, value);
            append(out, std::move(once), k > 0 && share ? std::optional(first) : std::nullopt);
        }
    }

    void check_shared(const std::vector<LayerSpec>& layers, Shape before, const std::string& path,
                      const Value& value) const {
        if (shape_ != before) {
            complain(
                path, value,
                fmt::format("what is repeated makes {} of {}; shared weights need the same shape",
                            text(shape_), text(before)));
        }
        const auto holds_layers = [](const LayerSpec& layer) { return !layer.inside.empty(); };
        if (std::ranges::any_of(layers, holds_layers))
            complain(path, value, "a residual block with shared weights; expected shared = false");
    }

    /// Behind what there is, with the weights of the layers from `owners` on where these are to be
    /// shared.
    static void append(std::vector<LayerSpec>& out, std::vector<LayerSpec> more,
                       std::optional<std::size_t> owners) {
        const std::size_t begin = out.size();
        for (std::size_t i = 0; i < more.size(); ++i) {
            if (owners) {
                more[i].shares = static_cast<int>(*owners + i);
            } else if (more[i].shares >= 0) {
                more[i].shares += static_cast<int>(begin);
            }
            out.push_back(std::move(more[i]));
        }
    }

    static constexpr std::size_t most_numbers = 4'000'000;  // of one sample
    const Origin& origin_;
    Shape shape_;
    std::size_t count_ = 0, items_ = 0;
};

}  // namespace

LayersRead read_layers(const Value& value, const std::string& path, const Origin& origin,
                       Shape input) {
    LayerReader reader(origin, input);
    std::vector<LayerSpec> layers = reader.list(value, path, 0);
    return {std::move(layers), reader.shape()};
}

}  // namespace tani
