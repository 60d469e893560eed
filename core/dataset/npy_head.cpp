// Reading NumPy's head, which is a Python dictionary written as text, and the numbers behind it.
#include "core/dataset/npy_head.h"

#include <array>
#include <bit>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "core/base/error.h"

namespace tani {

namespace {

/// NumPy itself refuses longer ones.
constexpr std::uint64_t most_head_bytes = 10'000;
constexpr std::size_t most_dimensions = 32;

/// {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
class HeadParser {
  public:
    HeadParser(const InputFile& file, std::string_view text) : file_(file), text_(text) {}

    NpyHead parse() {
        expect('{');
        while (!accept('}')) {
            const std::string_view key = string();
            expect(':');
            if (key == "descr") {
                read_type();
            } else if (key == "fortran_order") {
                read_order();
            } else if (key == "shape") {
                read_shape();
            } else {
                fail();
            }
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skip_spaces();
        if (at_ != text_.size() || !has_type_ || !has_order_ || !has_shape_) fail();
        return head_;
    }

  private:
    [[noreturn]] void fail() const {
        file_.fail("a head that is not NumPy's; expected descr, fortran_order and shape");
    }

    void skip_spaces() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    }

    bool accept(char c) {
        skip_spaces();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    void expect(char c) {
        if (!accept(c)) fail();
    }

    std::string_view string() {
        skip_spaces();
        if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"')) fail();
        const std::size_t from = at_ + 1, to = text_.find(text_[at_], from);
        if (to == text_.npos) fail();
        at_ = to + 1;
        return text_.substr(from, to - from);
    }

    bool accept_word(std::string_view word) {
        skip_spaces();
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    void read_type() {
        skip_spaces();
        if (at_ < text_.size() && text_[at_] == '[') {
            file_.fail("an array of records; expected one of plain numbers");
        }
        const std::string_view name = string();
        constexpr std::array<std::pair<std::string_view, NpyType>, 6> types = {
            {{"<f4", NpyType::f4},
             {"<f8", NpyType::f8},
             {"<i4", NpyType::i4},
             {"<i8", NpyType::i8},
             {"|u1", NpyType::u1},
             {"|b1", NpyType::boolean}}};
        for (const auto& [id, type] : types) {
            if (id == name) {
                head_.type = type;
                has_type_ = true;
                return;
            }
        }
        file_.fail(fmt::format("numbers of the type '{}'; expected <f4, <f8, <i4, <i8, |u1 or |b1",
                               printable(name)));
    }

    static std::string printable(std::string_view name) {
        std::string text;
        for (const char c : name.substr(0, 20)) text += c >= ' ' && c <= '~' ? c : '?';
        return text;
    }

    void read_order() {
        if (accept_word("True")) {
            file_.fail("an array in Fortran order; expected C order (numpy.ascontiguousarray)");
        }
        if (!accept_word("False")) fail();
        has_order_ = true;
    }

    void read_shape() {
        if (has_shape_) fail();
        expect('(');
        while (!accept(')')) {
            if (head_.shape.size() == most_dimensions) fail();
            head_.shape.push_back(length());
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        has_shape_ = true;
    }

    std::uint64_t length() {
        skip_spaces();
        constexpr std::uint64_t most = std::uint64_t{1} << 56;
        std::uint64_t value = 0;
        const std::size_t from = at_;
        for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
            value = value * 10 + static_cast<std::uint64_t>(text_[at_] - '0');
            if (value > most) fail();
        }
        if (at_ == from) fail();
        return value;
    }

    const InputFile& file_;
    std::string_view text_;
    std::size_t at_ = 0;
    NpyHead head_;
    bool has_type_ = false, has_order_ = false, has_shape_ = false;
};

std::uint64_t little_endian(std::span<const std::uint8_t> bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
    return value;
}

double number_at(const std::uint8_t* bytes, NpyType type) {
    static_assert(std::endian::native == std::endian::little);
    const auto as = [bytes](auto value) {
        std::memcpy(&value, bytes, sizeof value);
        return static_cast<double>(value);
    };
    switch (type) {
        case NpyType::f4:
            return as(float{});
        case NpyType::f8:
            return as(double{});
        case NpyType::i4:
            return as(std::int32_t{});
        case NpyType::i8:
            return as(std::int64_t{});
        case NpyType::u1:
            return as(std::uint8_t{});
        case NpyType::boolean:
            return *bytes != 0 ? 1 : 0;
    }
    return 0;
}

}  // namespace

std::uint64_t NpyHead::item_bytes() const {
    switch (type) {
        case NpyType::f4:
        case NpyType::i4:
            return 4;
        case NpyType::f8:
        case NpyType::i8:
            return 8;
        case NpyType::u1:
        case NpyType::boolean:
            return 1;
    }
    return 1;
}

std::string NpyHead::shape_text() const {
    return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

NpyHead read_npy_head(InputFile& file) {
    constexpr std::string_view magic = "\x93NUMPY";
    std::array<std::uint8_t, 8> start{};
    if (file.size() < start.size()) file.fail("not a NumPy file: it has no head");
    file.read(start);
    if (std::memcmp(start.data(), magic.data(), magic.size()) != 0) {
        file.fail("not a NumPy file: it does not begin with \\x93NUMPY");
    }
    const int version = start[6];
    if (version < 1 || version > 3) {
        file.fail(fmt::format("version {} of NumPy's format; expected 1, 2 or 3", version));
    }
    std::array<std::uint8_t, 4> length{};
    const auto length_bytes = std::span(length).first(version == 1 ? 2 : 4);
    file.read(length_bytes);
    const std::uint64_t head_bytes = little_endian(length_bytes);
    if (head_bytes > most_head_bytes) {
        file.fail(
            fmt::format("a head of {} bytes; expected at most {}", head_bytes, most_head_bytes));
    }
    std::vector<std::uint8_t> text(head_bytes);
    file.read(text);
    NpyHead head =
        HeadParser(file, {reinterpret_cast<const char*>(text.data()), text.size()}).parse();
    head.offset = start.size() + length_bytes.size() + head_bytes;
    const std::uint64_t data =
        product(std::array{product(head.shape), std::uint64_t{head.item_bytes()}});
    file.expect_size(std::max(data, data + head.offset));
    return head;
}

std::vector<double> read_npy_numbers(InputFile& file, const NpyHead& head, std::size_t count) {
    const auto item = static_cast<std::size_t>(head.item_bytes());
    std::vector<std::uint8_t> bytes(count * item);
    file.read(bytes);
    std::vector<double> numbers(count);
    for (std::size_t i = 0; i < count; ++i) numbers[i] = number_at(&bytes[i * item], head.type);
    return numbers;
}

}  // namespace tani
