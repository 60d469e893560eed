// Error texts, suggestions and bounds.
#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/parameter.h"
#include "core/base/text.h"

using namespace tani;

TEST_CASE("an error says its file and line and column before its message") {
    const Error error("no good", {"a.toml", 3, 7});
    CHECK(std::string(error.what()) == "a.toml:3:7: no good");
    CHECK(error.message() == "no good");
    CHECK(error.place().line == 3);
}

TEST_CASE("an error leaves out what it does not know of its place") {
    CHECK(std::string(Error("no good").what()) == "no good");
    CHECK(std::string(Error("no good", {"a.toml"}).what()) == "a.toml: no good");
    CHECK(std::string(Error("no good", {"a.toml", 3}).what()) == "a.toml:3: no good");
    CHECK(std::string(Error("no good", {"", 0, 5}).what()) == "column 5: no good");
}

TEST_CASE("the nearest name is suggested") {
    const std::vector<std::string> names = {"momentum", "adam", "adagrad", "sgd"};
    CHECK(did_you_mean("momentun", names) == " (did you mean 'momentum'?)");
    CHECK(did_you_mean("adma", names) == " (did you mean 'adam'?)");
    CHECK(did_you_mean("sdg", names) == " (did you mean 'sgd'?)");
}

TEST_CASE("nothing is suggested where no name is near") {
    const std::vector<std::string> names = {"momentum", "adam"};
    CHECK(did_you_mean("rosenbrock", names).empty());
    CHECK(did_you_mean(std::string(100000, 'm'), names).empty());
    CHECK(did_you_mean("adam", {}).empty());
}

TEST_CASE("bounds hold their ends unless these are open") {
    const Bounds closed = {0, 1};
    CHECK(closed.contains(0));
    CHECK(closed.contains(1));
    CHECK_FALSE(closed.contains(1.0000001));
    const Bounds open = {.least = 0, .most = 1, .least_open = true, .most_open = true};
    CHECK_FALSE(open.contains(0));
    CHECK_FALSE(open.contains(1));
    CHECK(open.contains(0.5));
    CHECK_FALSE(closed.contains(std::numeric_limits<double>::quiet_NaN()));
}

TEST_CASE("bounds describe themselves") {
    CHECK(Bounds{0, 1}.text() == "in [0, 1]");
    CHECK(Bounds{.least = 0, .most = 1, .most_open = true}.text() == "in [0, 1)");
    CHECK(Bounds{.least = 0}.text() == "at least 0");
    CHECK(Bounds{.least = 0, .least_open = true}.text() == "greater than 0");
    CHECK(Bounds{.most = 2}.text() == "at most 2");
    CHECK(Bounds{}.text() == "a finite number");
}

TEST_CASE("a text without one language falls back to the other") {
    CHECK(Text{"valley", ""}.in(Language::ja) == "valley");
    CHECK(Text{"", "谷"}.in(Language::en) == "谷");
    CHECK(Text{"valley", "谷"}.in(Language::ja) == "谷");
    CHECK(Text{}.empty());
}
