// Labels above marks never cover each other and stay within their room.
#include <vector>

#include <doctest/doctest.h>

#include "app/plot/labels.h"
#include "core/base/random.h"

using namespace tani;

TEST_CASE("a label with room stands centred above its mark") {
    const std::vector<LabelWish> wishes = {{100, 40}, {200, 60}};
    const std::vector<LabelPlace> places = place_labels(wishes, 0, 300, 5);
    CHECK(places == std::vector<LabelPlace>{{80, 0}, {170, 0}});
    CHECK(place_labels({}, 0, 300, 5).empty());
}

TEST_CASE("labels at the edge move inside and push their neighbours") {
    const std::vector<LabelWish> wishes = {{270, 40}, {295, 40}};
    CHECK(place_labels(wishes, 0, 300, 5) == std::vector<LabelPlace>{{215, 0}, {260, 0}});
    const std::vector<LabelWish> left = {{2, 40}, {4, 40}};
    CHECK(place_labels(left, 0, 300, 5) == std::vector<LabelPlace>{{0, 0}, {45, 0}});
}

TEST_CASE("labels that do not fit beside each other take another row") {
    const std::vector<LabelWish> wishes = {{50, 60}, {60, 60}, {70, 60}};
    const std::vector<LabelPlace> places = place_labels(wishes, 0, 130, 5);
    CHECK(rows_of(places) == 2);
    CHECK(places[0].row == places[2].row);
    CHECK(rows_of(place_labels(wishes, 0, 100, 5)) == 3);
    CHECK(rows_of(place_labels(wishes, 0, 10, 5)) == 3);
}

TEST_CASE("no two labels overlap wherever their marks are") {
    for (std::uint64_t trial = 0; trial < 2000; ++trial) {
        const auto draw = [&](std::uint64_t k) {
            return static_cast<float>(uniform(trial, Stream::chance, k));
        };
        const float to = 80 + 400 * draw(0), gap = 6;
        std::vector<LabelWish> wishes;
        float at = 0;
        for (std::uint64_t i = 0; i < 4; ++i) {
            at += draw(2 * i + 1) * (to - at);
            wishes.push_back({at, 20 + 50 * draw(2 * i + 2)});
        }
        const std::vector<LabelPlace> places = place_labels(wishes, 0, to, gap);
        bool apart = true;
        for (std::size_t i = 0; i < places.size(); ++i) {
            apart = apart && places[i].left >= 0 && places[i].left + wishes[i].width <= to + 0.01f;
            for (std::size_t j = 0; j < i; ++j) {
                if (places[i].row != places[j].row) continue;
                apart = apart && places[j].left + wishes[j].width + gap <= places[i].left + 0.01f;
            }
        }
        CAPTURE(trial);
        CHECK(apart);
    }
}
