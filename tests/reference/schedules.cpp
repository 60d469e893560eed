// Our schedules against PyTorch's; schedules.txt is made by schedules.py.
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/optimizer/schedule.h"

using namespace tani;

namespace {

std::vector<double> numbers(std::istream& words) {
    std::vector<double> all;
    for (double number = 0; words >> number;) all.push_back(number);
    return all;
}

std::size_t index_of(const ScheduleEntry& entry, const std::string& key) {
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        if (entry.parameters[i].id == key) return i;
    }
    FAIL("no parameter " << key << " in " << entry.id);
    return 0;
}

/// The words after "case": schedule, base, settings.
struct Case {
    const ScheduleEntry* entry = nullptr;
    double base = 0;
    std::vector<double> settings;
};

Case read_case(std::istream& words) {
    Case one;
    std::string word;
    words >> word >> one.base;
    one.entry = find_schedule(word);
    REQUIRE(one.entry);
    one.settings = default_settings(*one.entry);
    while (words >> word) {
        const std::size_t equals = word.find('=');
        one.settings[index_of(*one.entry, word.substr(0, equals))] =
            std::stod(word.substr(equals + 1));
    }
    return one;
}

}  // namespace

TEST_CASE("schedules give the rates of PyTorch") {
    std::ifstream file(TANI_SOURCE_DIR "/tests/reference/schedules.txt");
    std::vector<double> losses;
    int cases = 0;
    double worst = 0;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string first;
        words >> first;
        if (first == "losses") losses = numbers(words);
        if (first != "case") continue;
        const std::string described = line;
        CAPTURE(described);
        const Case one = read_case(words);
        std::getline(file, line);
        std::istringstream row(line);
        const std::vector<double> expected = numbers(row);
        REQUIRE(expected.size() == 100);
        REQUIRE(losses.size() == 100);
        const auto schedule = one.entry->make(one.settings);
        for (std::size_t step = 0; step < expected.size(); ++step) {
            const double rate =
                schedule->rate({static_cast<long>(step), 100, one.base, losses[step]});
            CAPTURE(step);
            const double apart = std::abs(rate - expected[step]);
            // Far above a few roundings; where PyTorch's rate is 0, so is ours.
            CHECK(apart <= 1e-12 * expected[step]);
            if (expected[step] > 0) worst = std::max(worst, apart / expected[step]);
        }
        ++cases;
    }
    CHECK(cases >= 48);
    MESSAGE(cases << " cases, largest relative difference " << worst);
}
