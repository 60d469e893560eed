// Hostile texts: each ends soon, in an experiment or in an Error.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "tests/experiment/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

std::string repeated(const std::string& part, int count) {
    std::string text;
    text.reserve(part.size() * static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) text += part;
    return text;
}

std::string numbered(int count, const std::function<std::string(int)>& part) {
    std::string text;
    for (int i = 0; i < count; ++i) text += part(i);
    return text;
}

std::string random_bytes(std::size_t count, std::uint64_t seed) {
    std::string text(count, ' ');
    for (std::size_t i = 0; i < count; ++i) {
        text[i] = static_cast<char>(static_cast<int>(256 * uniform(seed, Stream::data, i)));
    }
    return text;
}

/// The problem with a text, which has to be found within a second.
std::string within_a_second(const std::string& text) {
    const auto begin = std::chrono::steady_clock::now();
    const std::string said = problem(text);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    CHECK(seconds.count() < 1.0);
    CHECK(said.size() < 2000);
    return said;
}

}  // namespace

TEST_CASE("a hundred thousand parentheses are refused") {
    CHECK(has(within_a_second("[surface]\nformula = \"" + repeated("(", 100000) + "\""),
              "a.toml:2:"));
    CHECK(has(within_a_second("[surface]\nformula = \"" + repeated("(", 900) + "x" +
                              repeated(")", 900) + "\""),
              "a.toml:2:"));
}

TEST_CASE("NUL bytes and other control characters are refused where they stand") {
    CHECK(has(within_a_second(std::string("steps = 5\n\0", 11)),
              "a.toml:2:1: control character with the code 0"));
    CHECK(has(within_a_second(std::string("title = \"a\0b\"", 13)), "a.toml:1:11: "));
    CHECK(has(within_a_second("title = \"a\x1b[31m\""), "a.toml:1:11: "));
    CHECK(has(within_a_second("title = \"a\\u0000b\""), "a.toml:1:9: "));
    CHECK(has(within_a_second("[surface]\nformula = \"x\\u0000\""), "a.toml:2:11: "));
    CHECK_FALSE(within_a_second("\xff\xfe\x01").empty());
}

TEST_CASE("deep nesting of every kind is refused") {
    for (const std::string& text :
         {"a = " + repeated("[", 300), "a = " + repeated("[", 300) + repeated("]", 300),
          "a = " + repeated("{a=", 300), "a = " + repeated("[", 1000000),
          "[" + repeated("a.", 300) + "a]", repeated("a.", 500000) + "a = 1",
          "[[" + repeated("a.", 300) + "a]]", "a = " + repeated("[{a=", 300),
          "\"a\"." + repeated("'b'.", 300) + "c = 1"}) {
        CAPTURE(text.substr(0, 40));
        CHECK(has(within_a_second(text), "a.toml:1:"));
    }
}

TEST_CASE("huge numbers are refused with their place") {
    CHECK(has(within_a_second("steps = 99999999999999999999999999"), "a.toml:1:"));
    CHECK(has(within_a_second("steps = " + repeated("9", 1000000)), "a.toml:1:"));
    CHECK(has(within_a_second("start = [1e999, 0]"), "a.toml:1:"));
    CHECK(has(within_a_second("seed = 9223372036854775808"), "a.toml:1:"));
    CHECK(within_a_second("seed = 9223372036854775807").empty());
}

TEST_CASE("a mebibyte of anything ends within a second") {
    const std::vector<std::string> texts = {
        random_bytes(1 << 20, 1),
        repeated("#", 1 << 20),
        repeated("\n", 1 << 20),
        "title = \"" + repeated("a", 1000000) + "\"",
        "title = \"" + repeated("\\u00e9", 150000) + "\"",
        repeated("\"\"\"", 300000),
        "start = [" + repeated("1,", 500000) + "]",
        "runs = [" + repeated("{},", 300000) + "]",
        "runs = [" + repeated("{formula=\"x\"},", 60000) + "]",
        repeated("[[runs]]\n", 100000),
        "changes = [" + numbered(30000, [](int i) { return "{step=" + std::to_string(i) + "},"; }) +
            "]",
        numbered(80000, [](int i) { return "k" + std::to_string(i) + "=1\n"; }),
        numbered(60000, [](int i) { return "[a" + std::to_string(i) + ".b.c]\n"; }),
        "[surface]\nformula = \"x\"\nconstants = {" +
            numbered(60000,
                     [](int i) { return (i ? "," : "") + ("k" + std::to_string(i) + "=1"); }) +
            "}",
        "[view]\npanels = [" + repeated("\"loss\",", 100000) + "]",
        repeated("谷", 300000),
    };
    for (const std::string& text : texts) {
        CAPTURE(text.substr(0, 60));
        within_a_second(text);
    }
    CHECK(within_a_second(repeated("#", 1 << 20)).empty());
    CHECK(has(within_a_second(repeated("#", (1 << 20) + 1)), "expected at most 1048576"));
}

TEST_CASE("an endless file is read no further than it may go") {
    const std::filesystem::path endless = "/dev/zero";
    if (!std::filesystem::exists(endless)) return;
    CHECK_THROWS_AS(load_experiment(endless.string()), Error);
}

