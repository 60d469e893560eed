// A document value: what an experiment file holds, in the order it was written, with where it
// stood.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/error.h"

namespace tani {

class Value;
using Array = std::vector<Value>;

/// Keys in reading order. Equality is by content and order of keys, not by place.
class Table {
  public:
    using Entry = std::pair<std::string, Value>;
    const Value* find(std::string_view key) const;
    Value* find(std::string_view key);
    Value& operator[](std::string_view key);  ///< adds at the end what is missing
    void erase(std::string_view key);
    const std::vector<Entry>& entries() const;
    std::vector<Entry>& entries();
    bool empty() const;
    bool operator==(const Table&) const;

  private:
    std::vector<Entry> entries_;
};

class Value {
  public:
    using Data = std::variant<bool, std::int64_t, double, std::string, Array, Table>;
    Value() = default;
    Value(Data content) : data(std::move(content)) {}
    Value(bool b) : data(b) {}
    Value(int i) : data(std::int64_t{i}) {}
    Value(std::int64_t i) : data(i) {}
    Value(double d) : data(d) {}
    Value(std::string s) : data(std::move(s)) {}
    Value(const char* s) : data(std::string(s)) {}
    Value(Array a) : data(std::move(a)) {}
    Value(Table t) : data(std::move(t)) {}

    Data data = std::int64_t{0};
    int line = 0,
        column = 0;  ///< of the value in its file; 0 when it came from elsewhere; not compared
    int key_line = 0, key_column = 0;  ///< of its key, likewise
    bool verbatim =
        false;  ///< a text whose characters stand in the file as they are, after one quote
    bool operator==(const Value& other) const { return data == other.data; }
};

}  // namespace tani
