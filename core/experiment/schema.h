// What an experiment file may say: one description of every key feeds the checks, --set and the
// help.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/parameter.h"
#include "core/base/text.h"
#include "core/experiment/value.h"

namespace tani::schema {

enum class Kind {
    text,        ///< a string, or { en, ja }
    word,        ///< a name of a catalogue
    formula,     ///< a string in x and y
    axis,        ///< "KEY=FROM:TO:COUNT"
    choice,      ///< one of `choices`
    list,        ///< an array of different `choices`
    toggle,      ///< true or false
    number,      ///< finite and within `bounds`
    whole,       ///< whole and within `bounds`
    pair,        ///< two finite numbers
    whole_pair,  ///< two whole numbers from 0
    table,       ///< of `keys`
    named,       ///< a table of `keys`, or its `name` alone
    constants,   ///< a table of finite numbers with free names
    tables,      ///< an array of tables of `keys`
    layers,      ///< an array of layers: names, or tables that name one
    layer,       ///< one of them
    weights,     ///< a table of arrays of numbers with free names
    words,       ///< a text, or an array of texts
    batch,       ///< a whole number from 1, or "all"
    moment       ///< a step, from 0, "final" or "mean"
};

struct Key {
    std::string name;
    Kind kind;
    std::string standard;  ///< the default, for people
    Text help;
    Bounds bounds = {};
    std::vector<std::string> choices = {};
    std::vector<Key> keys = {};
    /// Of the other keys that are allowed here and checked by what the name says (the parameters of
    /// an update rule); empty: there are none.
    Text open = {};
    std::string example = {};  ///< a name, where the default is none
    bool repeated = false;     ///< described elsewhere (a run repeats the keys of the base)
    /// The only lab that has it; empty: all; "network": every lab that trains networks.
    std::string lab = {};
};

/// Whether experiments of a lab may say the key.
bool belongs(const Key& key, std::string_view lab);

/// The whole file, as a table.
const Key& root();

/// The description of a key in a table, or null.
const Key* find(const Key& table, std::string_view name);

/// "a whole number from 1 to 1000000": what a value of this key has to be.
std::string expected(const Key& key);

/// Names of the keys of a table.
std::vector<std::string> names(const Key& table);

/// How far numbers of items may go, so that every file is read within a moment.
struct Counts {
    std::size_t runs = 64;
    std::size_t changes = 1000;  ///< of one run
    std::size_t all_changes = 4000;
    std::size_t constants = 32;
    std::size_t label_bytes = 200;
    std::size_t text_bytes = 2000;  ///< of a title or a caption
    std::size_t layers = 1000;      ///< of a network, with its repetitions
    std::size_t weights = 20'000'000;
    std::size_t batch_numbers = 500'000'000;  ///< of a pass: 2 GB
};
inline constexpr Counts counts{};

inline constexpr int most_steps = 1'000'000;

}  // namespace tani::schema
