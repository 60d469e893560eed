// What single generators promise beyond the laws that hold for all.
#include <algorithm>
#include <cmath>
#include <numbers>

#include <doctest/doctest.h>

#include "tests/dataset/trying.h"

using namespace tani;

namespace {

DataSpec standard(const std::string& name) {
    return {.name = name, .settings = default_settings(*find_dataset(name))};
}

void set(DataSpec& spec, const std::string& id, double value) {
    const auto& parameters = find_dataset(spec.name)->parameters;
    const auto found = std::ranges::find(parameters, id, &Parameter::id);
    REQUIRE(found != parameters.end());
    spec.settings[static_cast<std::size_t>(found - parameters.begin())] = value;
}

/// The truth table of a gate: for each row the inputs and the output.
void check_rows(const std::string& gate, const std::vector<std::vector<float>>& rows) {
    CAPTURE(gate);
    const Dataset data = load(standard(gate), 5);
    REQUIRE(data.outline.samples == static_cast<int>(rows.size()));
    for (int i = 0; i < data.outline.samples; ++i) {
        std::vector<float> row(data.input(i).begin(), data.input(i).end());
        row.push_back(data.target(i)[0]);
        CHECK(row == rows[static_cast<std::size_t>(i)]);
    }
}

}  // namespace

TEST_CASE("gates have the rows of their truth tables") {
    check_rows("and_gate", {{0, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}});
    check_rows("or_gate", {{0, 0, 0}, {0, 1, 1}, {1, 0, 1}, {1, 1, 1}});
    check_rows("xor_gate", {{0, 0, 0}, {0, 1, 1}, {1, 0, 1}, {1, 1, 0}});
    check_rows("not_gate", {{0, 1}, {1, 0}});
}

TEST_CASE("the last two prices of ice cream give the mean squared error of the lecture") {
    DataSpec spec = standard("ice_cream");
    spec.split = Split::time;
    spec.validation = 0.4;
    const SplitData parts = split(load(spec, 0), spec, 0);
    const double predictions[] = {400, 500};
    double squares = 0;
    for (int i = 0; i < 2; ++i)
        squares += std::pow(predictions[i] - parts.validation.target(i)[0], 2);
    CHECK(squares / 2 == 1250);
}

TEST_CASE("linearly separable points keep their margin on both sides of the line") {
    DataSpec spec = standard("linear");
    set(spec, "margin", 0.25);
    set(spec, "angle", 40);
    const Dataset data = load(spec, 3);
    const double angle = 40 * std::numbers::pi / 180;
    for (int i = 0; i < data.outline.samples; ++i) {
        const double distance =
            -std::sin(angle) * data.input(i)[0] + std::cos(angle) * data.input(i)[1];
        CHECK((data.target(i)[0] == 1 ? distance : -distance) >= 0.25 - 1e-6);
    }
}

TEST_CASE("XOR points and checkerboards have their class by their place") {
    const Dataset points = load(standard("xor_points"), 3);
    for (int i = 0; i < points.outline.samples; ++i) {
        const bool apart = points.input(i)[0] * points.input(i)[1] < 0;
        CHECK(points.target(i)[0] == (apart ? 1 : 0));
    }
    for (const int squares : {2, 3, 4, 5, 8}) {
        DataSpec spec = standard("checkerboard");
        set(spec, "squares", squares);
        const Dataset board = load(spec, 3);
        std::vector<int> filled(static_cast<std::size_t>(squares * squares));
        for (int i = 0; i < board.outline.samples; ++i) {
            const auto place = [&](float x) {
                return std::clamp(static_cast<int>((x + 1.5) / 3 * squares), 0, squares - 1);
            };
            const int column = place(board.input(i)[0]), row = place(board.input(i)[1]);
            CHECK(board.target(i)[0] == static_cast<float>((row + column) % 2));
            ++filled[static_cast<std::size_t>(row * squares + column)];
        }
        CHECK(std::ranges::min(filled) > 0);
    }
}

