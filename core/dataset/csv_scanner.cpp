// The records and fields of RFC 4180.
#include "core/dataset/csv_scanner.h"

namespace tani {

CsvScanner::CsvScanner(std::string_view text, std::string file)
    : text_(text), file_(std::move(file)), end_{file_, 1, 1} {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

void CsvScanner::fail(const std::string& message, int line, int column) const {
    throw Error(message, {file_, line, column});
}

void CsvScanner::advance() {
    const auto c = static_cast<unsigned char>(text_[at_++]);
    if (c == 0) fail("a NUL byte; expected text in UTF-8", line_, column_);
    if (c == '\n' || (c == '\r' && (at_end() || text_[at_] != '\n'))) {
        ++line_;
        column_ = 1;
    } else if ((c & 0xC0) != 0x80) {
        ++column_;
    }
}

void CsvScanner::end_of_line() {
    if (at_end()) return;
    const bool both = text_.substr(at_).starts_with("\r\n");
    advance();
    if (both) advance();
}

void CsvScanner::quoted(CsvField& field) {
    advance();
    while (true) {
        if (at_end()) {
            fail("a quote that is not closed; expected \" at the field's end", field.line,
                 field.column);
        }
        const char c = text_[at_];
        advance();
        if (c != '"') {
            field.text += c;
        } else if (!at_end() && text_[at_] == '"') {
            field.text += '"';
            advance();
        } else {
            break;
        }
    }
    if (!at_break() && text_[at_] != ',') {
        fail("text after a closing quote; expected a comma or the end of the line", line_, column_);
    }
}

void CsvScanner::field(CsvField& field) {
    field = {.text = {}, .line = line_, .column = column_};
    if (!at_end() && text_[at_] == '"') return quoted(field);
    const std::size_t from = at_;
    while (!at_break() && text_[at_] != ',') advance();
    field.text = text_.substr(from, at_ - from);
}

bool CsvScanner::next(std::vector<CsvField>& record) {
    while (!at_end() && at_break()) end_of_line();
    if (at_end()) return false;
    record.clear();
    while (true) {
        field(record.emplace_back());
        if (at_break()) break;
        advance();
    }
    end_ = {file_, line_, column_};
    end_of_line();
    return true;
}

}  // namespace tani
