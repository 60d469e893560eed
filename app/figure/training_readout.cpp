#include "app/figure/training_readout.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

/// "Step 57 / 600 · Epoch 3.2 / 20", in pieces that keep their places.
struct Readout {
    std::string step_word, step, steps, epoch_word, epoch, epochs;
    float step_width = 0, epoch_width = 0;  ///< of the largest numbers
};

/// Steps of every batch size, each a share of an epoch.
double planned_epochs(const RunPlan& plan, int samples) {
    double epochs = 0;
    int from = 0;
    const auto go = [&](int to, int batch) {
        const double in_epoch = batch > 0 ? std::ceil(static_cast<double>(samples) / batch) : 1;
        epochs += std::max(to - from, 0) / in_epoch;
        from = std::max(to, from);
    };
    int batch = plan.settings.batch;
    for (const Change& change : plan.changes) {
        go(std::min(change.step, plan.steps), batch);
        batch = change.settings.batch;
    }
    go(plan.steps, batch);
    return epochs;
}

double planned_epochs(const TrainingDrawing& d) {
    double most = 0;
    for (const int run : d.runs) {
        const TrainingRecording& r = d.run(run);
        most = std::max(most, r.finished()
                                  ? r.row(r.steps()).epoch
                                  : planned_epochs(r.plan(), r.setup().data.train.outline.samples));
    }
    return most;
}

Readout readout_of(const TrainingDrawing& d) {
    Readout r;
    const int steps = d.planned_steps();
    const auto step = static_cast<long>(
        std::floor(std::clamp(d.input.playhead, 0.0, static_cast<double>(steps))));
    const double epochs = planned_epochs(d);
    const int digits = epochs >= 99.95 ? 0 : 1;
    r.step_word = d.word_of("figure.step");
    r.step = whole_text(step);
    r.steps = " / " + whole_text(steps);
    r.epoch_word = d.word_of("network.epoch");
    r.epoch = fmt::format("{:.{}f}", d.run(d.selected).row(d.row(d.selected)).epoch, digits);
    r.epochs = " / " + fmt::format("{:g}", std::round(epochs * 10) / 10);
    r.step_width = text_width(d.pen.large(), whole_text(steps));
    r.epoch_width = text_width(d.pen.large(), fmt::format("{:.{}f}", epochs, digits));
    return r;
}

}  // namespace

float readout_width(const TrainingDrawing& d) {
    const Readout r = readout_of(d);
    const ImFont& small = d.pen.small();
    return text_width(small, r.step_word + r.steps + r.epoch_word + r.epochs) + r.step_width +
           r.epoch_width + 2.4f * d.pen.sizes.text;
}

void draw_readout(const TrainingDrawing& d, Rect rect) {
    const Readout r = readout_of(d);
    const ImFont &large = d.pen.large(), &small = d.pen.small();
    const float baseline = std::round(rect.y + (rect.height - large.FontSize) / 2 + large.Ascent);
    const float space = 0.4f * d.pen.sizes.text;
    float x = rect.right();
    // From right to left: the numbers' ends stand still.
    const auto write = [&](const ImFont& font, ImU32 colour, const std::string& text, float width) {
        draw_text(d.pen.list, font, {x, baseline - font.Ascent}, colour, text, {1, 0});
        x -= width;
    };
    const ImU32 faint = d.pen.colours.faint_text, ink = d.pen.colours.text;
    write(small, faint, r.epochs, text_width(small, r.epochs));
    write(large, ink, r.epoch, r.epoch_width + space);
    write(small, faint, r.epoch_word, text_width(small, r.epoch_word) + 3 * space);
    write(small, faint, r.steps, text_width(small, r.steps));
    write(large, ink, r.step, r.step_width + space);
    write(small, faint, r.step_word, 0);
}

}  // namespace tani::figure
