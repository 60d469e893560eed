// Tables as text: RFC 4180, kinds of targets, and errors that name line and column.
#include <doctest/doctest.h>

#include "tests/dataset/trying.h"

using namespace tani;

namespace {

/// Reads a text as a CSV file with these settings.
struct Csv {
    Scratch scratch;
    DataSpec spec;
    explicit Csv(std::string_view text) { spec.file = scratch.write("data.csv", text); }
    Csv& target(std::vector<std::string> names) {
        spec.target = std::move(names);
        return *this;
    }
    Csv& inputs(std::vector<std::string> names) {
        spec.inputs = std::move(names);
        return *this;
    }
    /// The error without the folder of the file.
    std::string wrong() const {
        const std::string why = refusal(spec), folder = scratch.path("");
        return why.starts_with(folder) ? why.substr(folder.size()) : why;
    }
    Dataset read() const { return load(spec, 0); }
};

std::vector<float> numbers(const AlignedVector<float>& from) { return {from.begin(), from.end()}; }

}  // namespace

TEST_CASE("the last column is the target and the others are the inputs") {
    const Csv csv("a,b,y\n1,2,3\n-4,5e-1,+6.5\n");
    const Dataset data = csv.read();
    CHECK(data.outline == outline_of(csv.spec));
    CHECK(data.outline.samples == 2);
    CHECK(data.outline.input == Shape{2, 1, 1});
    CHECK(data.outline.kind == TargetKind::numbers);
    CHECK(numbers(data.x) == std::vector<float>{1, 2, -4, 0.5f});
    CHECK(numbers(data.y) == std::vector<float>{3, 6.5f});
    CHECK(data.input_names[1].en == "b");
    CHECK(data.target_names[0].ja == "y");
}

TEST_CASE("columns are chosen by name and text beside them does no harm") {
    const Dataset data =
        Csv("a,name,b,c\n1,x,2,3\n4,,5,6\n").target({"a", "c"}).inputs({"b"}).read();
    CHECK(data.outline.targets == 2);
    CHECK(numbers(data.x) == std::vector<float>{2, 5});
    CHECK(numbers(data.y) == std::vector<float>{1, 3, 4, 6});
    CHECK(has(Csv("a,name,c\n1,x,2\n").wrong(),
              "data.csv:2:3: 'x' in the column 'name'; expected a number"));
}

TEST_CASE("a target of text has its classes in the order of their appearance") {
    const Dataset data = Csv("x,species\n1,b\n2,a\n3,b\n4,2\n").read();
    CHECK(data.outline.kind == TargetKind::classes);
    CHECK(data.outline.classes == 3);
    CHECK(data.outline.targets == 1);
    CHECK(numbers(data.y) == std::vector<float>{0, 1, 0, 2});
    CHECK(data.class_names[2].en == "2");
}

TEST_CASE("a file that Python wrote with commas and quotes and new lines in fields is read") {
    DataSpec spec{.file = given("quoted.csv"), .inputs = {"length, cm", "the \"width\""}};
    const Dataset data = load(spec, 0);
    CHECK(numbers(data.x) == std::vector<float>{1.5f, 2, -0.03f, 4.25f, 7, 0});
    CHECK(numbers(data.y) == std::vector<float>{0, 1, 0});
    CHECK(data.class_names[1].ja == "花菖蒲");
    spec.inputs.clear();
    CHECK(has(refusal(spec), "quoted.csv:2:7: 'two\nlines' in the column 'note'"));
}

TEST_CASE("line ends and a byte order mark and spaces and blank lines make no difference") {
    const std::vector<float> x = numbers(Csv("a,y\n1,2\n3,4\n").read().x);
    for (const char* text :
         {"a,y\r\n1,2\r\n3,4\r\n", "a,y\r1,2\r3,4",
          "\xEF\xBB\xBF"
          "a,y\n1,2\n3,4",
          " a , y\n 1 ,\t2\n3,4", "\na,y\n\n1,2\n\n\n3,4\n\n", "\"a\",\"y\"\n\"1\",2\n3,\"4\""}) {
        CAPTURE(text);
        CHECK(numbers(Csv(text).read().x) == x);
    }
    CHECK(has(Csv("a,y\r\n\r\n1,x,3\r\n").wrong(), "data.csv:3:5: 3 fields; expected 2"));
}

