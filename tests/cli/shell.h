// The program as a shell sees it: run it, and what it said.
#pragma once
#include <sys/wait.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

namespace at_the_shell {

namespace fs = std::filesystem;

struct Answer {
    int status = -1;
    std::string text;  ///< standard output and error
    double seconds = 0;
};

/// A folder of this process.
inline const fs::path& scratch() {
    static const fs::path folder = [] {
        const fs::path made = fs::temp_directory_path() / ("tani-cli-" + std::to_string(getpid()));
        fs::create_directories(made);
        return made;
    }();
    return folder;
}

inline Answer shell(const std::string& command) {
    const auto start = std::chrono::steady_clock::now();
    Answer answer;
    FILE* pipe = popen(("cd '" + scratch().string() + "' && " + command + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    char block[4096];
    for (std::size_t n; (n = std::fread(block, 1, sizeof block, pipe)) > 0;)
        answer.text.append(block, n);
    const int status = pclose(pipe);
    answer.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    answer.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return answer;
}

inline Answer tani(const std::string& words) {
    return shell(std::string(TANI_PROGRAM) + " " + words);
}

inline bool has(const Answer& answer, const std::string& part) {
    return answer.text.find(part) != std::string::npos;
}

/// All of a file; a path within the scratch folder, or a whole one.
inline std::string content(const fs::path& path) {
    std::ifstream in(scratch() / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write(const fs::path& path, const std::string& text) {
    std::ofstream(scratch() / path, std::ios::binary) << text;
}

}  // namespace at_the_shell
