// A look at a TOML text before it is parsed: size, depth, control characters, comments.
#include <fmt/format.h>

#include "core/experiment/toml.h"

namespace tani::toml_text {

namespace {

class Scanner {
  public:
    Scanner(std::string_view text, const std::string& file, const Limits& limits)
        : text_(text), file_(file), limits_(limits) {}

    Scan run() {
        if (text_.size() > limits_.bytes) {
            throw Error(
                fmt::format("{} bytes of text; expected at most {}", text_.size(), limits_.bytes),
                {file_});
        }
        while (at_ < text_.size()) outside_of_strings();
        return result_;
    }

  private:
    [[noreturn]] void fail(const std::string& message) const {
        throw Error(message, {file_, line_, column_});
    }

    bool starts(std::string_view with) const { return text_.substr(at_).starts_with(with); }

    void advance() {
        const auto c = static_cast<unsigned char>(text_[at_++]);
        const bool allowed = c == '\t' || c == '\n' || c == '\r';
        if ((c < 0x20 && !allowed) || c == 0x7F) {
            fail(fmt::format("control character with the code {}; expected text", c));
        }
        if (c == '\n') {
            ++line_;
            column_ = 1;
        } else if ((c & 0xC0) != 0x80) {
            ++column_;
        }
    }

    void advance(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) advance();
    }

    void outside_of_strings() {
        const char c = text_[at_];
        if (c == '#') return comment();
        if (c == '"' || c == '\'') return string(c);
        if (c == '[' || c == '{') {
            if (++depth_ > limits_.depth) {
                fail(fmt::format("brackets nest too deeply; expected at most {} levels",
                                 limits_.depth));
            }
        } else if (c == ']' || c == '}') {
            --depth_;
        }
        if (c == '.') {
            if (++dots_ > limits_.dots) {
                fail(fmt::format("a key of too many parts; expected at most {}", limits_.dots));
            }
        } else if (c == ',' || c == '=' || c == '\n' || c == '[' || c == '{') {
            dots_ = 0;
        }
        if (c == ',' || c == '=' || c == '[') count_item();
        advance();
    }

    void count_item() {
        if (++items_ > limits_.items)
            fail(fmt::format("too many values; expected at most {}", limits_.items));
    }

    void comment() {
        result_.has_comments = true;
        while (at_ < text_.size() && text_[at_] != '\n') advance();
    }

    void string(char quote) {
        const std::string three(3, quote);
        const int line = line_, column = column_;
        const bool is_long = starts(three);
        if (is_long) {
            advance(3);
            if (long_string(quote, three)) return;
        } else {
            advance();
            if (short_string(quote)) return;
        }
        throw Error(fmt::format("a text that is not closed; expected {} at its end",
                                is_long ? three : std::string(1, quote)),
                    {file_, line, column});
    }

    bool short_string(char quote) {
        while (at_ < text_.size() && text_[at_] != '\n') {
            const bool ends = text_[at_] == quote;
            const bool escapes = quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size() &&
                                 text_[at_ + 1] != '\n';
            advance(escapes ? 2 : 1);
            if (ends) return true;
        }
        return false;
    }

    bool long_string(char quote, const std::string& three) {
        while (at_ < text_.size()) {
            if (starts(three)) {
                advance(3);
                // Up to two quotes may stand right before the closing three.
                for (int extra = 0; extra < 2 && at_ < text_.size() && text_[at_] == quote; ++extra)
                    advance();
                return true;
            }
            const bool escapes = quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size();
            advance(escapes ? 2 : 1);
        }
        return false;
    }

    std::string_view text_;
    const std::string& file_;
    const Limits& limits_;
    std::size_t at_ = 0;
    int line_ = 1, column_ = 1;
    int depth_ = 0, dots_ = 0, items_ = 0;
    Scan result_;
};

}  // namespace

Scan scan(std::string_view text, const std::string& file, const Limits& limits) {
    return Scanner(text, file, limits).run();
}

}  // namespace tani::toml_text
