// The initializer lab as a shell sees it: the table, the histograms, the values, and what is wrong.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/cli/shell.h"

namespace {

using namespace at_the_shell;

const std::string wall =
    "lab = 'initializer'\nsteps = 4\nwall = { every = 2, samples = 60 }\n"
    "network = { depth = 2, width = 9, activation = 'sigmoid' }\n"
    "data = { name = 'gaussian', samples = 100, dimension = 5, classes = 3 }\n"
    "runs = [{ network = { initializer = 'xavier_normal' } },"
    " { label = 'all, one', network = { initializer = { name = 'constant', value = 1 } } }]\n";

const std::string csv_head = "run,step,layer,quantity,mean,std,min,max,near_zero,saturated\n";

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// The cells of a line; quoted ones have no quotes in them here.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += c;
    }
    return cells;
}

template <class T>
T number_at(const std::string& bytes, std::size_t at) {
    T value{};
    REQUIRE(at + sizeof value <= bytes.size());
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

/// UTF-32 text of so many places, without what fills it up.
std::string text_at(const std::string& bytes, std::size_t at, std::size_t places) {
    std::string text;
    for (std::size_t i = 0; i < places; ++i) {
        const auto c = number_at<std::uint32_t>(bytes, at + 4 * i);
        if (c != 0) text += static_cast<char>(c);
    }
    return text;
}

/// What is said of an experiment of this lab.
Answer said_of(const std::string& text, const std::string& words = "") {
    write("wrong.toml", "lab = 'initializer'\n" + text + "\n");
    return tani("run wrong.toml " + words);
}

/// To so large a part of the number: doctest itself adds 1 to it.
doctest::Approx relative(double number) { return doctest::Approx(number).scale(0); }

}  // namespace

TEST_CASE("the CSV of the initializer lab has a row for each quantity of each layer at each step") {
    write("wall.toml", wall);
    const Answer answer = tani("run wall.toml --csv -");
    CHECK(answer.status == 0);
    REQUIRE(answer.text.starts_with(csv_head));
    const std::vector<std::string> lines = lines_of(answer.text);
    // A hidden layer has five quantities and the output layer, which hands on nothing, three.
    const std::vector<std::string> hidden = {"activation", "preactivation", "gradient", "weight",
                                             "weight_gradient"};
    const std::vector<std::string> output = {"preactivation", "weight", "weight_gradient"};
    std::size_t line = 1;
    for (const std::string run : {"xavier_normal", "all, one"}) {
        for (const char* step : {"0", "2", "4"}) {
            for (const char* layer : {"1", "2", "3"}) {
                for (const std::string& quantity : *layer == '3' ? output : hidden) {
                    REQUIRE(line < lines.size());
                    const std::vector<std::string> cells = cells_of(lines[line++]);
                    REQUIRE(cells.size() == 10);
                    CHECK(cells[0] == run);
                    CHECK(cells[1] == step);
                    CHECK(cells[2] == layer);
                    CHECK(cells[3] == quantity);
                    const double mean = std::stod(cells[4]), deviation = std::stod(cells[5]);
                    const double least = std::stod(cells[6]), most = std::stod(cells[7]);
                    CHECK(least <= mean);
                    CHECK(mean <= most);
                    CHECK(deviation <= (most - least) / 2 * 1.0001);
                    const double near_zero = std::stod(cells[8]);
                    CHECK(near_zero >= 0);
                    CHECK(near_zero <= 1);
                    if (quantity == "activation")
                        CHECK(std::stod(cells[9]) <= 1);
                    else
                        CHECK(cells[9] == "nan");
                }
            }
        }
    }
    CHECK(line == lines.size());
    CHECK(answer.text.find("\n\"all, one\",0,1,weight,1,0,1,1,0,nan\n") != std::string::npos);
}

TEST_CASE("a wall has the same bytes with one thread and with two") {
    write("wall.toml", wall);
    for (const char* n : {"1", "2"}) {
        const std::string words = std::string("run wall.toml --threads ") + n + " --csv csv" + n +
                                  " --histograms npy" + n + " --weights values" + n;
        CHECK(tani(words).status == 0);
    }
    CHECK(shell("cmp csv1 csv2").status == 0);
    CHECK(shell("cmp npy1 npy2").status == 0);
    CHECK(shell("diff -r values1 values2").status == 0);
    CHECK(content("csv1").size() > csv_head.size());
    for (const char* n : {"1", "2"}) fs::remove_all(scratch() / (std::string("values") + n));
}

