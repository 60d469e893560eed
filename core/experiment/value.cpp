// Tables keep their keys in reading order; they are short, so a search along them is the fast way.
#include "core/experiment/value.h"

#include <algorithm>

namespace tani {

const Value* Table::find(std::string_view key) const {
    for (const Entry& entry : entries_) {
        if (entry.first == key) return &entry.second;
    }
    return nullptr;
}

Value* Table::find(std::string_view key) {
    return const_cast<Value*>(static_cast<const Table&>(*this).find(key));
}

Value& Table::operator[](std::string_view key) {
    if (Value* value = find(key)) return *value;
    return entries_.emplace_back(std::string(key), Value()).second;
}

void Table::erase(std::string_view key) {
    std::erase_if(entries_, [&](const Entry& entry) { return entry.first == key; });
}

const std::vector<Table::Entry>& Table::entries() const { return entries_; }
std::vector<Table::Entry>& Table::entries() { return entries_; }
bool Table::empty() const { return entries_.empty(); }
bool Table::operator==(const Table& other) const { return entries_ == other.entries_; }

}  // namespace tani
