// Fields of CSV (RFC 4180), every number such that reading it gives the same double.
#pragma once
#include <string>

#include <fmt/format.h>

namespace tani {

/// A label, in quotes where it needs them.
std::string csv_quoted(const std::string& label);
/// A comma and the number; nan and inf are spelled so.
void append_number(fmt::memory_buffer& out, double value);

}  // namespace tani
