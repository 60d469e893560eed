// One update of a network's weights on a mini-batch.
#include "core/recording/trainer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/random.h"
#include "core/network/correct.h"

namespace tani {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t part_samples = 128;        // of a mini-batch, at most
constexpr std::size_t evaluation_samples = 256;  // at once
constexpr std::size_t shown_samples = 256;       // to an initializer that looks at data

std::vector<WeightBlock> blocks_of(const Network<float>& network) {
    std::vector<WeightBlock> blocks;
    for (const WeightWindow& window : network.windows()) {
        const std::size_t rows = window.shape.empty() ? 1 : window.shape[0];
        blocks.push_back(
            {window.offset, rows, window.size() / rows, window.kind == WeightKind::weight});
    }
    return blocks;
}

}  // namespace

TrainerState::TrainerState(const TrainerState& other)
    : step(other.step),
      epoch(other.epoch),
      position(other.position),
      evaluations(other.evaluations),
      last_loss(other.last_loss),
      weights(other.weights),
      statistics(other.statistics),
      rule(other.rule ? other.rule->clone() : nullptr),
      schedule(other.schedule ? other.schedule->clone() : nullptr),
      next_change(other.next_change) {}

std::size_t TrainerState::bytes() const {
    return sizeof(TrainerState) + sizeof(float) * (weights.size() + statistics.size()) +
           (rule ? rule->bytes() : 0);
}

Trainer::Trainer(std::shared_ptr<const TrainingSetup> setup, std::shared_ptr<const RunPlan> plan)
    : setup_(std::move(setup)),
      plan_(std::move(plan)),
      network_(setup_->network),
      blocks_(blocks_of(network_)),
      order_(plan_->seed, static_cast<std::size_t>(setup_->data.train.outline.samples)) {
    state_.weights.resize(network_.weights());
    state_.statistics.resize(network_.statistics());
    gradient_.resize(network_.weights());
    const Dataset& train = setup_->data.train;
    network_.fill_weights(
        plan_->seed, state_.weights, train.x.data(),
        std::min(shown_samples, static_cast<std::size_t>(train.outline.samples)));
    network_.fill_statistics(state_.statistics);
    take_rule(plan_->settings, false);
}

Trainer::Trainer(std::shared_ptr<const TrainingSetup> setup, std::shared_ptr<const RunPlan> plan,
                 const TrainerState& state)
    : setup_(std::move(setup)),
      plan_(std::move(plan)),
      network_(setup_->network),
      state_(state),
      blocks_(blocks_of(network_)),
      order_(plan_->seed, static_cast<std::size_t>(setup_->data.train.outline.samples)) {
    gradient_.resize(network_.weights());
    const Settings& now =
        state_.next_change == 0 ? plan_->settings : plan_->changes[state_.next_change - 1].settings;
    settings_ = &now;
    entry_ = find_rule(now.optimizer);
    settings_now_ = now.optimizer.settings;
    rate_index_ = rate_index(*entry_);
    // The rule goes on with the rate of its last update; the next one says it anew.
    rate_now_ = not_a_number;
}

void Trainer::take_rule(const Settings& settings, bool reset) {
    const RuleEntry* entry = find_rule(settings.optimizer);
    if (!entry) throw Error("no such optimizer: " + settings.optimizer.name);
    const bool same_schedule =
        settings_ && settings_->optimizer.schedule == settings.optimizer.schedule;
    if (entry != entry_) {
        state_.rule =
            make_weight_rule(*entry, settings.optimizer.settings, network_.weights(), blocks_);
    } else {
        state_.rule->set(settings.optimizer.settings);
        if (reset) state_.rule->reset();
    }
    entry_ = entry;
    settings_ = &settings;
    settings_now_ = settings.optimizer.settings;
    rate_index_ = rate_index(*entry);
    rate_now_ =
        rate_index_ < 0 ? not_a_number : settings_now_[static_cast<std::size_t>(rate_index_)];
    if (same_schedule) return;
    const ScheduleEntry* schedule = find_schedule(settings.optimizer.schedule.name);
    state_.schedule = schedule ? schedule->make(settings.optimizer.schedule.settings) : nullptr;
}

