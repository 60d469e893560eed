// The words of a formula, one at a time.
#pragma once
#include <string_view>

namespace tani {

enum class TokenKind { end, number, name, plus, minus, star, slash, caret, open, close, comma };

struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text;
    double value = 0;  ///< of a number
    int column = 1;    ///< in code points, from 1
};

/// Reads tokens from a text that must outlive it. Throws Error for characters that no formula has.
class Tokens {
  public:
    explicit Tokens(std::string_view text);
    const Token& now() const { return now_; }
    const Token& before() const { return before_; }
    bool is_open() const { return open_ > 0; }  ///< a '(' has not met its ')'
    void advance();

  private:
    std::string_view text_;
    std::size_t at_ = 0;
    int column_ = 1;
    int open_ = 0;
    Token now_, before_;

    Token next();
    Token number();
    Token taken(TokenKind kind, std::size_t bytes);
    [[noreturn]] void fail_character() const;
};

/// The column of a byte, in code points from 1.
int column_at(std::string_view text, std::size_t byte);

/// A letter or _ followed by letters, digits and _ (ASCII).
bool is_formula_name(std::string_view name);

}  // namespace tani
