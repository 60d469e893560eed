// A table as text: columns named in the first line, numbers or names of classes below them.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "core/dataset/csv_scanner.h"
#include "core/dataset/csv_text.h"
#include "core/dataset/input_file.h"

namespace tani::reader_entries {

namespace {

using Record = std::vector<CsvField>;

std::string fields(std::size_t count) {
    return fmt::format("{} field{}", count, count == 1 ? "" : "s");
}

class Table {
  public:
    explicit Table(const DataSpec& spec)
        : spec_(spec), text_(text_of(spec.file)), scanner_(text_, spec.file) {}

    Dataset read() {
        read_head();
        choose_columns();
        Record record;
        while (!is_full() && scanner_.next(record)) read_row(record);
        if (data_.outline.samples == 0) {
            throw Error("no rows below the names of the columns; expected at least one",
                        scanner_.end());
        }
        data_.outline.classes = static_cast<int>(data_.class_names.size());
        return std::move(data_);
    }

  private:
    [[noreturn]] void fail(const std::string& message, const CsvField& at) const {
        throw Error(message, {spec_.file, at.line, at.column});
    }

    bool is_full() const { return spec_.limit > 0 && data_.outline.samples == spec_.limit; }

    void read_head() {
        if (!scanner_.next(head_)) {
            throw Error("empty; expected the names of columns in the first line", {spec_.file});
        }
        for (CsvField& name : head_) {
            if (!is_utf8(name.text)) {
                fail("a name that is not UTF-8; expected a file saved as UTF-8", name);
            }
            name.text = trimmed(name.text);
            if (number_in(name.text)) {
                fail(fmt::format("the number {} in the first line; expected the name of a column",
                                 shown(name.text)),
                     name);
            }
        }
        const auto separators = head_[0].text.find_first_of(";\t");
        if (head_.size() == 1 && separators != std::string::npos) {
            fail("one column whose name holds ';' or a tab; expected commas between columns",
                 head_[0]);
        }
        refuse_twins();
    }

    void refuse_twins() const {
        for (std::size_t i = 0; i < head_.size(); ++i) {
            for (std::size_t k = 0; k < i && !head_[i].text.empty(); ++k) {
                if (head_[k].text != head_[i].text) continue;
                fail(fmt::format("a second column {}; expected each name once",
                                 shown(head_[i].text)),
                     head_[i]);
            }
        }
    }

    std::size_t column(const std::string& name) const {
        std::vector<std::string> names;
        for (const CsvField& field : head_) names.push_back(field.text);
        const auto found = std::ranges::find(names, name);
        if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
        throw Error(fmt::format("no column '{}'{}; expected one of {}", name,
                                did_you_mean(name, names), fmt::join(names, ", ")),
                    {spec_.file, 1, 1});
    }

    void choose_columns() {
        for (const std::string& name : spec_.target) targets_.push_back(column(name));
        if (targets_.empty()) targets_.push_back(head_.size() - 1);
        for (const std::string& name : spec_.inputs) inputs_.push_back(column(name));
        if (inputs_.empty()) {
            for (std::size_t i = 0; i < head_.size(); ++i) {
                // A column without a name holds the numbers of the rows, as pandas writes them.
                if (!head_[i].text.empty() && !is_target(i)) inputs_.push_back(i);
            }
        }
        if (inputs_.empty()) {
            fail("no column is left for the inputs; expected one beside the target", head_[0]);
        }
        for (const auto* chosen : {&inputs_, &targets_}) refuse_repetition(*chosen);
        for (const std::size_t i : inputs_) {
            if (is_target(i)) {
                fail(fmt::format("the column {} is an input and a target; expected one of them",
                                 shown(head_[i].text)),
                     head_[i]);
            }
            data_.input_names.push_back({head_[i].text, head_[i].text});
        }
        for (const std::size_t i : targets_) {
            data_.target_names.push_back({head_[i].text, head_[i].text});
        }
        data_.outline = {.samples = 0,
                         .input = {.channels = static_cast<int>(inputs_.size())},
                         .targets = static_cast<int>(targets_.size())};
    }

    bool is_target(std::size_t i) const { return std::ranges::find(targets_, i) != targets_.end(); }