void Trainer::take_changes() {
    while (state_.next_change < plan_->changes.size() &&
           plan_->changes[state_.next_change].step <= state_.step) {
        const Change& change = plan_->changes[state_.next_change++];
        take_rule(change.settings, change.reset);
    }
}

double Trainer::rate() {
    if (rate_index_ < 0) return not_a_number;
    const auto index = static_cast<std::size_t>(rate_index_);
    const double base = settings_->optimizer.settings[index];
    if (!state_.schedule) return base;
    return state_.schedule->rate({state_.step, plan_->steps, base, state_.last_loss});
}

void Trainer::draw_batch() {
    if (batch_step_ == state_.step) return;
    batch_step_ = state_.step;
    const Dataset& data = setup_->data.train;
    const auto samples = static_cast<std::size_t>(data.outline.samples);
    const auto wanted = settings_->batch > 0 ? static_cast<std::size_t>(settings_->batch) : samples;
    batch_ = order_.batch(state_.epoch, state_.position, wanted);
    const std::size_t count = batch_.size();
    if (count == samples) {  // in their own order: nothing need be copied
        x_ = data.x.data();
        y_ = setup_->train_y.data();
    } else {
        const std::size_t inputs = data.outline.input.size(), targets = network_.target_size();
        batch_x_.resize(count * inputs);
        batch_y_.resize(count * targets);
        for (std::size_t i = 0; i < count; ++i) {
            const auto row = static_cast<std::size_t>(batch_[i]);
            std::copy_n(data.x.data() + row * inputs, inputs, batch_x_.data() + i * inputs);
            std::copy_n(setup_->train_y.data() + row * targets, targets,
                        batch_y_.data() + i * targets);
        }
        x_ = batch_x_.data();
        y_ = batch_y_.data();
    }
    const std::size_t parts =
        network_.mixes_samples() ? 1 : (count + part_samples - 1) / part_samples;
    parts_.resize(parts);
    for (std::size_t p = 0; p < parts; ++p) {
        Part& part = parts_[p];
        part.first = count * p / parts;
        part.samples = count * (p + 1) / parts - part.first;
        part.memory.resize(std::max(part.memory.size(), network_.memory(part.samples)));
        if (parts > 1) part.gradient.resize(network_.weights());
    }
}

std::span<const int> Trainer::batch() {
    take_changes();
    draw_batch();
    return batch_;
}

double Trainer::loss_at(std::span<const float> w, std::span<float> out) {
    const std::size_t all = batch_.size();
    const bool move = !out.empty() && !statistics_moved_;
    const auto job = [&](int index) {
        Part& part = parts_[static_cast<std::size_t>(index)];
        float* gradient = out.empty()         ? nullptr
                          : parts_.size() > 1 ? part.gradient.data()
                                              : out.data();
        if (gradient) std::fill_n(gradient, w.size(), 0.0f);
        const Pass<float> pass{.samples = part.samples,
                               .training = true,
                               .weights = w.data(),
                               .gradients = gradient,
                               .statistics = state_.statistics.data(),
                               .update_statistics = move,
                               .seed = plan_->seed,
                               .step = state_.step,
                               .first_sample = part.first};
        const float* x = x_ + part.first * network_.input().size();
        const float* y = y_ + part.first * network_.target_size();
        part.sum = gradient ? network_.backpropagate(pass, x, y, all, part.memory.data())
                            : network_.loss_sum(pass, x, y, part.memory.data());
    };
    if (parallel_ && *parallel_ && parts_.size() > 1) {
        (*parallel_)(static_cast<int>(parts_.size()), job);
    } else {
        for (std::size_t p = 0; p < parts_.size(); ++p) job(static_cast<int>(p));
    }
    if (move) statistics_moved_ = true;
    double sum = 0;
    for (const Part& part : parts_) sum += part.sum;
    if (!out.empty() && parts_.size() > 1) {
        std::copy(parts_[0].gradient.begin(), parts_[0].gradient.end(), out.begin());
        for (std::size_t p = 1; p < parts_.size(); ++p) {
            const float* more = parts_[p].gradient.data();
            for (std::size_t i = 0; i < out.size(); ++i) out[i] += more[i];
        }
    }
    return sum / network_.loss_count(all) + network_.penalty(w, out);
}

