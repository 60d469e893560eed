// Text with commas, record by record (RFC 4180): quoted fields may hold commas, quotes and new
// lines.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tani {

struct CsvField {
    std::string text;
    int line = 1, column = 1;  ///< where it begins; columns count characters
};

class CsvScanner {
  public:
    /// The text is kept by the caller. Skips a byte order mark.
    CsvScanner(std::string_view text, std::string file);
    /// Reads the next record that is not an empty line; false at the end. Throws Error with its
    /// place for a quote that is not closed, text after a closing quote, and NUL.
    bool next(std::vector<CsvField>& record);
    /// Where the last record ended.
    Place end() const { return end_; }

  private:
    [[noreturn]] void fail(const std::string& message, int line, int column) const;
    bool at_end() const { return at_ >= text_.size(); }
    bool at_break() const { return at_end() || text_[at_] == '\n' || text_[at_] == '\r'; }
    void advance();
    void end_of_line();
    void field(CsvField& field);
    void quoted(CsvField& field);

    std::string_view text_;
    std::string file_;
    std::size_t at_ = 0;
    int line_ = 1, column_ = 1;
    Place end_;
};

}  // namespace tani
