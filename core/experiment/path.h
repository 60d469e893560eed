// Dotted paths such as "runs.0.optimizer.lr", and which of them an experiment can have.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/schema.h"

namespace tani {

using Path = std::vector<std::string>;

Path split(std::string_view text);

/// "3" → 3; none for anything else. Never more than a list may hold.
std::optional<std::size_t> index_of(const std::string& part);

/// What the schema says of a path.
struct Target {
    const schema::Key* key = nullptr;  ///< null for free names: parameters, constants, elements
};

/// Throws Error for a path that no experiment can have.
Target check_path(std::string_view text);

/// A path or a key for a message: in quotes and cut short.
std::string quoted_path(std::string_view path);

}  // namespace tani
