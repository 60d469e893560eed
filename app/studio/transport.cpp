// The playhead's arithmetic.
#include "app/studio/transport.h"

#include <algorithm>
#include <cmath>

namespace tani::studio {

namespace {

/// A playhead that has come within this of a whole step has reached it.
constexpr double near_step = 1e-9;

}  // namespace

double Transport::shown() const { return std::clamp(playhead, 0.0, static_cast<double>(ready.value_or(last))); }

void Transport::suit_speed() {
    constexpr double seconds = 15;
    while (speed < speeds.back() && last / speed > 2 * seconds) faster();
}

int Transport::step() const { return static_cast<int>(std::floor(shown() + near_step)); }

void Transport::play_or_pause() {
    playing = !playing && last > 0;
    rested_ = 0;
    if (playing && shown() >= last) playhead = 0;
}

void Transport::go(double step) {
    playing = false;
    playhead = std::clamp(step, 0.0, static_cast<double>(last));
}

void Transport::move(int steps) {
    const double from = shown();
    const double whole = steps > 0 ? std::floor(from + near_step) : std::ceil(from - near_step);
    go(whole + steps);
}

void Transport::faster() {
    const auto next = std::upper_bound(speeds.begin(), speeds.end(), speed);
    speed = next == speeds.end() ? speeds.back() : *next;
}

void Transport::slower() {
    const auto next = std::lower_bound(speeds.begin(), speeds.end(), speed);
    speed = next == speeds.begin() ? speeds.front() : *(next - 1);
}

void Transport::advance(double seconds) {
    if (!playing || !(seconds > 0)) return;
    seconds = std::min(seconds, longest_tick);
    const double now = shown(), next = now + seconds * speed;
    if (ready || next < last) {
        playhead = ready ? std::min(next, std::max<double>(now, complete)) : next;
        return;
    }
    playhead = last;
    if (!loop) {
        playing = false;
        return;
    }
    rested_ += seconds;
    if (rested_ >= rest_seconds) {
        rested_ = 0;
        playhead = 0;
    }
}

}  // namespace tani::studio
