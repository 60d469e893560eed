// Files for a test that vanish with it, and what a reader says of them.
#pragma once
#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

#include "core/base/error.h"
#include "core/dataset/dataset.h"

namespace tani {

/// A folder of its own for a test's files.
class Scratch {
  public:
    Scratch() {
        static std::atomic<int> count = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("tani_dataset_" + std::to_string(getpid()) + "_" + std::to_string(count++));
        std::filesystem::create_directories(folder_);
    }
    ~Scratch() { std::filesystem::remove_all(folder_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    std::string write(const std::string& name, std::string_view bytes) const {
        std::ofstream(path(name), std::ios::binary) << bytes;
        return path(name);
    }

  private:
    std::filesystem::path folder_;
};

/// A file that Python wrote (tests/dataset/files/make.py).
inline std::string given(const std::string& name) {
    return std::string(TANI_SOURCE_DIR) + "/tests/dataset/files/" + name;
}

inline std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// What is wrong with the data, or "" where they are read.
inline std::string refusal(const DataSpec& spec) {
    try {
        load(spec, 0);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

inline bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace tani
