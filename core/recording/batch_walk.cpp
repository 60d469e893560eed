// As the trainer takes them: see Trainer::next.
#include "core/recording/batch_walk.h"

namespace tani {

BatchWalk::BatchWalk(const TrainingRecording& run)
    : run_(run),
      samples_(static_cast<std::size_t>(run.setup().data.train.outline.samples)),
      order_(run.plan().seed, samples_) {}

std::span<const int> BatchWalk::batch() {
    const int said = run_.settings_at(step_).batch;
    return order_.batch(epoch_, position_, said > 0 ? static_cast<std::size_t>(said) : samples_);
}

std::span<const int> BatchWalk::at(int step) {
    std::span<const int> result = batch();
    while (step_ < step) {
        position_ += result.size();
        if (position_ >= samples_) {
            position_ = 0;
            ++epoch_;
        }
        ++step_;
        result = batch();
    }
    return result;
}

}  // namespace tani
