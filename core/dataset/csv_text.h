// What readers of tables as text share: the text of a file, and what a field says.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tani {

/// The whole of a file. Throws Error for one of more than 256 MiB.
std::string text_of(const std::string& path);

/// Without the spaces and tabs around it.
std::string_view trimmed(std::string_view text);

/// The number that a whole text is, "nan" and "inf" among them.
std::optional<double> number_in(std::string_view text);

/// Bytes that are UTF-8; where a name is shown, others would show as rubbish.
bool is_utf8(std::string_view text);

/// In quotes, to be shown in an error, however long it is.
std::string shown(const std::string& text);

}  // namespace tani
