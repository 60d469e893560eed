// Fuzzes the network lab: the bytes choose the words of an experiment of it, so that most of them
// get past the reader. Each is refused with an Error that says line and column, or planned; what is
// planned and small is trained for a few steps.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

#include "core/experiment/experiment.h"
#include "core/network/initializer.h"
#include "core/network/layer.h"
#include "core/network/loss.h"
#include "core/network/network.h"
#include "core/optimizer/optimizer.h"
#include "core/optimizer/schedule.h"
#include "core/recording/recording.h"
#include "core/recording/training_files.h"

namespace {

using namespace tani;

/// Bytes as choices; 0 when they are used up.
class Choices {
  public:
    Choices(const std::uint8_t* data, std::size_t size) : data_(data), end_(data + size) {}
    std::size_t below(std::size_t count) { return data_ == end_ ? 0 : *data_++ % count; }
    bool rarely() { return below(16) == 15; }
    bool left() const { return data_ != end_; }
    template <class List>
    const auto& of(const List& list) {
        return list[below(std::size(list))];
    }

  private:
    const std::uint8_t *data_, *end_;
};

class Writer {
  public:
    explicit Writer(Choices& choices) : choices_(choices) {}

    std::string experiment() {
        std::string text = "lab = \"network\"\n";
        if (choices_.rarely()) text += "seed = " + number() + "\n";
        text += settings("\n") + "\n";
        for (std::size_t runs = choices_.below(4); runs > 0; --runs) {
            text += "[[runs]]\n" + settings("\n") + "\n";
        }
        return text;
    }

  private:
    std::string number() {
        static constexpr std::array usual = {"1", "2", "3", "4", "5", "8", "16", "0.5", "0.1"};
        static constexpr std::array odd = {
            "0",          "-1",      "1e9",      "1000000", "4096", "100000",
            "2147483648", "1e308",   "1e-320",   "inf",     "nan",  "9223372036854775807",
            "true",       "\"all\"", "\"adam\"", "[]",      "{}",   "[1, 2]",
            "-0.0",       "1e-30",   "64"};
        return choices_.below(12) == 11 ? choices_.of(odd) : choices_.of(usual);
    }

    std::string truth() { return choices_.below(2) ? "true" : "false"; }

    static std::string quoted(const std::string& text) { return "\"" + text + "\""; }

    /// { name = "huber", delta = 2 }, or the name alone.
    template <class Entry>
    std::string named(std::span<const Entry> catalogue) {
        const Entry& entry = choices_.of(catalogue);
        if (choices_.below(64) == 63) return number();
        if (choices_.below(2)) return quoted(entry.id);
        std::string text = "{ name = " + quoted(entry.id);
        for (const Parameter& parameter : entry.parameters) {
            if (parameter.element > 0 || choices_.below(3) > 0) continue;
            text += ", " + parameter.id + " = " + setting(parameter);
        }
        return text + " }";
    }

    std::string setting(const Parameter& parameter) {
        return parameter.scale == Scale::toggle ? truth() : number();
    }

    std::string layer(int depth) {
        const std::size_t kind = choices_.below(12);
        if (kind < 4) return "{ dense = " + number() + " }";
        if (kind < 7) return quoted(choices_.of(activation_catalogue()).id);
        if (kind == 7 && depth < 12) return "{ residual = " + layers(depth + 1) + " }";
        if (kind == 8 && depth < 12) {
            return "{ repeat = " + number() + ", shared = " + truth() +
                   ", layers = " + layers(depth + 1) + " }";
        }
        if (kind == 9) return number();
        const LayerEntry& entry = choices_.of(layer_catalogue());
        if (entry.parameters.empty() || choices_.below(2)) return quoted(entry.id);
        std::string text = "{ " + entry.id + " = " + setting(entry.parameters[0]);
        for (std::size_t i = 1; i < entry.parameters.size(); ++i) {
            if (choices_.below(2) == 0) continue;
            text += ", " + entry.parameters[i].id + " = " + setting(entry.parameters[i]);
        }
        return text + " }";
    }

    std::string layers(int depth) {
        std::string text = "[";
        for (std::size_t count = choices_.below(5) + (choices_.rarely() ? 0 : 1); count > 0;
             --count) {
            text += layer(depth) + ", ";
        }
        if (depth == 0 && choices_.below(4)) {
            text += choices_.below(2) ? "\"flatten\", " : "";
            text += std::string("{ dense = ") + choices_.of(std::array{"1", "2", "10"}) + " }";
        }
        return text + "]";
    }

