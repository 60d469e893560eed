// Where the playhead is and how it moves. Its clock is the time handed to it: the same at any frame
// rate.
#pragma once
#include <array>
#include <optional>

namespace tani::studio {

struct Transport {
    static constexpr std::array<double, 7> speeds = {1,   3,   10,  30,
                                                     100, 300, 1000};  ///< steps a second
    static constexpr double rest_seconds = 1;  ///< a loop rests this long on the last step
    static constexpr double longest_tick =
        0.25;  ///< a stall of the program does not make the playhead jump

    double playhead = 0;  ///< wanted; kept when a recording becomes shorter for a while
    int last = 0;         ///< the recording's last step, or the one it is to have
    /// The last step that there is already, where it is not `last`: no playhead goes further.
    std::optional<int> ready;
    /// The last step that every run has already: playing waits there for the slowest.
    int complete = 0;
    bool playing = false;
    bool loop = false;
    double speed = 10;

    /// A recording of so many steps, of which there are these already, and of every run the last.
    void lengthen(int steps, int recorded, int of_every_run) {
        last = steps;
        ready.reset();
        if (recorded < steps) ready = recorded;
        complete = of_every_run;
    }
    /// The speed at which all steps take about a quarter of a minute, where the usual one would take
    /// much longer.
    void suit_speed();
    /// What is drawn: the playhead within the recording.
    double shown() const;
    /// The last whole step that the playhead has reached.
    int step() const;

    void play_or_pause();
    void pause() { playing = false; }
    /// Goes to a place and pauses.
    void go(double step);
    /// By whole steps from what is shown, and pauses: back from 3.4 is 3, forward is 4.
    void move(int steps);
    void faster();
    void slower();
    /// Moves on by `seconds` while playing.
    void advance(double seconds);

  private:
    double rested_ = 0;
};

}  // namespace tani::studio