TEST_CASE("a column without a name is left out of the inputs") {
    const Dataset data = Csv(",a,y\n0,5,6\n1,7,8\n").read();
    CHECK(numbers(data.x) == std::vector<float>{5, 7});
}

TEST_CASE("a limit takes the first rows and does not read on") {
    Csv csv("a,y\n1,2\n3,4\nbroken\n");
    csv.spec.limit = 2;
    CHECK(csv.read().outline.samples == 2);
    csv.spec.limit = 3;
    CHECK(has(csv.wrong(), "data.csv:4:7: 1 field; expected 2: 'y' is missing"));
}

TEST_CASE("errors name line and column") {
    CHECK(Csv("").wrong() == "data.csv: empty; expected the names of columns in the first line");
    CHECK(has(Csv("\n\n").wrong(), "empty"));
    CHECK(has(Csv("a,b\n").wrong(), "no rows below"));
    CHECK(Csv("a,b\n1,2\n3\n").wrong() == "data.csv:3:2: 1 field; expected 2: 'b' is missing");
    CHECK(Csv("a,b\n1,2\n,4\n").wrong() ==
          "data.csv:3:1: nothing in the column 'a'; expected a number");
    CHECK(Csv("a,b\nあ,2\n").wrong() == "data.csv:2:1: 'あ' in the column 'a'; expected a number");
    CHECK(has(Csv("名前,b\nあ,1,x\n").inputs({"b"}).target({"名前"}).wrong(),
              "data.csv:2:5: 3 fields"));
    CHECK(has(Csv("a,b\n1,2\n3,x\n").wrong(),
              "data.csv:3:3: 'x' in the column 'b'; expected a number"));
    CHECK(has(Csv("a,b\n1,\"2\n3,4\n").wrong(), "data.csv:2:3: a quote that is not closed"));
    CHECK(has(Csv("a,b\n1,\"2\"3\n").wrong(), "data.csv:2:6: text after a closing quote"));
    CHECK(has(Csv(std::string_view("a,b\n1,2\0\n", 9)).wrong(), "data.csv:2:4: a NUL byte"));
    CHECK(has(Csv("a,b\n1,nan\n").wrong(),
              "data.csv:2:3: 'nan' in the column 'b'; expected a finite number"));
    CHECK(has(Csv("a,b\n1e39,2\n").wrong(),
              "data.csv:2:1: '1e39' in the column 'a'; expected a finite number"));
    CHECK(has(Csv("a,b\n-inf,2\n").wrong(), "expected a finite number"));
    CHECK(has(Csv("a,b\n1e999,2\n").wrong(), "expected a finite number"));
    CHECK(has(Csv("a,b\n0x10,2\n").wrong(), "expected a number"));
    CHECK(has(Csv("1.5,2.5\n1,2\n").wrong(), "data.csv:1:1: the number '1.5' in the first line"));
    CHECK(has(Csv("a;b;c\n1;2;3\n").wrong(), "expected commas"));
    CHECK(has(Csv("a,b,a\n1,2,3\n").wrong(), "data.csv:1:5: a second column 'a'"));
    CHECK(has(Csv("y\n1\n").wrong(), "no column is left for the inputs"));
    CHECK(has(Csv("a,\x83\x41\n1,2\n").wrong(), "data.csv:1:3: a name that is not UTF-8"));
    CHECK(has(Csv("a,y\n1,\x83\x41\n").wrong(), "data.csv:2:3: a name that is not UTF-8"));
}

TEST_CASE("a column that is not there has its neighbour named") {
    const std::string_view text = "length,width,species\n1,2,a\n";
    CHECK(has(
        Csv(text).target({"speces"}).wrong(),
        "no column 'speces' (did you mean 'species'?); expected one of length, width, species"));
    CHECK(has(Csv(text).inputs({"widht"}).wrong(), "did you mean 'width'?"));
    CHECK(has(Csv(text).inputs({"species"}).wrong(), "an input and a target"));
    CHECK(has(Csv(text).inputs({"width", "width"}).wrong(), "named twice"));
    Csv other(text);
    other.spec.labels = "y.npy";
    CHECK(has(other.wrong(), "no 'labels' beside it"));
}

TEST_CASE("a target of more than a thousand texts is taken for a mistake") {
    std::string text = "x,name\n";
    for (int i = 0; i < 1001; ++i) text += std::to_string(i) + ",n" + std::to_string(i) + "\n";
    CHECK(has(Csv(text).wrong(), "data.csv:1002:6: more than 1000 classes in the column 'name'"));
}
