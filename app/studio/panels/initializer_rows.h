// The initializer of a run on its card. Private to this folder.
#pragma once
#include "app/studio/ui.h"
#include "core/network/initializer.h"

namespace tani::studio {

/// The run's; of the initializer lab.
const InitializerEntry& initializer_of(const Ui& ui, int run);
/// The choice of another one.
void initializer_combo(const Ui& ui, int run, float width);
/// Its parameters: all, or the first one.
void initializer_rows(const Ui& ui, int run, float width, bool all);

}  // namespace tani::studio
