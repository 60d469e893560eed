// The undo list, and what does not count as a change.
#include "app/studio/history.h"

#include <array>

namespace tani::studio {

namespace {

constexpr std::array<std::string_view, 2> looking = {"view.camera", "view.selected"};

Experiment without_looking(Experiment experiment) {
    for (const std::string_view path : looking) erase_value(experiment, path);
    if (const Value* view = experiment.document.find("view")) {
        const Table* table = std::get_if<Table>(&view->data);
        if (table && table->empty()) experiment.document.erase("view");
    }
    return experiment;
}

std::size_t run_count(const Experiment& experiment) {
    const Value* runs = experiment.document.find("runs");
    const Array* list = runs ? std::get_if<Array>(&runs->data) : nullptr;
    return list ? list->size() : 1;
}

}  // namespace

void History::push(Experiment old) {
    future_.clear();
    past_.push_back(std::move(old));
    if (past_.size() > bound_) past_.pop_front();
}

std::optional<Experiment> History::undo(const Experiment& current) {
    if (past_.empty()) return std::nullopt;
    future_.push_back(current);
    Experiment old = std::move(past_.back());
    past_.pop_back();
    return old;
}

std::optional<Experiment> History::redo(const Experiment& current) {
    if (future_.empty()) return std::nullopt;
    past_.push_back(current);
    Experiment next = std::move(future_.back());
    future_.pop_back();
    return next;
}

bool differ_only_in_looking(const Experiment& a, const Experiment& b) {
    return without_looking(a) == without_looking(b);
}

Experiment looked_at_like(Experiment experiment, const Experiment& current) {
    for (const std::string_view path : looking) {
        const Value* value = find_value(current, path);
        if (!value) continue;
        if (path == "view.selected") {
            const auto* run = std::get_if<std::int64_t>(&value->data);
            if (!run || static_cast<std::size_t>(*run) >= run_count(experiment)) continue;
        }
        set_value(experiment, path, *value);
    }
    return experiment;
}

}  // namespace tani::studio
