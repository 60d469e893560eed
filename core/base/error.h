// The one exception type: "cannot go on here". Divergence and the like are values, never errors.
#pragma once
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tani {

/// Where in a text something is wrong; line and column count from 1, 0 is unknown.
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
};

/// What failed, where, and what was expected. `what()` reads "FILE:LINE:COLUMN: message".
class Error : public std::runtime_error {
  public:
    explicit Error(const std::string& message, Place place = {});
    const std::string& message() const { return message_; }
    const Place& place() const { return place_; }

  private:
    std::string message_;
    Place place_;
};

/// " (did you mean 'momentum'?)" for the nearest candidate, or "" when none is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace tani