    std::string weights() {
        std::string text = "{ \"0.weight\" = ";
        if (choices_.below(2)) return text + number() + " }";
        text += "[";
        for (std::size_t rows = 1 + choices_.below(16); rows > 0; --rows) {
            text += "[" + number() + ", " + number() + "],";
        }
        return text + "], \"0.bias\" = " + number() + " }";
    }

    std::string network() {
        std::string text = "network = { ";
        const auto say = [&](const std::string& key, auto&& value) {
            if (choices_.below(3) == 0) text += key + " = " + value() + ", ";
        };
        say("loss", [&] { return named(loss_catalogue()); });
        say("initializer", [&] { return named(initializer_catalogue()); });
        say("bias_initializer", [&] { return named(initializer_catalogue()); });
        say("penalty", [&] {
            return "{ l1 = " + number() + ", l2 = " + number() + ", biases = " + truth() + " }";
        });
        if (choices_.rarely()) text += "weights = " + weights() + ", ";
        return text + "layers = " + layers(0) + " }";
    }

    std::string data() {
        const DatasetEntry& entry = choices_.of(dataset_catalogue());
        if (choices_.rarely()) return "data = { file = \"nowhere.csv\", target = \"a\" }";
        std::string text = "data = { name = " + quoted(entry.id);
        if (!entry.parameters.empty() && choices_.below(8)) text += ", samples = 20";
        for (std::size_t i = 1; i < entry.parameters.size(); ++i) {
            if (choices_.below(3)) continue;
            text += ", " + entry.parameters[i].id + " = " + setting(entry.parameters[i]);
        }
        if (choices_.below(3) == 0) text += ", validation = " + number();
        if (choices_.below(3) == 0) text += ", standardize = " + truth();
        if (choices_.below(4) == 0) text += ", split = \"time\"";
        return text + " }";
    }

    std::string optimizer() {
        if (choices_.below(3) == 0) return named(rule_catalogue());
        std::string text = "{ name = " + quoted(choices_.of(rule_catalogue()).id);
        if (choices_.below(2)) text += ", lr = " + number();
        if (choices_.below(3) == 0) text += ", schedule = " + named(schedule_catalogue());
        if (choices_.below(4) == 0) text += ", clip = { norm = " + number() + " }";
        if (choices_.rarely()) text += ", average = { from = " + number() + " }";
        return text + " }";
    }

    std::string settings(const std::string& end) {
        std::string text;
        if (choices_.below(2)) text += network() + end;
        if (choices_.below(2)) text += data() + end;
        if (choices_.below(2)) text += "optimizer = " + optimizer() + end;
        if (choices_.below(4) == 0) text += "batch = " + number() + end;
        if (choices_.below(4) == 0) text += "noise = { gradient = " + number() + " }" + end;
        const std::size_t length = choices_.below(16);
        if (length > 10) text += "epochs = " + number() + end;
        if (length > 4 && length < 12) text += "steps = " + number() + end;
        if (choices_.rarely()) text += "metric = \"mean_absolute_error\"" + end;
        if (choices_.below(4) == 0) text += "measure_every = " + number() + end;
        if (choices_.rarely()) text += "early_stopping = { patience = 1, end = true }" + end;
        if (choices_.below(4) == 0) {
            text += "changes = [{ step = 1, optimizer = " + optimizer() + ", batch = " + number() +
                    ", reset = " + truth() + " }]" + end;
        }
        return text;
    }

    Choices& choices_;
};

void require(bool condition, const std::string& text) {
    if (condition) return;
    std::fprintf(stderr, "%s\n", text.c_str());
    std::abort();
}

bool small(const RunPlan& run) {
    const Network<float> network(run.training->network, run.training->outline);
    const DataOutline& data = run.training->outline;
    const auto samples = static_cast<std::size_t>(data.samples);
    return network.trained() <= 300 && samples * data.input.size() <= 20'000 &&
           network.memory(samples) <= 200'000 && run.training->network.layers.size() < 30;
}

void train(Plan plan) {
    for (RunPlan& run : plan.runs) {
        if (!small(run)) return;
        run.steps = std::min(run.steps, 3);
    }
    const Recording recording = record(plan);
    require(recording.trainings.size() == plan.runs.size(), "a run is missing");
    std::ostringstream csv;
    write_training_csv(recording, csv);
    write_trainings(recording, [&](const std::string&, const auto& write) { write(csv); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Choices choices(data, size);
    const std::string text = Writer(choices).experiment();
    try {
        const Experiment experiment = read_experiment(text, "fuzz.toml");
        require(read_experiment(write_experiment(experiment), "fuzz.toml") == experiment, text);
        train(plan(experiment));
    } catch (const Error& error) {
        require(error.place().line > 0 && error.place().column > 0, text + error.what());
    }
    return 0;
}
