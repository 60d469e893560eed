// What the tables of the landscape lab may say, and what is refused with its place.
#include <string>

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/experiment/experiment.h"

using namespace tani;

namespace {

Plan planned(const std::string& more) {
    return plan(read_experiment("lab = \"landscape\"\nsteps = 20\n" + more, "f.toml"));
}

std::string refusal(const std::string& more) {
    try {
        planned(more);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

bool says(const std::string& message, const std::string& part) { return message.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a landscape without a plane has a random one at the end") {
    const Plan plan = planned("");
    REQUIRE(plan.runs.size() == 1);
    REQUIRE(plan.runs[0].plane);
    CHECK(*plan.runs[0].plane == PlaneSpec{});
    REQUIRE(plan.runs[0].training->path);
    CHECK(plan.runs[0].training->path->every == 1);
    CHECK(plan.runs[0].training->path->curvature_every == 0);
    CHECK(plan.view.panels == std::vector<std::string>{"plane", "loss", "honesty"});
}

TEST_CASE("every key of the plane is read") {
    const Plan plan = planned("[plane]\ndirections = \"pca\"\nnormalization = \"layer\"\nbiases = true\nat = 7\ndimensions = 1\n"
                              "shared = true\npoints = 21\nextent = 2\ny = [-1, 3]\nmeasure = \"error\"\ndata = \"validation\"\n"
                              "statistics = \"recomputed\"\nseed = 5\nevery = 4\n[curvature]\nevery = 5\n");
    const PlaneSpec& p = *plan.runs[0].plane;
    CHECK(p.directions == Directions::pca);
    CHECK(p.normalization == Normalization::layer);
    CHECK(p.biases);
    CHECK(p.at == PlaneSpec::At::step);
    CHECK(p.step == 7);
    CHECK(p.line);
    CHECK(p.shared);
    CHECK(p.points == 21);
    CHECK(p.x == Range{-2, 2});
    CHECK(p.y == Range{-1, 3});
    CHECK(p.height == Height::error);
    CHECK(p.data == PlaneData::validation);
    CHECK(p.statistics == Statistics::recomputed);
    CHECK(p.seed == 5);
    CHECK(plan.runs[0].training->path->every == 4);
    CHECK(plan.runs[0].training->path->curvature_every == 5);
}

TEST_CASE("planes of paths have their middle in the mean and joint ones are shared") {
    CHECK(planned("plane = { directions = \"pca\" }").runs[0].plane->at == PlaneSpec::At::mean);
    CHECK(planned("plane = { directions = \"pca\", at = \"final\" }").runs[0].plane->at == PlaneSpec::At::final);
    CHECK(!planned("plane = { directions = \"pca\" }").runs[0].plane->shared);
    CHECK(planned("plane = { directions = \"joint_pca\" }").runs[0].plane->shared);
}

TEST_CASE("long runs keep about two hundred points of their path and a hundred eigenvalues") {
    const Plan plan = tani::plan(read_experiment("lab = \"landscape\"\nsteps = 1000\ncurvature = {}\n", "f.toml"));
    CHECK(plan.runs[0].training->path->every == 5);
    CHECK(plan.runs[0].training->path->curvature_every == 10);
}

TEST_CASE("a run may have its own plane") {
    const Plan plan = planned("[[runs]]\n[[runs]]\nplane = { normalization = \"none\" }\n");
    CHECK(plan.runs[0].plane->normalization == Normalization::filter);
    CHECK(plan.runs[1].plane->normalization == Normalization::none);
}

TEST_CASE("a plane between runs goes through the first ones unless it says which") {
    const std::string runs = "[[runs]]\nlabel = \"a\"\n[[runs]]\nlabel = \"b\"\n[[runs]]\nlabel = \"c\"\n[[runs]]\nlabel = \"d\"\n";
    CHECK(planned(runs + "[plane]\ndirections = \"between\"\n").runs[0].plane->through == std::vector<std::string>{"a", "b", "c"});
    CHECK(planned(runs + "[plane]\ndirections = \"between\"\nthrough = [\"d\", \"b\"]\n").runs[0].plane->through ==
          std::vector<std::string>{"d", "b"});
    CHECK(says(refusal(runs + "[plane]\ndirections = \"between\"\nthrough = [\"a\", \"e\"]\n"), "f.toml:13:11: no run is called \"e\""));
    CHECK(says(refusal("[plane]\ndirections = \"between\"\n"), "needs two of them"));
    CHECK(says(refusal(runs + "[plane]\ndirections = \"between\"\nthrough = [\"a\"]\n"), "two or three"));
}

TEST_CASE("what no plane can be is refused with its place") {
    CHECK(says(refusal("[plane]\ndirections = \"pcaa\"\n"), "f.toml:4:14: plane.directions is \"pcaa\""));
    CHECK(says(refusal("[plane]\npoints = 2\n"), "f.toml:4:10: plane.points is 2; expected a whole number from 3 to 401"));
    CHECK(says(refusal("[plane]\nat = \"mean\"\n"), "only the planes of paths"));
    CHECK(says(refusal("[plane]\nat = \"end\"\n"), "a step from 0, \"final\" or \"mean\""));
    CHECK(says(refusal("[plane]\nx = [1, -1]\n"), "two rising numbers"));
    CHECK(says(refusal("[plane]\ndirections = \"joint_pca\"\nshared = false\n"), "that of all runs"));
    CHECK(says(refusal("data = { name = \"moons\", validation = 0 }\n[plane]\ndata = \"validation\"\n"), "no validation data"));
    CHECK(says(refusal("data = \"sine\"\n[plane]\nmeasure = \"error\"\n"), "numbers to predict"));
    CHECK(says(refusal("[plane]\ndirections = \"joint_pca\"\ndata = \"batch\"\n"),
               "every run has mini-batches of its own"));
    CHECK(says(refusal("[[runs]]\n[[runs]]\nnetwork = { width = 7 }\n[plane]\nshared = true\n"), "different networks"));
    CHECK(says(refusal("curvature = { every = 0 }\n"), "every is 0"));
    try {
        plan(read_experiment("lab = \"network\"\nplane = {}\n", "f.toml"));
        CHECK(false);
    } catch (const Error& error) {
        CHECK(says(error.what(), "belongs to the lab \"landscape\""));
    }
}
