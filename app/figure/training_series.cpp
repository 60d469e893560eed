#include "app/figure/training_series.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "app/figure/training_drawing.h"

namespace tani::figure {

void Envelope::add(int row, double value) {
    if (std::isnan(value)) return;
    const Point point{row, value};
    if (std::isfinite(value)) {
        least_ = std::min(least_, value);
        most_ = std::max(most_, value);
    }
    if (points_.size() == open_ || points_[open_].row / bucket_ != row / bucket_) {
        open_ = points_.size();
        points_.push_back(point);
        return;
    }
    if (points_.size() == open_ + 1) {
        points_.push_back(point);
        return;
    }
    // Two of them stand, by rising row: the new one takes the place of the one it surpasses.
    Point &first = points_[open_], &second = points_[open_ + 1];
    const bool first_is_low = first.value <= second.value;
    Point &low = first_is_low ? first : second, &high = first_is_low ? second : first;
    if (value < low.value) {
        low = point;
    } else if (value > high.value) {
        high = point;
    } else {
        return;
    }
    if (first.row > second.row) std::swap(first, second);
}

double RunningMean::next(double value) {
    sum_ = share_ * sum_ + (1 - share_) * value;
    power_ *= share_;
    return sum_ / (1 - power_);
}

void TrainingSeries::begin(const TrainingRecording& recording, double smoothing, int bucket) {
    run_ = recording;
    smoothing_ = smoothing;
    bucket_ = bucket;
    rows_ = 0;
    measured_ = 0;
    mean_ = RunningMean(smoothing);
    batch_ = smooth_ = train_loss_ = validation_loss_ = Envelope(bucket);
    train_metric_ = validation_metric_ = Envelope(bucket);
    best_.clear();
}

void TrainingSeries::add_rows() {
    // The loss of the update that has not been made yet is still to come.
    const int ready = run_->finished() ? run_->rows() : run_->rows() - 1;
    for (; rows_ < ready; ++rows_, ++looked_at_) {
        const double loss = run_->row(rows_).batch_loss;
        if (std::isnan(loss)) continue;
        batch_.add(rows_, loss);
        if (smoothing_ > 0) smooth_.add(rows_, mean_.next(loss));
    }
}

void TrainingSeries::add_measured() {
    const auto& measured = run_->measured();
    const auto worth = [](const Measured& m) {
        const double loss = std::isnan(m.validation_loss) ? m.train_loss : m.validation_loss;
        return std::isnan(loss) ? std::numeric_limits<double>::infinity() : loss;
    };
    for (; measured_ < measured.size(); ++measured_, ++looked_at_) {
        const Measured& m = measured[measured_];
        train_loss_.add(m.step, m.train_loss);
        validation_loss_.add(m.step, m.validation_loss);
        train_metric_.add(m.step, m.train_metric);
        validation_metric_.add(m.step, m.validation_metric);
        if (best_.empty() || worth(m) < worth(measured[static_cast<std::size_t>(best_.back())])) {
            best_.push_back(static_cast<int>(measured_));
        }
    }
}

void TrainingSeries::update(const TrainingRecording& recording, double smoothing, int columns) {
    const int steps = std::max(recording.plan().steps, recording.steps());
    const auto most = static_cast<unsigned>(std::max(steps / std::max(columns, 1), 1));
    const int bucket = static_cast<int>(std::bit_floor(most));
    looked_at_ = 0;
    const bool goes_on = run_ && same_run(*run_, recording) && recording.rows() >= rows_ &&
                         recording.measured().size() >= measured_ && smoothing == smoothing_ &&
                         bucket == bucket_;
    if (goes_on) {
        run_ = recording;
    } else {
        begin(recording, smoothing, bucket);
    }
    add_rows();
    add_measured();
}

const Measured* TrainingSeries::best_at(int step) const {
    if (!run_) return nullptr;
    const auto& measured = run_->measured();
    const auto after = std::ranges::upper_bound(best_, step, {}, [&](int index) {
        return measured[static_cast<std::size_t>(index)].step;
    });
    if (after == best_.begin()) return nullptr;
    return &measured[static_cast<std::size_t>(*std::prev(after))];
}

}  // namespace tani::figure
