// The words of the command line → experiments, sizes, languages.
#include <charconv>
#include <filesystem>
#include <iostream>
#include <iterator>

#include <fmt/format.h>

#include "app/cli/verbs.h"
#include "app/studio/bundled.h"

namespace tani {

namespace {

constexpr std::size_t largest_file = 1 << 20;

std::string standard_input() {
    std::string text;
    char block[1 << 16];
    while (text.size() <= largest_file && std::cin.read(block, sizeof block).gcount() > 0) {
        text.append(block, static_cast<std::size_t>(std::cin.gcount()));
    }
    return text;
}

Experiment read(const std::string& file) {
    if (file == "-") return read_experiment(standard_input(), "-");
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        for (const studio::Bundled& bundled : studio::bundled_experiments()) {
            if (bundled.id == file) return studio::load_bundled(bundled);
        }
    }
    return load_experiment(file);
}

}  // namespace

Experiment experiment_from(const ExperimentWords& words) {
    try {
        Experiment experiment = read(words.file);
        for (const std::string& assignment : words.assignments) set_from_text(experiment, assignment);
        return experiment;
    } catch (const Error& error) {
        throw WrongUsage(error.what());
    }
}

Plan plan_from(const Experiment& experiment) {
    try {
        return plan(experiment);
    } catch (const Error& error) {
        throw WrongUsage(error.what());
    }
}

Size size_from(const std::string& text, Size standard) {
    if (text.empty()) return standard;
    Size size{};
    const char* end = text.data() + text.size();
    const auto [middle, problem] = std::from_chars(text.data(), end, size.width);
    if (problem == std::errc() && middle != end && *middle == 'x') {
        const auto [last, second] = std::from_chars(middle + 1, end, size.height);
        const auto fits = [](int n) { return n >= 160 && n <= 7680; };
        if (second == std::errc() && last == end && fits(size.width) && fits(size.height)) return size;
    }
    throw WrongUsage(fmt::format("--size {}: expected WIDTHxHEIGHT, each from 160 to 7680, such as 1280x720", text));
}

std::optional<Language> language_from(const std::string& text) {
    if (text.empty()) return std::nullopt;
    if (text == "en") return Language::en;
    if (text == "ja") return Language::ja;
    throw WrongUsage(fmt::format("--language {}: expected en or ja", text));
}

std::optional<Theme> theme_from(const std::string& text) {
    if (text.empty()) return std::nullopt;
    if (text == "dark") return Theme::dark;
    if (text == "light") return Theme::light;
    if (text == "projector") return Theme::projector;
    throw WrongUsage(fmt::format("--theme {}: expected dark, light or projector", text));
}

}  // namespace tani
