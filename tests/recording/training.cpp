// Training: the same bits however it is made, any step again, and the rules of the contract.
#include <cmath>
#include <cstring>
#include <sstream>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/recording/recording.h"
#include "core/recording/training_files.h"

namespace {

using namespace tani;

Plan network(const std::string& more, const std::string& file_end = "") {
    return plan(read_experiment("lab = \"network\"\n" + more + "\n" + file_end, "test.toml"));
}

const std::string moons = "[data]\nname = \"moons\"\nsamples = 200\nvalidation = 0.25\n";

std::string csv(const Recording& recording) {
    std::ostringstream out;
    write_csv(recording, out);
    return out.str();
}

/// Jobs from the last to the first, on as many threads as there are jobs.
void threads_backwards(int count, const std::function<void(int)>& job) {
    std::vector<std::jthread> threads;
    for (int i = count; i-- > 0;) threads.emplace_back([&job, i] { job(i); });
}

bool same(std::span<const float> a, std::span<const float> b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

std::string message(const std::string& text) {
    try {
        record(network(text));
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a network learns the moons") {
    const Recording r =
        record(network("epochs = 60\noptimizer = { name = \"adam\", lr = 0.01 }", moons));
    const TrainingRecording& run = r.trainings[0];
    CHECK(run.finished());
    CHECK(run.steps() == 60 * 5);  // 150 samples in mini-batches of 32
    CHECK(run.measured().back().train_loss < 0.3 * run.measured()[0].train_loss);
    CHECK(run.measured().back().validation_metric > 0.9);
    CHECK(run.measured().size() == 61);
    CHECK(run.row(run.steps()).epoch == 60);
}

TEST_CASE("a training has the same bits with threads and without and after a rewind") {
    const std::string text =
        "epochs = 4\nbatch = 400\nnetwork = { layers = [{ dense = 20 }, \"tanh\", { dropout = 0.3 "
        "}, { dense = 2 }] }\n"
        "runs = [{ optimizer = { name = \"adam\", schedule = { name = \"cosine\" } } }, { "
        "optimizer = \"nesterov\", batch = 64 },"
        " { optimizer = \"lbfgs\" }, { optimizer = \"rmsprop\", network = { layers = [{ dense = 8 "
        "}, \"batch_norm\", \"relu\", { dense = 2 }] } }]";
    const Plan p = network(text, "[data]\nname = \"moons\"\nsamples = 800\n");
    const Recording alone = record(p), together = record(p, threads_backwards);
    CHECK(csv(alone) == csv(together));
    Replay forward, backward;
    for (std::size_t i = 0; i < p.runs.size(); ++i) {
        CAPTURE(i);
        const TrainingRecording& run = alone.trainings[i];
        Replay at_end;
        const AlignedVector<float> end = at_end.at(run, run.steps()).weights;
        CHECK(same(end, Replay().at(together.trainings[i], run.steps()).weights));
        const AlignedVector<float> early = at_end.at(run, 1).weights;
        CHECK_FALSE(same(early, end));
        CHECK(same(Replay().at(run, 1).weights, early));
        CHECK(same(at_end.at(run, run.steps()).weights, end));
    }
}

TEST_CASE("what a change leaves alone is kept and the rest is trained anew with the same bits") {
    const std::string base = "steps = 300\noptimizer = { name = \"momentum\", lr = 0.05 }\n";
    const Recording first = record(network(base, moons));
    const Plan changed =
        network(base + "changes = [{ step = 200, optimizer = { lr = 0.005 } }]\n", moons);
    const Recording again = record(changed, {}, {}, &first), fresh = record(changed);
    CHECK(csv(again) == csv(fresh));
    CHECK(csv(first) != csv(fresh));
    CHECK(same(Replay().at(again.trainings[0], 300).weights,
               Replay().at(fresh.trainings[0], 300).weights));
    for (int step = 0; step < 200; ++step)
        CHECK(first.trainings[0].row(step).batch_loss == fresh.trainings[0].row(step).batch_loss);
}

TEST_CASE("a training that is cancelled has its beginning and goes on from there") {
    const Plan p = network("steps = 400\noptimizer = \"adam\"", moons);
    std::stop_source now;
    now.request_stop();
    const Recording begun = record(p, {}, now.get_token());
    CHECK(begun.trainings[0].rows() == 1);
    CHECK_FALSE(begun.trainings[0].finished());
    int looks = 0;
    int rows = 0;
    const Watch watch{[&] { return true; },
                      [&](Recording so_far) {
                          ++looks;
                          CHECK(so_far.trainings[0].rows() >= rows);
                          rows = so_far.trainings[0].rows();
                      }};
    const Recording whole = record(p, {}, {}, &begun, &watch);
    CHECK(looks > 0);
    CHECK(csv(whole) == csv(record(p)));
}

TEST_CASE("runs share initial weights and batches unless they say another seed") {
    const Recording r =
        record(network("steps = 20\nruns = [{ optimizer = \"sgd\" }, { optimizer = \"adam\" }, { "
                       "optimizer = \"sgd\", seed = 1 }]",
                       moons));
    Replay a, b, c;
    CHECK(same(a.at(r.trainings[0], 0).weights, b.at(r.trainings[1], 0).weights));
    CHECK_FALSE(same(a.at(r.trainings[0], 0).weights, c.at(r.trainings[2], 0).weights));
    CHECK(r.trainings[0].row(0).batch_loss == r.trainings[1].row(0).batch_loss);
    CHECK(std::ranges::equal(a.batch(), b.batch()));
}

TEST_CASE("every epoch goes through every sample once and a growing batch keeps its place") {
    const Recording r =
        record(network("steps = 40\nbatch = 16\nchanges = [{ step = 7, batch = 50 }]", moons));
    const TrainingRecording& run = r.trainings[0];
    Replay replay;
    std::vector<int> seen(150, 0);
    double epoch = 0;
    for (int step = 0; step < run.steps(); ++step) {
        replay.at(run, step);
        CHECK(run.row(step).epoch == doctest::Approx(epoch).epsilon(1e-12));
        for (const int sample : replay.batch()) ++seen[static_cast<std::size_t>(sample)];
        epoch += static_cast<double>(replay.batch().size()) / 150;
        if (std::abs(epoch - std::round(epoch)) < 1e-9) {
            epoch = std::round(epoch);
            for (const int times : seen) CHECK(times == static_cast<int>(epoch));
        }
    }
    CHECK(run.row(7).epoch == doctest::Approx(7 * 16 / 150.0).epsilon(1e-12));
}

TEST_CASE("every rule trains a network and repeats bit for bit") {
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        const std::string text = fmt::format(
            "steps = 30\nbatch = \"all\"\nnetwork = {{ layers = [{{ dense = 3 }}, \"tanh\", {{ "
            "dense = 2 }}] }}\noptimizer = \"{}\"",
            rule.id);
        const Plan p = network(text, moons);
        const Recording r = record(p);
        CHECK(r.trainings[0].rows() >= 2);
        CHECK(csv(r) == csv(record(p)));
        CHECK(same(Replay().at(r.trainings[0], r.trainings[0].steps()).weights,
                   Replay()
                       .at(record(p, threads_backwards).trainings[0], r.trainings[0].steps())
                       .weights));
    }
}

TEST_CASE("the perceptron learns AND and OR and NOT and not XOR") {
    const std::string perceptron =
        "epochs = 200\nbatch = 1\noptimizer = { name = \"sgd\", lr = 0.5 }\n"
        "network = { layers = [{ dense = 1 }, \"step\"], loss = \"perceptron\", initializer = "
        "\"zeros\" }\n";
    for (const char* gate : {"and_gate", "or_gate", "not_gate", "xor_gate"}) {
        CAPTURE(gate);
        const Recording r = record(
            network(perceptron, fmt::format("[data]\nname = \"{}\"\nvalidation = 0\n", gate)));
        const double right = r.trainings[0].measured().back().train_metric;
        if (std::string(gate) == "xor_gate")
            CHECK(right < 1);
        else
            CHECK(right == 1);
    }
    const Recording hidden =
        record(network("epochs = 400\nbatch = \"all\"\noptimizer = { name = \"adam\", lr = 0.05 }\n"
                       "network = { layers = [{ dense = 4 }, \"tanh\", { dense = 1 }, "
                       "\"sigmoid\"], loss = \"binary_cross_entropy\" }\n",
                       "[data]\nname = \"xor_gate\"\nvalidation = 0\n"));
    CHECK(hidden.trainings[0].measured().back().train_metric == 1);
}

TEST_CASE("weights set by hand make a threshold unit an AND") {
    const Recording r = record(
        network("steps = 1\noptimizer = { name = \"sgd\", lr = 0 }\n"
                "[network]\nlayers = [{ dense = 1 }, \"step\"]\nloss = \"perceptron\"\nweights = { "
                "\"0.weight\" = [[1, 1]], \"0.bias\" = [-1.5] }\n",
                "[data]\nname = \"and_gate\"\nvalidation = 0\n"));
    CHECK(r.trainings[0].measured()[0].train_metric == 1);
    const TrainingSetup& setup = r.trainings[0].setup();
    Replay replay;
    const float x[] = {1, 1, 0, 1};
    const std::vector<float> y = predict(setup, replay.at(r.trainings[0], 0), x, 2);
    CHECK(y[0] == 1);
    CHECK(y[1] == 0);
}

TEST_CASE("a run whose loss is no longer finite ends with that row") {
    const Recording r =
        record(network("epochs = 50\noptimizer = { name = \"sgd\", lr = 1e6 }\nnetwork = { loss = "
                       "\"mse\", layers = [{ dense = 8 }, \"relu\", { dense = 1 }] }",
                       "[data]\nname = \"line\"\n"));
    const TrainingRecording& run = r.trainings[0];
    CHECK(run.diverged());
    CHECK(run.finished());
    CHECK(run.steps() < run.plan().steps);
    CHECK_FALSE(std::isfinite(run.row(run.steps()).batch_loss));
}

TEST_CASE("early stopping marks the best step and ends a run that asks for it") {
    const std::string text =
        "epochs = 300\nbatch = \"all\"\noptimizer = { name = \"adam\", lr = 0.01 }\nnetwork = { "
        "layers = [{ dense = 64 }, \"tanh\", { dense = 64 }, \"tanh\", { dense = 1 }] }\n";
    const std::string data = "[data]\nname = \"cubic\"\nsamples = 30\nvalidation = 0.5\n";
    const Recording mark = record(network(text + "early_stopping = { patience = 20 }", data));
    const auto stop = mark.trainings[0].early_stop();
    REQUIRE(stop);
    REQUIRE(stop->stopped_step);
    CHECK(*stop->stopped_step == stop->best_step + 20);
    CHECK(mark.trainings[0].steps() == 300);
    const Recording end =
        record(network(text + "early_stopping = { patience = 20, end = true }", data));
    CHECK(end.trainings[0].steps() == *stop->stopped_step);
}

TEST_CASE(
    "the CSV of trainings says the mini-batch's loss in every row and the rest once an epoch") {
    const Recording r =
        record(network("epochs = 3\nbatch = 50\nnetwork = { penalty = { l2 = 0.01 } }", moons));
    std::istringstream lines(csv(r));
    std::string line;
    std::getline(lines, line);
    CHECK(line == "run,step,epoch,train_loss,validation_loss,train_metric,validation_metric,lr");
    int rows = 0;
    for (; std::getline(lines, line); ++rows) {
        CAPTURE(line);
        const bool empty = line.find(",,,,") != std::string::npos;
        CHECK(empty == (rows % 3 != 0));
    }
    CHECK(rows == 10);
}

TEST_CASE("what is wrong with a network is said where it stands") {
    CHECK(message("network = { layers = [{ dence = 3 }] }")
              .find("test.toml:2:23: there is no layer \"dence\"") == 0);
    CHECK(message("network = { layers = [{ dense = 3 }, { conv = 4 }, { dense = 2 }] }")
              .find("test.toml:2:38") == 0);
    CHECK(message("network = { layers = [{ dense = 5 }] }").find("5 outputs") != std::string::npos);
    CHECK(message("network = { layers = [{ dense = 0 }] }").find("test.toml:2:33: ") == 0);
    CHECK(message("network = { initializer = \"hee_normal\" }").find("did you mean 'he_normal'") !=
          std::string::npos);
    CHECK(message("network = { loss = \"cross_entropy\" }\ndata = \"line\"")
              .find("numbers as targets") != std::string::npos);
    CHECK(message("steps = 4\nepochs = 5").find("both steps and epochs") != std::string::npos);
    CHECK(message("start = [1, 2]").find("belongs to the lab \"surface\"") != std::string::npos);
    CHECK(message("data = { file = \"nowhere.csv\" }").find("test.toml:2:") == 0);
    CHECK(message("batch = 0").find("\"all\"") != std::string::npos);
    CHECK(message("epochs = 2\noptimizer = \"newton\"\nnetwork = { layers = [{ dense = 400 }, { "
                  "dense = 2 }] }")
              .find("newton trains at most 1000 weights") != std::string::npos);
}
