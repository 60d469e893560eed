// Aggregates member by member.
#include <doctest/doctest.h>

#include "core/base/fields.h"

using namespace tani;

namespace {

template <class T>
struct Power {
    T base{}, value{1};
};

template <class T>
struct Rule {
    static constexpr int parts = 2;
    T rate{}, decay{};
    bool first = false, second = false;
    Power<T> power;
    T last{};
};

}  // namespace

TEST_CASE("members are counted without what is static and without looking into aggregates") {
    CHECK(fields::count<Rule<double>>() == 6);
    CHECK(fields::count<Power<float>>() == 2);
}

TEST_CASE("an aggregate of doubles becomes one of floats member by member") {
    const Rule<double> from{0.1, 0.999, true, false, {0.9, 0.81}, -3};
    const auto to = converted<Rule<float>>(from);
    CHECK(to.rate == 0.1f);
    CHECK(to.decay == 0.999f);
    CHECK(to.first);
    CHECK_FALSE(to.second);
    CHECK(to.power.base == 0.9f);
    CHECK(to.power.value == 0.81f);
    CHECK(to.last == -3.0f);
}

TEST_CASE("switches that the compiler knows are those of the aggregate") {
    for (const bool first : {false, true}) {
        for (const bool second : {false, true}) {
            const Rule<float> rule{2, 0, first, second, {}, 0};
            int calls = 0;
            with_known_switches(rule, [&](const Rule<float>& known) {
                ++calls;
                CHECK(known.first == first);
                CHECK(known.second == second);
                CHECK(known.rate == 2);
            });
            CHECK(calls == 1);
        }
    }
}
