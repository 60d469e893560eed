// The network lab as a shell sees it: the files it leaves, and data that are wrong.
#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/cli/shell.h"

namespace {

using namespace at_the_shell;

const std::string dense =
    "lab = 'network'\nepochs = 4\nbatch = 48\n"
    "network = { layers = [{ dense = 16 }, 'batch_norm', 'tanh', { dropout = 0.2 }, { dense = 2 }]"
    " }\ndata = { name = 'moons', samples = 300 }\n"
    "runs = [{ optimizer = 'adam' }, { optimizer = 'sgd' }]\n";

// Mini-batches that are computed in parts.
const std::string conv =
    "lab = 'network'\nepochs = 2\nbatch = 200\noptimizer = 'adam'\n"
    "network = { layers = [{ conv = 4, padding = 1 }, 'relu', 'max_pool', 'flatten', "
    "{ dense = 10 }, 'softmax'] }\ndata = { name = 'digits', samples = 600 }\n";

const std::string csv_head =
    "run,step,epoch,train_loss,validation_loss,train_metric,validation_metric,lr\n";

/// "<f4 (4, 1, 3, 3)" of one of NumPy's files.
std::string numpy_type(const fs::path& path) {
    const std::string bytes = content(path);
    const auto within = [&](const std::string& from, const std::string& to) {
        const std::size_t begin = bytes.find(from);
        if (begin == std::string::npos) return std::string("?");
        const std::size_t first = begin + from.size();
        return bytes.substr(first, bytes.find(to, first) - first);
    };
    return within("'descr': '", "'") + " (" + within("'shape': (", ")") + ")";
}

std::string big_endian(unsigned number) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xFF);
    return bytes;
}

/// What is said of an experiment with these data.
Answer trained_on(const std::string& data) {
    write("data.toml", "lab = 'network'\nsteps = 2\ndata = { " + data + " }\n");
    return tani("run data.toml");
}

}  // namespace

TEST_CASE("a training has the same bytes with one thread and with two") {
    for (const std::string& text : {dense, conv}) {
        write("net.toml", text);
        const Answer one = tani("run net.toml --threads 1 --csv - --weights one");
        const Answer two = tani("run net.toml --threads 2 --csv - --weights two");
        CHECK(one.status == 0);
        CHECK(one.text == two.text);
        CHECK(one.text.starts_with(csv_head));
        CHECK(std::count(one.text.begin(), one.text.end(), '\n') > 4);
        CHECK(shell("diff -r one two").status == 0);
        fs::remove_all(scratch() / "one");
        fs::remove_all(scratch() / "two");
    }
}

TEST_CASE("the CSV of a training has a row for every step and is measured once an epoch") {
    write("net.toml", dense);
    const std::string csv = tani("run net.toml --csv -").text;
    // 225 samples in mini-batches of 48 make 5 updates an epoch.
    CHECK(std::count(csv.begin(), csv.end(), '\n') == 1 + 2 * (4 * 5 + 1));
    const std::string first = csv.substr(csv_head.size(), csv.find('\n', csv_head.size()));
    CHECK(first.starts_with("adam,0,0,"));
    CHECK(csv.find("\nadam,1,0.21333333333333335,") != std::string::npos);
    const std::size_t second = csv.find("\nadam,1,");
    CHECK(csv.substr(second + 1, csv.find('\n', second + 1) - second).find(",,,,0.001") !=
          std::string::npos);
}

TEST_CASE("weights lie in a folder for each run with the names and shapes of PyTorch") {
    write("net.toml", dense);
    CHECK(tani("run net.toml --weights out").status == 0);
    for (const char* run : {"out/run0/", "out/run1/"}) {
        for (const char* state : {"initial/", "final/"}) {
            const std::string folder = std::string(run) + state;
            CAPTURE(folder);
            CHECK(numpy_type(folder + "0.weight.npy") == "<f4 (16, 2)");
            CHECK(numpy_type(folder + "0.bias.npy") == "<f4 (16,)");
            for (const char* name : {"weight", "bias", "running_mean", "running_var"}) {
                CHECK(numpy_type(folder + "1." + name + ".npy") == "<f4 (16,)");
            }
            CHECK(numpy_type(folder + "4.weight.npy") == "<f4 (2, 16)");
            CHECK(numpy_type(folder + "4.bias.npy") == "<f4 (2,)");
        }
        const std::string data = run;
        CHECK(numpy_type(data + "train_x.npy") == "<f4 (225, 2)");
        CHECK(numpy_type(data + "train_y.npy") == "<i8 (225,)");
        CHECK(numpy_type(data + "validation_x.npy") == "<f4 (75, 2)");
        CHECK(numpy_type(data + "validation_y.npy") == "<i8 (75,)");
        CHECK(numpy_type(data + "batches.npy") == "<i8 (20, 48)");
    }
    CHECK(content("out/run0/initial/0.weight.npy") == content("out/run1/initial/0.weight.npy"));
    CHECK(content("out/run0/batches.npy") == content("out/run1/batches.npy"));
    CHECK(content("out/run0/final/0.weight.npy") != content("out/run1/final/0.weight.npy"));
    CHECK_FALSE(fs::exists(scratch() / "out/run2"));
    fs::remove_all(scratch() / "out");
}

