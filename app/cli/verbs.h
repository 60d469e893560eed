// What each verb is asked, and the verbs.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/experiment/experiment.h"

namespace tani {

/// Wrong words or a wrong experiment: exit status 2.
class WrongUsage : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct ExperimentWords {
    std::string file;
    std::vector<std::string> assignments;
};

struct LookWords {
    std::string size;
    std::string language, theme;
    double scale = 0;
    bool presenter = false;
};

struct RunWords {
    ExperimentWords experiment;
    std::string csv;
    std::string weights;     ///< folder
    std::string histograms;  ///< of the initializer lab: an NPY file
    std::string slice;       ///< of the landscape lab: an NPZ, NPY or CSV file
    int threads = 0;      ///< 0: as many as there are processors
};

struct RenderWords {
    ExperimentWords experiment;
    LookWords look;
    std::string output, steps;
    std::optional<double> fps, seconds, hold;
    std::optional<int> step;
    std::optional<std::int64_t> max_bytes;
};

struct ShotWords {
    ExperimentWords experiment;
    LookWords look;
    std::string output;
    std::optional<int> step;
};

struct SweepWords {
    ExperimentWords experiment;
    LookWords look;  ///< of a PNG
    std::string x, y, measure = "final_loss", output;
    int run = 0;
    double tolerance = 1e-3;
};

struct ListWords {
    std::string what;
    bool json = false, markdown = false;
};

int run_verb(const RunWords& words);
int render_verb(const RenderWords& words);
int shot_verb(const ShotWords& words);
int sweep_verb(const SweepWords& words);
int list_verb(const ListWords& words);
/// What `tani list` can list.
std::vector<std::string> list_names();
int check_verb(const std::vector<std::string>& files);
int open_verb(const ExperimentWords& words);

/// The experiment that the words name, with its --set applied; a wrong one is WrongUsage. `file` may be -, a path, or the
/// name of a bundled experiment when no such file exists.
Experiment experiment_from(const ExperimentWords& words);
/// plan(), with a wrong experiment as WrongUsage.
Plan plan_from(const Experiment& experiment);

struct Size {
    int width, height;
};
/// "1280x720"; throws WrongUsage.
Size size_from(const std::string& text, Size standard);
std::optional<Language> language_from(const std::string& text);
std::optional<Theme> theme_from(const std::string& text);

}  // namespace tani
