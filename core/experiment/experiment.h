// An experiment: a small comparable value and a text file. The document is the truth; a plan is
// what it means once every run is merged into the base and checked.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"
#include "core/dataset/dataset.h"
#include "core/experiment/map.h"
#include "core/experiment/value.h"
#include "core/landscape/choices.h"
#include "core/network/network_spec.h"
#include "core/surface/surface.h"

namespace tani {

struct RuleEntry;

/// What a file says, in its order. Copy, compare, keep in an undo list. Panels, undo and --set all
/// write into it by dotted paths; nothing else describes what is simulated.
struct Experiment {
    Table document;
    std::string file;           ///< where it came from, for messages; not compared
    bool has_comments = false;  ///< the file holds comments, which saving would lose; not compared
    bool operator==(const Experiment& other) const { return document == other.document; }
};

/// Parses and checks. Throws Error "FILE:LINE:COLUMN: what is wrong; what was expected (did you
/// mean …?)".
Experiment read_experiment(std::string_view text, const std::string& file);

/// Reads a file whole (at most 1 MiB) and parses it. A file of losses over a plane (is_grid_file)
/// makes an experiment that shows it. Throws Error when it cannot be read.
Experiment load_experiment(const std::string& path);

/// TOML with the keys in reading order and shortest numbers; reading it again gives an equal
/// experiment.
std::string write_experiment(const Experiment& experiment);

/// Sets what a dotted path names ("runs.0.optimizer.lr", "steps", "start.0"), making missing tables
/// and setting `{ name = … }` around a bare name where a key is set in it ("optimizer = 'adam'"
/// becomes a table). What the file leaves to its default is there to be set in part: "optimizer.lr"
/// without an optimizer makes `{ name = "sgd", lr = … }`, "start.1" and "optimizer.betas.0" make
/// the whole list. Setting a surface's formula removes its name and the reverse. A run index equal
/// to the number of runs adds one. Throws Error for a path that no experiment can have, and changes
/// nothing then. Does not check the value: plan() does.
void set_value(Experiment& experiment, std::string_view path, Value value);
/// Removes what the path names, and tables that it leaves empty. Nothing happens when it is not
/// there.
void erase_value(Experiment& experiment, std::string_view path);
const Value* find_value(const Experiment& experiment, std::string_view path);
/// `KEY=VALUE` of the command line. VALUE is read as TOML, else taken as a string. Throws Error.
void set_from_text(Experiment& experiment, std::string_view assignment);

enum class ShowMode { surface, contours, both };
enum class HeightScale { automatic, linear, log };
enum class Theme { dark, light, projector };
enum class PathStyle { markers, line };
/// What the curves are drawn over: the updates; what the rule has asked of the surface so far; or
/// the learning rate of the update that led to each value.
enum class CurveAxis { steps, evaluations, rate, epochs };

struct Clip {
    std::optional<double> norm, value;
    bool operator==(const Clip&) const = default;
};

/// How the learning rate follows the steps of the run.
struct ScheduleSpec {
    std::string name;              ///< catalogue id; empty: the rate is the optimizer's lr
    std::vector<double> settings;  ///< one per ScheduleEntry::parameters
    bool operator==(const ScheduleSpec&) const = default;
};

/// Polyak–Ruppert averaging: beside the run stands the mean of its points from a step on.
struct Averaging {
    int from = 0;  ///< the first point that counts
    bool operator==(const Averaging&) const = default;
};

struct OptimizerSpec {
    std::string name;              ///< catalogue id
    std::string inner = {};        ///< id of the rule inside, of a rule around another
    std::vector<double> settings;  ///< one per RuleEntry::parameters of find_rule(spec)
    Clip clip = {};                ///< with a rule inside: of what that is given
    ScheduleSpec schedule = {};
    std::optional<Averaging> average = {};
    bool operator==(const OptimizerSpec&) const = default;
};

/// The rule that the spec names, with the rule inside that it names; null where there is none.
const RuleEntry* find_rule(const OptimizerSpec& spec);

/// What stop = { tolerance, on } says.
struct StopRule {
    enum class On { grad_norm, loss, step_length } on = On::grad_norm;
    double tolerance = 0;  ///< 0: none
    bool operator==(const StopRule&) const = default;
};

/// When training would stop by itself: the validation loss has not been lower by more than
/// `min_delta` for `patience` measurements. A mark in the figure, unless it ends the run.
struct EarlyStopping {
    int patience = 10;
    double min_delta = 0;
    bool end = false;
    bool operator==(const EarlyStopping&) const = default;
};

/// What is measured of a layer: what it hands on, what its activation function is given, the gradient
/// of the loss with respect to what it hands on, its weights, and the loss's gradient for them.
enum class Quantity { activation, preactivation, gradient, weight, weight_gradient };

/// When and on how many samples the wall of the initializer lab is measured.
struct WallSpec {
    int samples = 1000;  ///< the first ones of the training data, at most
    int every = 0;       ///< steps from one measurement to the next; 0: about a hundred in all
    bool operator==(const WallSpec&) const = default;
};

/// The path of the weights through their space, and its curvature, of the landscape lab.
struct PathSpec {
    int every = 0;            ///< steps from one kept point to the next; 0: about 200 in all
    int curvature_every = 0;  ///< steps from one largest Hessian eigenvalue to the next; 0: none, −1: about 100 in all
    bool operator==(const PathSpec&) const = default;
};

/// What a plane of the landscape lab goes through.
enum class Directions {
    random,     ///< two directions drawn from a normal distribution
    pca,        ///< the principal components of the run's path
    joint_pca,  ///< of all runs' paths together
    hessian,    ///< the eigenvectors of the two largest eigenvalues
    gradient,   ///< the gradient of the loss, and a random direction
    between,    ///< from one run's end to another's, and to a third's or their common start
    weights     ///< the first two weights themselves
};

/// A plane or a line through the weights of a run, and what is drawn over it.
struct PlaneSpec {
    Directions directions = Directions::random;
    Normalization normalization = Normalization::filter;
    bool biases = false;  ///< whether a random direction moves biases and normalizations, too
    enum class At { final, mean, step } at = At::final;
    int step = 0;            ///< of At::step
    bool line = false;       ///< the first direction alone
    bool shared = false;     ///< one plane for all runs
    int points = 51;         ///< along each side
    std::optional<Range> x, y;  ///< none: chosen so that the paths are on it
    Height height = Height::loss;
    PlaneData data = PlaneData::train;
    Statistics statistics = Statistics::kept;
    std::uint64_t seed = 0;
    std::vector<std::string> through;  ///< labels of runs, of Directions::between; two or three
    /// Of a slice that another program computed: the file it is read from, which of the file's
    /// surfaces, and a file whose path is laid over it, if that is not the first one.
    std::string file = {}, surface = {}, path_file = {};
    bool is_read() const { return !file.empty(); }
    bool operator==(const PlaneSpec&) const = default;
};

enum class Metric { accuracy, mean_absolute_error, mean_squared_error };

/// What a run of a lab with networks trains, on what.
struct TrainingSpec {
    NetworkSpec network;
    DataSpec data;
    DataOutline outline;  ///< of the data, before they are split
    Metric metric = Metric::accuracy;
    std::optional<EarlyStopping> early_stopping;
    int measure_every = 1;  ///< epochs from one measurement on all data to the next
    std::optional<WallSpec> wall = {};  ///< of the initializer lab
    std::optional<PathSpec> path = {};  ///< of the landscape lab
    bool operator==(const TrainingSpec&) const = default;
};

/// What is in force from an update on.
struct Settings {
    SurfaceSpec surface;  ///< of the surface lab
    int batch = 32;       ///< samples of a mini-batch; 0: all. Of the network lab
    OptimizerSpec optimizer;
    double gradient_noise = 0;  ///< standard deviation
    StopRule stop;
    bool operator==(const Settings&) const = default;
};

struct Change {
    int step = 0;        ///< in force for the update step → step + 1 and after
    bool reset = false;  ///< the rule's state is dropped
    Settings settings;   ///< complete, after this change
    bool operator==(const Change&) const = default;
};

/// One run, complete: the base and the run's patch merged.
struct RunPlan {
    std::string label;  ///< unique
    Text shown;  ///< label for people: the label, or the rule's name when the file gives none
    bool hidden = false;  ///< key `hidden` of a run: not drawn (and still recorded)
    Point start{};
    /// Of the labs with networks; none where the plane is read from a file.
    std::optional<TrainingSpec> training;
    std::optional<PlaneSpec> plane;        ///< of the landscape lab
    int steps = 200;
    std::uint64_t seed = 0;
    Settings settings;
    std::vector<Change> changes;  ///< by rising step
    bool operator==(const RunPlan&) const = default;
};

struct Camera {
    double azimuth = 35, elevation = 30, zoom = 1;  ///< degrees, degrees, factor
    bool operator==(const Camera&) const = default;
};

/// What the cells of the initializer wall show: activations with their gradients below, or one quantity.
enum class CellContent { both, activation, preactivation, gradient, weight, weight_gradient };

/// What the lines of a drawn network are.
enum class WeightsShown { weights, gradients };

/// Names of what may stand beside the surface: "loss", "distance", "grad_norm", "formula"; and of the
/// parts of the network lab's figure: "decision" (decision map, fitted curve, or pictures), "loss",
/// "metric", "network", "norms", "table", "formula"; and of the initializer lab's: "wall", "spread",
/// "loss"; and of the landscape lab's: "plane", "loss", "distance", "sharpness", "honesty".
struct View {
    ShowMode show = ShowMode::both;
    HeightScale height = HeightScale::automatic;
    std::vector<std::string> panels = {"loss", "formula"};
    Camera camera;
    PathStyle paths = PathStyle::markers;
    int trail = 0;                                 ///< steps drawn behind the head; 0: all
    std::vector<std::string> arrows = {"update"};  ///< of "gradient", "velocity", "update"
    bool caption = true;
    HeightScale loss_scale = HeightScale::automatic;
    CurveAxis curves_over = CurveAxis::steps;
    double smoothing = 0;  ///< of the mini-batch's loss: the share of the past in a running mean, [0, 1)
    WeightsShown weights = WeightsShown::weights;  ///< what a drawn network's lines are
    CellContent cells = CellContent::both;
    bool shared_axes = true;  ///< cells of one kind have the same axis
    int selected = 0;  ///< the run whose formula and arrows are shown
    std::optional<Language> language;
    std::optional<Theme> theme;
    bool operator==(const View&) const = default;
};

struct Film {
    int first = 0;
    std::optional<int> last;  ///< none: the last step
    double hold = 1;          ///< seconds on the last frame
    double fps = 30;
    std::optional<double>
        seconds;  ///< of the whole film with its hold; none: chosen from the steps
    bool operator==(const Film&) const = default;
};

/// Whether the runs of a lab are trainings.
bool trains_networks(std::string_view lab);

struct Plan;
/// Whether nothing is trained: planes are read from files that other programs wrote.
bool reads_planes(const Plan& plan);

/// The experiment's meaning: every run complete and checked.
struct Plan {
    std::string lab;  ///< "surface", "network", "initializer" or "landscape"
    Text title, caption;
    std::vector<RunPlan> runs;  ///< at least one
    View view;
    std::optional<MapSpec> map;
    Film film;
    bool operator==(const Plan&) const = default;
};

/// Merges, fills in defaults and checks. Throws Error with the place of what is wrong. Fast enough
/// for every frame of a slider drag.
Plan plan(const Experiment& experiment);

/// Every key an experiment file may have, for help and README: dotted path, type, default, what it
/// does.
struct KeyHelp {
    std::string path, type, standard;
    Text help;
};
std::span<const KeyHelp> experiment_keys();

}  // namespace tani