TEST_CASE("targets of a regression scatter around its truth as its noise says") {
    for (const DatasetEntry& entry : dataset_catalogue()) {
        if (!entry.truth) continue;
        CAPTURE(entry.id);
        DataSpec spec = standard(entry.id);
        set(spec, "samples", 4000);
        set(spec, "noise", 0.3);
        const Dataset data = load(spec, 7);
        double sum = 0, squares = 0;
        for (int i = 0; i < data.outline.samples; ++i) {
            const double off = data.target(i)[0] - entry.truth(spec.settings, data.input(i)[0]);
            sum += off;
            squares += off * off;
        }
        // Five deviations of the mean and of the variance of 4000 normal numbers.
        CHECK(std::abs(sum / 4000) < 5 * 0.3 / std::sqrt(4000.0));
        CHECK(std::abs(squares / 4000 - 0.09) < 5 * 0.09 * std::sqrt(2.0 / 4000));
    }
    const DatasetEntry& cubic = *find_dataset("cubic");
    CHECK(cubic.truth(default_settings(cubic), 2) == 17);
}

TEST_CASE("more samples leave the first ones as they were") {
    for (const char* name : {"moons", "blobs", "digits", "shapes", "line", "labels"}) {
        CAPTURE(name);
        DataSpec spec = standard(name);
        set(spec, "samples", 30);
        const Dataset few = load(spec, 2);
        set(spec, "samples", 60);
        const Dataset many = load(spec, 2);
        CHECK(std::equal(few.x.begin(), few.x.end(), many.x.begin()));
        CHECK(std::equal(few.y.begin(), few.y.end(), many.y.begin()));
    }
}

TEST_CASE("neighbouring samples share no random number") {
    const Dataset data = load(standard("labels"), 0);
    for (int i = 1; i < data.outline.samples; ++i) {
        CHECK(data.input(i)[0] != data.input(i - 1)[1]);
        CHECK(data.input(i)[0] != data.input(i - 1)[0]);
    }
}

TEST_CASE("without noise pictures are drawn in ink on a ground") {
    DataSpec spec = standard("digits");
    set(spec, "samples", 500);
    set(spec, "noise", 0);
    set(spec, "size", 20);
    const Dataset data = load(spec, 1);
    for (int i = 0; i < data.outline.samples; ++i) {
        double ink = 0;
        for (const float pixel : data.input(i)) {
            CHECK_FALSE((pixel < 0 || pixel > 1));
            ink += pixel;
        }
        // A stroke one box high and 0.09 wide is the least, a filled third of the picture the most.
        CHECK(ink > 0.03 * 400);
        CHECK(ink < 0.45 * 400);
        // Nothing touches the corners.
        CHECK(data.input(i).front() == 0);
        CHECK(data.input(i).back() == 0);
    }
}

TEST_CASE("each of several labels is there and absent and two may be there at once") {
    const Dataset data = load(standard("labels"), 0);
    int counts[3] = {}, together = 0, none = 0;
    for (int i = 0; i < data.outline.samples; ++i) {
        const auto y = data.target(i);
        for (std::size_t k = 0; k < 3; ++k) counts[k] += y[k] == 1;
        const float sum = y[0] + y[1] + y[2];
        together += sum > 1;
        none += sum == 0;
    }
    for (const int count : counts) {
        CHECK(count > 60);
        CHECK(count < 300);
    }
    CHECK(together > 30);
    CHECK(none > 30);
}

TEST_CASE("a drifting series is a fixed relation where its drift is 0") {
    DataSpec spec = standard("drift");
    set(spec, "drift", 0);
    set(spec, "noise", 0);
    const Dataset data = load(spec, 0);
    for (int i = 0; i < data.outline.samples; ++i) {
        CHECK(data.target(i)[0] == data.input(i)[1]);
        if (i > 0) CHECK(data.input(i)[0] > data.input(i - 1)[0]);
    }
}

TEST_CASE("a name or a setting that is wrong is refused with what was expected") {
    CHECK(has(refusal({.name = "mons"}), "no data of the name 'mons' (did you mean 'moons'?)"));
    CHECK(has(refusal({.name = "moons"}), "0 settings for the data 'moons'; expected 2"));
    DataSpec spec = standard("moons");
    set(spec, "samples", 1);
    CHECK(has(refusal(spec), "samples = 1 for the data 'moons'; expected a whole number"));
    set(spec, "samples", 10.5);
    CHECK(has(refusal(spec), "whole number"));
    set(spec, "samples", std::nan(""));
    CHECK(has(refusal(spec), "samples = nan"));
    DataSpec large = standard("shapes");
    set(large, "samples", 100'000);
    set(large, "size", 32);
    CHECK(has(refusal(large), "expected at most 100000000 numbers"));
    CHECK_THROWS_AS(outline_of(large), Error);
}