TEST_CASE("data and batches that all runs share stand beside their folders and others do not") {
    write("net.toml", dense);
    CHECK(tani("run net.toml --weights out").status == 0);
    for (const char* name : {"train_x.npy", "train_y.npy", "validation_x.npy", "validation_y.npy", "batches.npy"})
        CHECK(content(std::string("out/") + name) == content(std::string("out/run1/") + name));
    CHECK(tani("run net.toml --weights two --set runs.1.batch=16").status == 0);
    CHECK(content("two/train_x.npy") == content("two/run1/train_x.npy"));
    CHECK_FALSE(fs::exists(scratch() / "two/batches.npy"));
    CHECK(tani("run net.toml --weights three --set runs.1.seed=5").status == 0);
    CHECK_FALSE(fs::exists(scratch() / "three/train_x.npy"));
    for (const char* folder : {"out", "two", "three"}) fs::remove_all(scratch() / folder);
}

TEST_CASE("weights of pictures have four dimensions and numbers as targets are floats") {
    write("net.toml", conv);
    CHECK(tani("run net.toml --weights out").status == 0);
    CHECK(numpy_type("out/run0/initial/0.weight.npy") == "<f4 (4, 1, 3, 3)");
    CHECK(numpy_type("out/run0/final/4.weight.npy") == "<f4 (10, 144)");
    CHECK(numpy_type("out/run0/train_x.npy") == "<f4 (450, 1, 12, 12)");
    write("line.toml", "lab = 'network'\nsteps = 2\ndata = 'line'\n");
    CHECK(tani("run line.toml --weights line").status == 0);
    CHECK(numpy_type("line/run0/train_y.npy") == "<f4 (75, 1)");
    fs::remove_all(scratch() / "out");
    CHECK(tani("run valley --weights out").status == 2);
    CHECK_FALSE(fs::exists(scratch() / "out"));
}

TEST_CASE("data that are wrong are status 2 at once and the message names file and place") {
    const std::string images("\0\0\x08\x03", 4), labels("\0\0\x08\x01", 4);
    const std::string size = big_endian(10) + big_endian(28) + big_endian(28);
    write("a-images-idx3-ubyte", images + size + std::string(5000, 'x'));
    write("a-labels-idx1-ubyte", labels + big_endian(10) + std::string(10, '\1'));
    write("missing.csv", "size,price\n1,2\n3,\n5,6\n");
    write("nan.csv", "size,price\n1,2\n3,4\nnan,6\n");
    std::string numbers(2 * 4, '\0');
    numbers[2] = '\xC0', numbers[3] = '\x7F';  // a NaN in float32
    std::string head = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }";
    head.resize(117, ' ');
    write("nan.npy", std::string("\x93NUMPY\1\0\x76\0", 10) + head + "\n" + numbers);
    std::string y = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
    y.resize(117, ' ');
    write("y.npy", std::string("\x93NUMPY\1\0\x76\0", 10) + y + "\n" + std::string(8, '\0'));
    for (const char* name : {"huge.csv", "huge.bin", "huge-images-idx3-ubyte", "huge.npy"}) {
        write(name, "");
        fs::resize_file(scratch() / name, std::uintmax_t{10} << 30);  // sparse
    }
    struct Case {
        std::string data;
        std::vector<std::string> parts;
    };
    const std::vector<Case> cases = {
        {"file = 'a-images-idx3-ubyte'", {"a-images-idx3-ubyte: truncated", "5016 of 7856 bytes"}},
        {"file = 'missing.csv'", {"missing.csv:3:3", "price"}},
        {"file = 'nan.csv'", {"nan.csv:4:1", "size"}},
        {"file = 'nan.npy', labels = 'y.npy'", {"nan.npy"}},
        {"file = 'huge.csv'", {"huge.csv", "1073741824"}},
        {"file = 'huge.bin'", {"huge.bin", "1073741824"}},
        {"file = 'huge-images-idx3-ubyte'", {"huge-images-idx3-ubyte", "1073741824"}},
        {"file = 'huge.npy', labels = 'y.npy'", {"huge.npy", "1073741824"}},
        {"file = 'nowhere.csv'", {"data.toml:3:", "nowhere.csv"}},
    };
    for (const Case& wrong : cases) {
        const Answer answer = trained_on(wrong.data);
        INFO(wrong.data, " → ", answer.text);
        CHECK(answer.status == 2);
        CHECK(answer.seconds < 1);
        for (const std::string& part : wrong.parts) CHECK(has(answer, part));
    }
    for (const char* name : {"huge.csv", "huge.bin", "huge-images-idx3-ubyte", "huge.npy"})
        fs::remove(scratch() / name);
}

TEST_CASE("networks that no machine could train are status 2 at once with line and column") {
    struct Case {
        std::string text, place, part;
    };
    const std::vector<Case> cases = {
        {"network = { layers = [{ repeat = 1000000, layers = ['tanh'] }, { dense = 2 }] }",
         "net.toml:2:34", "1000"},
        {"network = { layers = [{ dense = 1e9 }, { dense = 2 }] }", "net.toml:2:33", "4096"},
        {"data = { name = 'moons', samples = 1e9 }", "net.toml:2:36", "100000"},
        {"data = { name = 'digits', size = 10000 }", "net.toml:2:34", ""},
        {"batch = 0", "net.toml:2:9", "all"},
        {"optimizer = { name = 'sgd', average = { from = 3 } }", "net.toml:2:", "surface"},
    };
    for (const Case& wrong : cases) {
        write("net.toml", "lab = 'network'\n" + wrong.text + "\n");
        const Answer answer = tani("run net.toml");
        INFO(wrong.text, " → ", answer.text);
        CHECK(answer.status == 2);
        CHECK(answer.seconds < 1);
        CHECK(has(answer, wrong.place));
        CHECK(has(answer, wrong.part));
    }
    write("net.toml", dense);
    const Answer sweep = tani("sweep net.toml --x optimizer.lr=0.1:1:2 --y batch=1:2:2 -o map.csv");
    CHECK(sweep.status == 2);
    CHECK(has(sweep, "\"surface\""));
}
