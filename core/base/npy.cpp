// NumPy's file of one array: a magic, the length of a head, the head, the numbers.
#include "core/base/npy.h"

#include <bit>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/base/error.h"

namespace tani {

namespace {

/// "(3, 4)", "(3,)", "()": as Python writes a tuple.
std::string tuple(std::span<const std::size_t> shape) {
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        text += fmt::format("{}{}", i > 0 ? " " : "", shape[i]);
        if (i + 1 < shape.size() || shape.size() == 1) text += ',';
    }
    return text + ')';
}

void write_head(std::ostream& out, std::string_view type, std::span<const std::size_t> shape) {
    static_assert(std::endian::native == std::endian::little);
    std::string head =
        fmt::format("{{'descr': {}, 'fortran_order': False, 'shape': {}, }}", type, tuple(shape));
    constexpr std::size_t before = 10, alignment = 64;
    head.append(alignment - 1 - (before + head.size()) % alignment, ' ');
    head += '\n';
    const auto size = static_cast<std::uint16_t>(head.size());
    out.write("\x93NUMPY\x01\x00", 8);
    out.put(static_cast<char>(size & 255)).put(static_cast<char>(size >> 8));
    out << head;
}

template <class T>
void write(std::ostream& out, const char* type, std::span<const std::size_t> shape,
           std::span<const T> numbers) {
    std::size_t count = 1;
    for (const std::size_t length : shape) count *= length;
    if (count != numbers.size()) {
        throw Error(fmt::format("{} numbers for an array of shape {}; expected {}", numbers.size(),
                                tuple(shape), count));
    }
    write_head(out, type, shape);
    out.write(reinterpret_cast<const char*>(numbers.data()),
              static_cast<std::streamsize>(numbers.size_bytes()));
}

}  // namespace

void write_npy(std::ostream& out, std::span<const std::size_t> shape,
               std::span<const float> numbers) {
    write(out, "'<f4'", shape, numbers);
}

void write_npy(std::ostream& out, std::span<const std::size_t> shape,
               std::span<const double> numbers) {
    write(out, "'<f8'", shape, numbers);
}

void write_npy(std::ostream& out, std::span<const std::size_t> shape,
               std::span<const std::int64_t> numbers) {
    write(out, "'<i8'", shape, numbers);
}

void write_npy_records(std::ostream& out, std::string_view description, std::size_t count,
                       std::string_view bytes) {
    write_head(out, description, std::vector{count});
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace tani