TEST_CASE("histograms are records of NumPy whose counts are all the numbers within their edges") {
    write("wall.toml", wall);
    CHECK(tani("run wall.toml --histograms out.npy --csv out.csv").status == 0);
    const std::string bytes = content("out.npy");
    REQUIRE(bytes.starts_with("\x93NUMPY"));
    const std::size_t head = 10 + number_at<std::uint16_t>(bytes, 8);
    CHECK(head % 64 == 0);
    const std::string said = bytes.substr(10, head - 10);
    CHECK(said.find("'descr': [('run', '<U13'), ('step', '<i4'), ('layer', '<i4'), ('quantity', "
                    "'<U15'), ('counts', '<i8', (50,)), ('edges', '<f8', (51,))]") !=
          std::string::npos);
    // 2 runs, 3 steps, 13 quantities.
    CHECK(said.find("'shape': (78,)") != std::string::npos);
    constexpr std::size_t record = 13 * 4 + 4 + 4 + 15 * 4 + 50 * 8 + 51 * 8;
    REQUIRE(bytes.size() == head + 78 * record);
    const std::vector<std::string> rows = lines_of(content("out.csv"));
    REQUIRE(rows.size() == 79);
    const std::map<std::string, std::int64_t> of_layer_1 = {{"activation", 60 * 9},
                                                            {"preactivation", 60 * 9},
                                                            {"gradient", 60 * 9},
                                                            {"weight", 9 * 5},
                                                            {"weight_gradient", 9 * 5}};
    for (std::size_t i = 0; i < 78; ++i) {
        CAPTURE(i);
        const std::size_t at = head + i * record;
        const std::vector<std::string> row = cells_of(rows[i + 1]);
        const std::string quantity = text_at(bytes, at + 60, 15);
        CHECK(text_at(bytes, at, 13) == row[0]);
        CHECK(std::to_string(number_at<std::int32_t>(bytes, at + 52)) == row[1]);
        CHECK(std::to_string(number_at<std::int32_t>(bytes, at + 56)) == row[2]);
        CHECK(quantity == row[3]);
        std::int64_t all = 0;
        for (std::size_t k = 0; k < 50; ++k)
            all += number_at<std::int64_t>(bytes, at + 120 + 8 * k);
        if (row[2] == "1") CHECK(all == of_layer_1.at(quantity));
        CHECK(all > 0);
        const double least = std::stod(row[6]), most = std::stod(row[7]);
        const auto edge = [&](std::size_t k) { return number_at<double>(bytes, at + 520 + 8 * k); };
        if (least < most) {
            CHECK(edge(0) == least);
            CHECK(edge(50) == most);
        } else {
            // One value lies in the middle of a unit, as NumPy does it.
            CHECK(edge(0) == relative(least - 0.5).epsilon(1e-6));
            CHECK(edge(50) == relative(least + 0.5).epsilon(1e-6));
        }
        for (std::size_t k = 0; k < 50; ++k) CHECK(edge(k) < edge(k + 1));
    }
}

TEST_CASE("the values of every layer lie beside the weights") {
    write("wall.toml", wall);
    CHECK(tani("run wall.toml --weights values").status == 0);
    for (const char* state : {"initial", "final"}) {
        const std::string folder = std::string("values/run0/") + state + "/layers/";
        const auto shape = [&](const std::string& name, const std::string& expected) {
            CAPTURE(name);
            CHECK(content(folder + name + ".npy").find("'shape': (" + expected + ")") !=
                  std::string::npos);
        };
        shape("activation.1", "60, 9");
        shape("preactivation.2", "60, 9");
        shape("gradient.2", "60, 9");
        shape("weight_gradient.1", "9, 5");
        shape("weight_gradient.3", "3, 9");
        shape("preactivation.3", "60, 3");
        CHECK_FALSE(fs::exists(scratch() / (folder + "activation.3.npy")));
        CHECK_FALSE(fs::exists(scratch() / (folder + "weight.1.npy")));
    }
    CHECK(content("values/run0/initial/layers/activation.1.npy") !=
          content("values/run0/final/layers/activation.1.npy"));
    fs::remove_all(scratch() / "values");
}