bool Trainer::here(std::span<const float> w) const {
    return w.data() == state_.weights.data() ||
           std::memcmp(w.data(), state_.weights.data(), w.size() * sizeof(float)) == 0;
}

double Trainer::value(std::span<const float> w) {
    ++state_.evaluations;
    return loss_at(w, {});
}

void Trainer::unclipped_gradient(std::span<const float> w, std::span<float> out) {
    ++state_.evaluations;
    const bool at_start = !loss_known_ && here(w);
    const double loss = loss_at(w, out);
    if (at_start) {
        loss_known_ = looks_here_ = true;
        loss_here_ = loss;
    }
    add_noise(out);
}

void Trainer::gradient(std::span<const float> w, std::span<float> out) {
    unclipped_gradient(w, out);
    const Clip& clip = settings_->optimizer.clip;
    if (clip.norm) {  // torch.nn.utils.clip_grad_norm_ with its 1e-6
        const double norm = std::sqrt(lane_sum<double>(out.size(), [&](std::size_t i) {
            return static_cast<double>(out[i]) * static_cast<double>(out[i]);
        }));
        const double shrink = *clip.norm / (norm + 1e-6);
        if (shrink < 1) {
            for (float& g : out) g *= static_cast<float>(shrink);
        }
    }
    if (clip.value) {
        const auto most = static_cast<float>(*clip.value);
        for (float& g : out) g = g < -most ? -most : g > most ? most : g;
    }
    if (first_gradient_) {
        first_gradient_ = false;
        std::copy(out.begin(), out.end(), gradient_.begin());
    }
}

void Trainer::add_noise(std::span<float> out) const {
    if (settings_->gradient_noise <= 0) return;
    for (const WeightWindow& window : network_.windows()) {
        for (std::size_t i = 0; i < window.size(); i += 2) {
            const std::size_t at = window.offset + i;
            const auto pair = normal_pair(plan_->seed, Stream::gradient_noise, counter(at));
            out[at] += static_cast<float>(settings_->gradient_noise * pair[0]);
            if (i + 1 < window.size())
                out[at + 1] += static_cast<float>(settings_->gradient_noise * pair[1]);
        }
    }
}

void Trainer::hessian_times(std::span<const float> w, std::span<const double> v,
                            std::span<double> out) {
    ++state_.evaluations;
    if (!hessian_) hessian_.emplace(setup_->slopes);
    (*hessian_)({.x = x_,
                 .y = y_,
                 .samples = batch_.size(),
                 .statistics = state_.statistics,
                 .seed = plan_->seed,
                 .step = state_.step},
                w, v, out);
}

std::uint64_t Trainer::counter(std::uint64_t drawn) const {
    return (static_cast<std::uint64_t>(state_.step) << 32) + drawn;
}

void Trainer::normal(std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); i += 2) {
        const auto pair = normal_pair(plan_->seed, Stream::search, counter(normals_++));
        out[i] = pair[0];
        if (i + 1 < out.size()) out[i + 1] = pair[1];
    }
}

double Trainer::uniform() {
    return tani::uniform(plan_->seed, Stream::chance, counter(chances_++));
}

TrainingRecording::Row Trainer::look() {
    take_changes();
    draw_batch();
    const double samples = setup_->data.train.outline.samples;
    TrainingRecording::Row row;
    row.batch_loss = loss_at(state_.weights, {});
    row.epoch = static_cast<double>(state_.epoch) + static_cast<double>(state_.position) / samples;
    row.rate = not_a_number;
    row.evaluations = state_.evaluations;
    return row;
}

