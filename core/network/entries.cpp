// The catalogues of losses and initializers.
#include <algorithm>

#include "core/network/initializer.h"
#include "core/network/loss.h"

namespace tani {

namespace loss_entries {
#define TANI_ENTRY(id) LossEntry id();
#include "loss_entries.inc"
#undef TANI_ENTRY
}  // namespace loss_entries

namespace initializer_entries {
#define TANI_ENTRY(id) InitializerEntry id();
#include "initializer_entries.inc"
#undef TANI_ENTRY
}  // namespace initializer_entries

namespace {

template <class Entry>
std::vector<Entry> in_order(std::vector<Entry> list) {
    std::ranges::sort(list, [](const Entry& a, const Entry& b) {
        return a.order != b.order ? a.order < b.order : a.id < b.id;
    });
    return list;
}

template <class Entry>
const Entry* find_in(std::span<const Entry> entries, std::string_view id) {
    const auto found = std::ranges::find(entries, id, &Entry::id);
    return found == entries.end() ? nullptr : &*found;
}

template <class Entry>
std::vector<double> standards(const Entry& entry) {
    std::vector<double> settings;
    for (const Parameter& parameter : entry.parameters) settings.push_back(parameter.standard);
    return settings;
}

}  // namespace

std::span<const LossEntry> loss_catalogue() {
    static const std::vector<LossEntry> entries = in_order<LossEntry>({
#define TANI_ENTRY(id) loss_entries::id(),
#include "loss_entries.inc"
#undef TANI_ENTRY
    });
    return entries;
}

std::span<const InitializerEntry> initializer_catalogue() {
    static const std::vector<InitializerEntry> entries = in_order<InitializerEntry>({
#define TANI_ENTRY(id) initializer_entries::id(),
#include "initializer_entries.inc"
#undef TANI_ENTRY
    });
    return entries;
}

const LossEntry* find_loss(std::string_view id) { return find_in(loss_catalogue(), id); }
const InitializerEntry* find_initializer(std::string_view id) {
    return find_in(initializer_catalogue(), id);
}
std::vector<double> default_settings(const LossEntry& entry) { return standards(entry); }
std::vector<double> default_settings(const InitializerEntry& entry) { return standards(entry); }

std::string usual_loss(TargetKind kind) {
    switch (kind) {
        case TargetKind::numbers:
            return "mse";
        case TargetKind::classes:
            return "cross_entropy";
        case TargetKind::labels:
            return "binary_cross_entropy";
    }
    return "mse";
}

}  // namespace tani
