// Data to train on: samples with targets, made by a generator of the catalogue or read from a file.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/aligned.h"
#include "core/base/parameter.h"
#include "core/base/text.h"

namespace tani {

/// The shape of one sample: numbers in a row (channels × 1 × 1), or a picture, channel by channel,
/// row by row, as PyTorch has it.
struct Shape {
    int channels = 1, height = 1, width = 1;
    std::size_t size() const {
        return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
               static_cast<std::size_t>(width);
    }
    bool picture() const { return height > 1 || width > 1; }
    bool operator==(const Shape&) const = default;
};

/// What a target is: numbers (regression), one class of several, or any of several labels.
enum class TargetKind { numbers, classes, labels };

/// What is known of data without making all of it.
struct DataOutline {
    int samples = 0;
    Shape input = {};
    TargetKind kind = TargetKind::numbers;
    int targets = 1;  ///< numbers in a row of y: as many as outputs or labels; 1 for classes
    int classes = 0;  ///< of TargetKind::classes
    bool operator==(const DataOutline&) const = default;
};

/// Samples in order; where the data are a series, that is the order of time.
struct Dataset {
    DataOutline outline = {};
    AlignedVector<float> x = {};  ///< samples × input.size(), row by row
    AlignedVector<float> y = {};  ///< samples × targets; a class is its index
    std::vector<Text> input_names = {}, target_names = {}, class_names = {};  ///< may be empty
    std::span<const float> input(int sample) const {
        const std::size_t n = outline.input.size();
        return {x.data() + static_cast<std::size_t>(sample) * n, n};
    }
    std::span<const float> target(int sample) const {
        const auto n = static_cast<std::size_t>(outline.targets);
        return {y.data() + static_cast<std::size_t>(sample) * n, n};
    }
};

enum class Split { random, time };

/// Which data, as an experiment says it.
struct DataSpec {
    std::string name = {};              ///< catalogue id; empty where a file is read
    std::vector<double> settings = {};  ///< one per DatasetEntry::parameters
    std::string file = {};              ///< path of a CSV, IDX, CIFAR-10 or NPY file
    std::string labels = {};            ///< path of a second file with the targets (IDX, NPY); may be empty
    std::vector<std::string> target = {}, inputs = {};  ///< names of CSV columns; empty: the last, all others
    int limit = 0;                 ///< of a file: only the first so many samples; 0: all
    bool standardize = false;      ///< every channel less its mean, over its deviation, of the training part
    double validation = 0.25;      ///< the share held out
    Split split = Split::random;
    std::optional<std::uint64_t> seed = {};  ///< of the generator and the split; none: the run's
    bool operator==(const DataSpec&) const = default;
};

/// One entry of the catalogue: `generators/<id>.cpp` defines `DatasetEntry <id>()`.
struct DatasetEntry {
    std::string id = {};
    int order = 1000;  ///< place in the order of teaching
    Text name = {};
    Text help = {};
    std::string source = {};  ///< where it comes from; empty for what everybody draws
    std::vector<Parameter> parameters = {};  ///< `samples` first where their number can be chosen
    std::function<DataOutline(std::span<const double> settings)> outline;
    /// Streams of core/base/random.h with Stream::data: a pure function of settings and seed.
    std::function<Dataset(std::span<const double> settings, std::uint64_t seed)> make;
    /// The mean of y at x without noise, of a regression on one number.
    std::function<double(std::span<const double> settings, double x)> truth = {};
};

/// All entries, in the order they are taught. Built once.
std::span<const DatasetEntry> dataset_catalogue();
const DatasetEntry* find_dataset(std::string_view id);
std::vector<double> default_settings(const DatasetEntry& entry);

/// A kind of file. `readers/<id>.cpp` defines `DataReader <id>()`.
struct DataReader {
    std::string id = {};
    Text name = {};
    Text help = {};                             ///< what such a file holds
    std::function<bool(const std::string& path)> fits;  ///< by name or first bytes
    /// Without reading the whole file where its head tells. Throws Error that names file and place.
    std::function<DataOutline(const DataSpec& spec)> outline;
    std::function<Dataset(const DataSpec& spec)> read;
};
std::span<const DataReader> data_readers();

/// Throws Error for a file that is missing, truncated, foreign or oversized.
DataOutline outline_of(const DataSpec& spec);
Dataset load(const DataSpec& spec, std::uint64_t run_seed);

/// The two parts of data. With Split::random the rows are drawn by Stream::split; with Split::time
/// the last rows are held out. Standardized where the spec says so.
struct SplitData {
    Dataset train, validation;
    std::vector<int> train_rows, validation_rows;  ///< where they stood
};
SplitData split(Dataset data, const DataSpec& spec, std::uint64_t run_seed);
/// How many samples split() leaves to train on: at least 1.
int train_samples(const DataOutline& outline, const DataSpec& spec);

}  // namespace tani