TrainingRecording::Row Trainer::next() {
    take_changes();
    draw_batch();
    const auto samples = static_cast<std::size_t>(setup_->data.train.outline.samples);
    loss_known_ = statistics_moved_ = false;
    first_gradient_ = true;
    normals_ = chances_ = 0;
    TrainingRecording::Row row;
    row.epoch = static_cast<double>(state_.epoch) +
                static_cast<double>(state_.position) / static_cast<double>(samples);
    row.evaluations = state_.evaluations;
    // A rule that never asks at the weights themselves (one that looks ahead) does not say the loss
    // there.
    if (!looks_here_ || (state_.schedule && state_.step == 0)) {
        loss_here_ = loss_at(state_.weights, {});
        loss_known_ = true;
        if (state_.step == 0) state_.last_loss = loss_here_;
    }
    row.rate = rate();
    if (rate_index_ >= 0 && row.rate != rate_now_) {
        rate_now_ = row.rate;
        settings_now_[static_cast<std::size_t>(rate_index_)] = row.rate;
        state_.rule->set(settings_now_);
    }
    const bool told = loss_known_;
    loss_known_ = false;  // so that the rule's own look is noticed
    state_.rule->step(*this, state_.weights);
    if (!loss_known_ && !told) looks_here_ = false;
    row.batch_loss = loss_here_;
    state_.last_loss = loss_here_;
    ++state_.step;
    state_.position += batch_.size();
    if (state_.position >= samples) {
        state_.position = 0;
        ++state_.epoch;
    }
    return row;
}

void Trainer::gradient_here(std::span<float> out) {
    take_changes();
    draw_batch();
    statistics_moved_ = true;
    loss_at(state_.weights, out);
    statistics_moved_ = false;
}

namespace {

/// How much one sample adds to the metric's sum.
double metric_of(const TrainingSetup& setup, const float* out, const float* y) {
    const Network<float>& network = setup.network;
    const std::size_t n = network.outputs();
    const DataOutline& data = setup.spec.outline;
    if (setup.spec.metric != Metric::accuracy) {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const double e =
                static_cast<double>(out[i]) -
                static_cast<double>(
                    network.loss().wanted == Wanted::index
                        ? (static_cast<double>(i) == static_cast<double>(y[0]) ? 1.0 : 0.0)
                        : static_cast<double>(y[i]));
            sum += setup.spec.metric == Metric::mean_absolute_error ? std::abs(e) : e * e;
        }
        return sum / static_cast<double>(n);
    }
    return correct_share(network, data.kind, out, y);
}

}  // namespace

Quality Trainer::quality(const Dataset& data, std::span<const float> y) {
    const auto samples = static_cast<std::size_t>(data.outline.samples);
    if (samples == 0) return {not_a_number, not_a_number};
    double loss = 0, metric = 0;
    const std::size_t inputs = data.outline.input.size(), targets = network_.target_size();
    for (std::size_t first = 0; first < samples; first += evaluation_samples) {
        const std::size_t count = std::min(evaluation_samples, samples - first);
        evaluation_memory_.resize(std::max(evaluation_memory_.size(), network_.memory(count)));
        const Pass<float> pass{.samples = count,
                               .weights = state_.weights.data(),
                               .statistics = state_.statistics.data()};
        const float* truth = y.data() + first * targets;
        loss += network_.loss_sum(pass, data.x.data() + first * inputs, truth,
                                  evaluation_memory_.data());
        const float* out =
            network_.layers()
                .place(evaluation_memory_.data(), network_.trained_layers() - 1, count)
                .value;
        for (std::size_t i = 0; i < count; ++i) {
            metric += metric_of(*setup_, out + i * network_.outputs(), truth + i * targets);
        }
    }
    return {loss / network_.loss_count(samples), metric / static_cast<double>(samples)};
}

}  // namespace tani
