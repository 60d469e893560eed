// Fuzzes the experiment reader: any text is either refused with an Error or becomes an experiment
// that is written and read again unchanged, and whose plan is made or refused with an Error.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "core/experiment/experiment.h"

namespace {

using namespace tani;

void require(bool condition) {
    if (!condition) std::abort();
}

std::optional<Experiment> read(std::string_view text) {
    try {
        return read_experiment(text, "fuzz.toml");
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::optional<Experiment> experiment =
        read(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!experiment) return 0;
    const std::optional<Experiment> again = read(write_experiment(*experiment));
    require(again.has_value() && *again == *experiment);
    try {
        const Plan made = plan(*experiment);
        require(!made.runs.empty());
    } catch (const Error&) {
    }
    return 0;
}
