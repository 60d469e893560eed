// What must hold for every generator of data and every reader of the catalogue.
#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "core/dataset/dataset.h"

using namespace tani;

namespace {

bool complete(const Text& text) { return !text.en.empty() && !text.ja.empty(); }

bool can_choose_samples(const DatasetEntry& entry) {
    return !entry.parameters.empty() && entry.parameters[0].id == "samples";
}

/// The defaults with fewer samples, for pictures take their time.
std::vector<double> small_settings(const DatasetEntry& entry) {
    std::vector<double> settings = default_settings(entry);
    if (can_choose_samples(entry)) settings[0] = std::min(settings[0], 203.0);
    return settings;
}

void check_data(const DatasetEntry& entry, const std::vector<double>& settings) {
    const Dataset data = entry.make(settings, 1);
    const DataOutline& outline = data.outline;
    CHECK(outline == entry.outline(settings));
    CHECK(outline.samples >= 1);
    CHECK(data.x.size() == static_cast<std::size_t>(outline.samples) * outline.input.size());
    CHECK(data.y.size() == static_cast<std::size_t>(outline.samples * outline.targets));
    const auto finite = [](float x) { return std::isfinite(x); };
    CHECK(std::ranges::all_of(data.x, finite));
    CHECK(std::ranges::all_of(data.y, finite));
    if (outline.kind == TargetKind::classes) {
        CHECK(outline.targets == 1);
        CHECK(outline.classes >= 2);
        CHECK(std::ranges::all_of(data.y, [&](float y) {
            return y == std::floor(y) && y >= 0 && y < static_cast<float>(outline.classes);
        }));
    } else {
        CHECK(outline.classes == 0);
    }
    if (outline.kind == TargetKind::labels) {
        CHECK(std::ranges::all_of(data.y, [](float y) { return y == 0 || y == 1; }));
    }
}

void check_parameter(const Parameter& p) {
    CAPTURE(p.id);
    CHECK(complete(p.name));
    CHECK(complete(p.help));
    CHECK_FALSE(p.symbol.empty());
    CHECK(p.element < 0);
    // Keys of the same table of an experiment.
    static const std::set<std::string> taken = {"name",   "file",  "labels",      "target",
                                                "inputs", "limit", "standardize", "validation",
                                                "split",  "seed"};
    CHECK_FALSE(taken.contains(p.id));
    CHECK(p.slider_from < p.slider_to);
    CHECK(p.bounds.contains(p.standard));
    CHECK(p.bounds.contains(p.slider_from));
    CHECK(p.bounds.contains(p.slider_to));
    CHECK((p.standard >= p.slider_from && p.standard <= p.slider_to));
    // A file may say nothing that makes without end.
    CHECK(std::isfinite(p.bounds.least));
    CHECK(std::isfinite(p.bounds.most));
    if (p.scale == Scale::whole) CHECK(p.standard == std::floor(p.standard));
}

}  // namespace

TEST_CASE("every text of a generator is there in both languages") {
    CHECK(dataset_catalogue().size() >= 20);
    for (const DatasetEntry& entry : dataset_catalogue()) {
        CAPTURE(entry.id);
        CHECK(complete(entry.name));
        CHECK(complete(entry.help));
        CHECK(find_dataset(entry.id) == &entry);
        std::set<std::string> ids;
        for (const Parameter& p : entry.parameters) {
            check_parameter(p);
            CHECK(ids.insert(p.id).second);
        }
        const Dataset data = entry.make(small_settings(entry), 0);
        for (const auto* names : {&data.input_names, &data.target_names, &data.class_names}) {
            for (const Text& name : *names) CHECK(complete(name));
        }
    }
    CHECK(find_dataset("moon") == nullptr);
    CHECK(find_dataset("") == nullptr);
}

TEST_CASE("every text of a reader is there in both languages") {
    CHECK(data_readers().size() == 4);
    for (const DataReader& reader : data_readers()) {
        CAPTURE(reader.id);
        CHECK(complete(reader.name));
        CHECK(complete(reader.help));
    }
}

TEST_CASE("data are what their outline says and finite") {
    for (const DatasetEntry& entry : dataset_catalogue()) {
        CAPTURE(entry.id);
        check_data(entry, default_settings(entry));
        for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
            const Parameter& p = entry.parameters[i];
            for (const double value : {p.slider_from, p.slider_to, p.bounds.least, p.bounds.most}) {
                // A hundred thousand pictures would take minutes.
                if (p.id == "samples" && value > 5000) continue;
                CAPTURE(p.id);
                CAPTURE(value);
                std::vector<double> settings = small_settings(entry);
                settings[i] = value;
                check_data(entry, settings);
            }
        }
    }
}

TEST_CASE("the same seed gives the same bits and another seed gives others") {
    for (const DatasetEntry& entry : dataset_catalogue()) {
        CAPTURE(entry.id);
        const std::vector<double> settings = small_settings(entry);
        const Dataset first = entry.make(settings, 11), again = entry.make(settings, 11);
        CHECK(first.x == again.x);
        CHECK(first.y == again.y);
        // A table of a few rows is the same for everybody.
        if (!can_choose_samples(entry)) continue;
        CHECK(entry.make(settings, 12).x != first.x);
    }
}

TEST_CASE("classes are balanced where the number of samples can be chosen") {
    for (const DatasetEntry& entry : dataset_catalogue()) {
        const DataOutline outline = entry.outline(small_settings(entry));
        if (outline.kind != TargetKind::classes || !can_choose_samples(entry)) continue;
        // Its classes are what chance makes of its inputs.
        if (entry.id == "gaussian") continue;
        CAPTURE(entry.id);
        std::vector<int> counts(static_cast<std::size_t>(outline.classes));
        const Dataset data = entry.make(small_settings(entry), 5);
        for (const float y : data.y) ++counts[static_cast<std::size_t>(y)];
        const auto [least, most] = std::ranges::minmax(counts);
        CHECK(most - least <= 1);
    }
}

TEST_CASE("inputs lie where networks train at their usual rates") {
    for (const DatasetEntry& entry : dataset_catalogue()) {
        CAPTURE(entry.id);
        const Dataset data = entry.make(default_settings(entry), 0);
        const auto [least, most] = std::ranges::minmax(data.x);
        // Of 100,000 normal numbers hardly one is beyond 5.
        const float reach = entry.id == "gaussian" ? 5.0f : 2.5f;
        CHECK(least > -reach);
        CHECK(most < reach);
        CHECK(most - least >= 0.75f);
    }
}

TEST_CASE("a truth belongs to a regression on one number and is finite") {
    for (const DatasetEntry& entry : dataset_catalogue()) {
        if (!entry.truth) continue;
        CAPTURE(entry.id);
        const std::vector<double> settings = default_settings(entry);
        const DataOutline outline = entry.outline(settings);
        CHECK(outline.kind == TargetKind::numbers);
        CHECK(outline.input == Shape{});
        CHECK(outline.targets == 1);
        for (const double x : {-3.0, 0.0, 1.5}) CHECK(std::isfinite(entry.truth(settings, x)));
    }
}
