// What a training leaves for other programs: rows as CSV, weights and data as NumPy's arrays.
#pragma once
#include <functional>
#include <iosfwd>
#include <string>

#include "core/recording/recording.h"

namespace tani {

/// run,step,epoch,train_loss,validation_loss,train_metric,validation_metric,lr. train_loss is the
/// mini-batch's before the update, with penalty; the others are there where all data were measured.
void write_training_csv(const Recording& recording, std::ostream& out);

/// Writes a file of this name.
using FileSink =
    std::function<void(const std::string& name, const std::function<void(std::ostream&)>& write)>;

/// For each run, in folders run0, run1, ...: initial and final weights and statistics under
/// PyTorch's names (`run0/initial/0.weight.npy`), `train_x.npy`, `train_y.npy`, `validation_x.npy`,
/// `validation_y.npy` (classes as int64 where the loss wants indices, else float32), and
/// `batches.npy`: int64, a row of sample numbers for each update, −1 behind a shorter mini-batch.
/// What all runs share, data or the order of their batches, stands beside those folders once more.
/// Of the initializer lab also what write_wall_values writes, of the landscape lab what write_planes does.
void write_trainings(const Recording& recording, const FileSink& file);

}  // namespace tani