TEST_CASE("what the initializer lab is told wrongly is status 2 with line and column") {
    struct Case {
        std::string text, place, part;
    };
    const std::vector<Case> cases = {
        {"network = { activation = 'reul' }", "wrong.toml:2:26", "'relu'"},
        {"network = { depth = 3, layers = [{ dense = 10 }] }", "wrong.toml:2:21",
         "both layers and depth"},
        {"wall = { samples = 0 }", "wrong.toml:2:20", "1"},
        {"wall = { every = 0 }", "wrong.toml:2:18", "1"},
        {"network = { depth = 0 }", "wrong.toml:2:21", "1"},
        {"network = { normalization = 'relu' }", "wrong.toml:2:29", "batch_norm"},
        {"network = { depth = 5000 }", "wrong.toml:2:21", ""},
        {"network = { width = 1e9 }", "wrong.toml:2:21", "4096"},
        {"network = { initializer = 'xaver_normal' }", "wrong.toml:2:27", "'xavier_normal'"},
        {"runs = [{ network = { initializer = { name = 'normal', std = -1 } } }]",
         "wrong.toml:2:62", ""},
    };
    for (const Case& wrong : cases) {
        const Answer answer = said_of(wrong.text);
        INFO(wrong.text, " → ", answer.text);
        CHECK(answer.status == 2);
        CHECK(answer.seconds < 1);
        CHECK(has(answer, wrong.place));
        CHECK(has(answer, wrong.part));
    }
}

TEST_CASE("histograms and walls belong to the initializer lab alone") {
    write("net.toml", "lab = 'network'\nsteps = 2\n");
    const Answer histograms = tani("run net.toml --histograms out2.npy");
    CHECK(histograms.status == 2);
    CHECK(has(histograms, "initializer"));
    CHECK_FALSE(fs::exists(scratch() / "out2.npy"));
    CHECK(tani("run valley --histograms out2.npy").status == 2);
    write("net.toml", "lab = 'network'\nsteps = 2\nwall = { samples = 10 }\n");
    const Answer key = tani("run net.toml");
    CHECK(key.status == 2);
    CHECK(has(key, "net.toml:3:1"));
}

TEST_CASE("a network of three hundred hidden layers is measured and a deeper one refused") {
    const auto deep = [](const std::string& depth) {
        return said_of("steps = 1\nwall = { samples = 20 }\nnetwork = { depth = " + depth +
                           ", width = 10, activation = 'relu', initializer = 'he_normal' }\n"
                           "data = { name = 'gaussian', samples = 20 }",
                       "--csv -");
    };
    const Answer measured = deep("300");
    CHECK(measured.status == 0);
    CHECK(has(measured, ",0,301,weight,"));
    const Answer refused = deep("301");
    CHECK(refused.status == 2);
    CHECK(has(refused, "depth is 301; expected a whole number from 1 to 300"));
}

TEST_CASE("activations that overflow are written as such and the program ends well") {
    const std::string explodes =
        "steps = 2\nwall = { samples = 20 }\nnetwork = { depth = 60, width = 50, activation = "
        "'relu', initializer = { name = 'normal', std = 3 } }\n"
        "data = { name = 'gaussian', samples = 20 }";
    const Answer answer = said_of(explodes, "--csv out.csv --histograms out3.npy --weights values");
    CHECK(answer.status == 0);
    const Answer table = said_of(explodes);
    CHECK(table.status == 0);
    CHECK(has(table, "the signal explodes"));
    const std::string csv = content("out.csv");
    REQUIRE(csv.starts_with(csv_head));
    bool finite = false, not_finite = false;
    for (const std::string& line : lines_of(csv)) {
        const std::vector<std::string> cells = cells_of(line);
        if (cells[3] != "activation") continue;
        (std::isfinite(std::stod(cells[5])) ? finite : not_finite) = true;
        if (cells[2] == "60") {
            const std::set<std::string> words = {"nan", "inf", "-inf"};
            CHECK(words.contains(cells[4]));
            CHECK(words.contains(cells[5]));
        }
    }
    CHECK(finite);
    CHECK(not_finite);
    CHECK(csv.find("-nan") == std::string::npos);
    fs::remove_all(scratch() / "values");
}