    void refuse_repetition(std::vector<std::size_t> chosen) const {
        std::ranges::sort(chosen);
        const auto twin = std::ranges::adjacent_find(chosen);
        if (twin == chosen.end()) return;
        fail(
            fmt::format("the column {} is named twice; expected it once", shown(head_[*twin].text)),
            head_[*twin]);
    }

    void read_row(const Record& record) {
        if (record.size() < head_.size()) {
            throw Error(fmt::format("{}; expected {}: {} is missing", fields(record.size()),
                                    head_.size(), shown(head_[record.size()].text)),
                        scanner_.end());
        }
        if (record.size() > head_.size()) {
            fail(fmt::format("{}; expected {}", fields(record.size()), head_.size()),
                 record[head_.size()]);
        }
        if (data_.outline.samples == 0) decide_kind(record);
        for (const std::size_t i : inputs_) data_.x.push_back(number(record[i], i));
        for (const std::size_t i : targets_) {
            const bool named = data_.outline.kind == TargetKind::classes;
            data_.y.push_back(named ? class_index(record[i], i) : number(record[i], i));
        }
        if (data_.x.size() > most_numbers) {
            fail(fmt::format("more than {} numbers; expected fewer (say limit = {})", most_numbers,
                             data_.outline.samples),
                 record[0]);
        }
        ++data_.outline.samples;
    }

    /// The first row tells whether the target is a number or the name of a class.
    void decide_kind(const Record& record) {
        const CsvField& first = record[targets_[0]];
        const bool text = !trimmed(first.text).empty() && !number_in(first.text);
        if (targets_.size() == 1 && text) data_.outline.kind = TargetKind::classes;
    }

    void refuse_empty(const CsvField& field, std::size_t i, const char* expected) const {
        if (!trimmed(field.text).empty()) return;
        fail(fmt::format("nothing in the column {}; expected {}", shown(head_[i].text), expected),
             field);
    }

    float number(const CsvField& field, std::size_t i) const {
        refuse_empty(field, i, "a number");
        const std::optional<double> value = number_in(field.text);
        if (!value) {
            fail(fmt::format("{} in the column {}; expected a number", shown(field.text),
                             shown(head_[i].text)),
                 field);
        }
        const auto single = static_cast<float>(*value);
        if (!std::isfinite(single)) {
            fail(fmt::format("{} in the column {}; expected a finite number in single precision",
                             shown(field.text), shown(head_[i].text)),
                 field);
        }
        return single;
    }

    float class_index(const CsvField& field, std::size_t i) {
        refuse_empty(field, i, "the name of a class");
        const std::string name(trimmed(field.text));
        const auto [found, is_new] = classes_.try_emplace(name, classes_.size());
        if (is_new) {
            if (!is_utf8(name)) {
                fail("a name that is not UTF-8; expected a file saved as UTF-8", field);
            }
            if (classes_.size() > most_classes) {
                fail(fmt::format("more than {} classes in the column {}; expected another target",
                                 most_classes, shown(head_[i].text)),
                     field);
            }
            data_.class_names.push_back({name, name});
        }
        return static_cast<float>(found->second);
    }

    const DataSpec& spec_;
    std::string text_;
    CsvScanner scanner_;
    Record head_;
    std::vector<std::size_t> inputs_, targets_;
    std::map<std::string, std::size_t> classes_;
    Dataset data_;
};

Dataset read(const DataSpec& spec) {
    refuse_labels_file(spec);
    return Table(spec).read();
}

}  // namespace

DataReader csv() {
    return {
        .id = "csv",
        .name = {"CSV", "CSV"},
        .help = {"A table as text in UTF-8 with the names of its columns in the first line. "
                 "The target is the last column unless `target` names others, the inputs are "
                 "all the rest that have a name unless `inputs` names them. A target of numbers "
                 "is a regression, one of text has a class for every text.",
                 "1行目に列名のあるUTF-8の表。targetで指定しなければ最後の列が目的変数、inputsで"
                 "指定しなければ名前のある残りの列がすべて入力になる。目的変数が数値なら回帰、"
                 "文字列なら文字列ごとに1つのクラスになる。"},
        .fits = [](const std::string& path) { return ends_with(path, ".csv"); },
        .outline = [](const DataSpec& spec) { return read(spec).outline; },
        .read = read};
}

}  // namespace tani::reader_entries