TEST_CASE("the most runs and changes that are allowed are planned within a second") {
    std::string text = "steps = 1000\n[surface]\nformula = \"" + repeated("x*y+", 100) +
                       "a\"\nconstants = { a = 1 }\n";
    for (int run = 0; run < 64; ++run) {
        text += "[[runs]]\nchanges = [" +
                numbered(60,
                         [](int i) {
                             return "{step=" + std::to_string(i) +
                                    ",optimizer={lr=0.1},surface={constants={a=" +
                                    std::to_string(i) + "}}},";
                         }) +
                "]\n";
    }
    CHECK(within_a_second(text) == "");
}

TEST_CASE("more runs and changes than allowed are refused") {
    CHECK(has(within_a_second(repeated("[[runs]]\n", 65)), "65 runs; expected at most 64"));
    const std::string changes =
        "changes = [" + numbered(1001, [](int i) { return "{step=" + std::to_string(i) + "},"; }) +
        "]\n";
    CHECK(has(within_a_second(changes), "1001 changes; expected at most 1000"));
    CHECK(within_a_second(
              "changes = [" +
              numbered(1000, [](int i) { return "{step=" + std::to_string(i) + "},"; }) + "]\n")
              .empty());
}

TEST_CASE(
    "broken copies of a good file end in an experiment that reads back equal or in an error with a "
    "place") {
    int good = 0;
    auto pick = [n = std::uint64_t{0}](std::size_t below) mutable {
        return static_cast<std::size_t>(uniform(11, Stream::data, n++) *
                                        static_cast<double>(below));
    };
    const std::string alphabet = "[]{}=.,\"'\\#\n 0-9aexy^(\t";
    for (int round = 0; round < 3000; ++round) {
        std::string text(example);
        for (std::size_t edits = 1 + pick(3); edits > 0; --edits) {
            const std::size_t at = pick(text.size());
            switch (pick(4)) {
                case 0:
                    text.erase(at, 1 + pick(10));
                    break;
                case 1:
                    text.insert(at, 1, alphabet[pick(alphabet.size())]);
                    break;
                case 2:
                    text[at] = static_cast<char>(pick(256));
                    break;
                default:
                    text.insert(at, text.substr(pick(text.size()), 1 + pick(20)));
                    break;
            }
        }
        CAPTURE(text);
        try {
            const Experiment experiment = read(text);
            CHECK(read(write_experiment(experiment)) == experiment);
            ++good;
        } catch (const Error& error) {
            CHECK(error.place().line > 0);
        }
    }
    CHECK(good > 30);
}

TEST_CASE("networks beyond all measure are refused at once where they stand") {
    const auto said = [](const std::string& text) {
        return within_a_second("lab = \"network\"\n" + text);
    };
    const auto layers = [&](const std::string& list) {
        return said("network = { layers = [" + list + ", { dense = 2 }] }");
    };
    CHECK(has(layers("{ repeat = 1000000, layers = [\"tanh\"] }"),
              "a.toml:2:34: network.layers.0.repeat"));
    CHECK(has(layers("{ repeat = 1000, layers = [\"tanh\"] }"), "more than 1000 layers"));
    CHECK(has(layers("{ dense = 1e9 }"), "a.toml:2:33: "));
    CHECK(has(layers("{ dense = 4096 }, { repeat = 3, layers = [{ dense = 4096 }] }"),
              "weights; expected at most 20000000"));
    CHECK(has(said("data = { name = \"moons\", samples = 1e9 }"), "a.toml:2:36: "));
    CHECK(has(said("data = { name = \"digits\", size = 10000 }"), "a.toml:2:34: "));
    CHECK(has(said("data = { name = \"digits\", samples = 100000, size = 64 }"), "a.toml:"));
    CHECK(has(layers(repeated("{ residual = [", 100) + "\"tanh\"" + repeated("] }", 100)),
              "a.toml:2:"));
    CHECK(has(layers("{ residual = [{ repeat = 0, layers = [\"tanh\"] }] }"), "a.toml:2:23: "));
}

TEST_CASE("repetitions of repetitions of nothing end within a second") {
    std::string list = "{ repeat = 0, layers = [\"tanh\"] }";
    for (int level = 0; level < 6; ++level) list = "{ repeat = 1000, layers = [" + list + "] }";
    CHECK(has(within_a_second("lab = \"network\"\nnetwork = { layers = [" + list + "] }"),
              "a.toml:2:"));
}

TEST_CASE("a mini-batch that fills the memory is refused where it is said") {
    const std::string wide =
        "lab = \"network\"\nnetwork = { layers = [{ repeat = 4, layers = [{ dense = 1024 }, "
        "\"tanh\"] }, { dense = 2 }] }\ndata = { name = \"moons\", samples = 100000 }\n";
    CHECK(has(within_a_second(wide + "batch = \"all\""),
              "a.toml:4:9: 75000 samples at once take"));
    CHECK(has(within_a_second(wide + "changes = [{ step = 5, batch = 50000 }]"), "a.toml:4:32: "));
    CHECK(within_a_second(wide + "batch = 1000").empty());
}
