// A file of data on its way in: opened, measured and read in pieces, with limits that no head of a
// file can talk its way around.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <istream>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/dataset/dataset.h"

namespace tani {

inline constexpr std::uint64_t most_file_bytes = std::uint64_t{1} << 30;
/// Of all inputs of all samples: 400 MB in single precision; MNIST has 47 million.
inline constexpr std::uint64_t most_numbers = 100'000'000;
inline constexpr int most_classes = 1000;

/// A regular file of at most most_file_bytes. Throws Error for any other.
class InputFile {
  public:
    explicit InputFile(const std::string& path);
    /// What an archive holds under this name, already unpacked.
    InputFile(std::string name, std::string bytes);
    const std::string& path() const { return path_; }
    std::uint64_t size() const { return size_; }
    /// Fills `bytes` from where the last read ended. Throws Error where the file ends before.
    void read(std::span<std::uint8_t> bytes);
    void skip_to(std::uint64_t offset);
    /// Throws Error with this file as its place.
    [[noreturn]] void fail(const std::string& message) const;
    /// Throws Error unless the file has as many bytes as its head asks for.
    void expect_size(std::uint64_t expected) const;

  private:
    std::string path_;
    std::unique_ptr<std::istream> stream_;
    std::uint64_t size_ = 0;
};

/// The product, or the largest number where it is larger.
std::uint64_t product(std::span<const std::uint64_t> factors);

/// The outline of `count` samples of this shape, of which the spec may want fewer. Throws Error
/// where there are none, or more numbers than most_numbers.
DataOutline outline_in(const InputFile& file, std::uint64_t count,
                       std::span<const std::uint64_t> shape, const DataSpec& spec);

/// What only some kinds of files have. Throw Error where the spec gives it.
void refuse_columns(const DataSpec& spec);
void refuse_labels_file(const DataSpec& spec);

/// The file that holds the targets. Throws Error where its count of targets is not `samples`.
void expect_as_many(const InputFile& labels, std::uint64_t targets, std::uint64_t samples);

/// The lower-case end of a path is this.
bool ends_with(const std::string& path, std::string_view end);
/// The first bytes of a file, fewer where it has fewer, none where it cannot be read.
std::vector<std::uint8_t> first_bytes(const std::string& path, std::size_t count);

}  // namespace tani
