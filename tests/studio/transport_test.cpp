// The playhead's clock.
#include <doctest/doctest.h>

#include <cmath>

#include "app/studio/transport.h"

using tani::studio::Transport;

namespace {

Transport of(int last) {
    Transport transport;
    transport.last = last;
    return transport;
}

}  // namespace

TEST_CASE("playing moves as far at any frame rate") {
    for (const int frames : {7, 60, 144}) {
        Transport transport = of(1000);
        transport.play_or_pause();
        for (int i = 0; i < 2 * frames; ++i) transport.advance(1.0 / frames);
        CHECK(std::abs(transport.playhead - 20) < 1e-9);
    }
}

TEST_CASE("playing stops on the last step and starts again from the first") {
    Transport transport = of(5);
    transport.play_or_pause();
    for (int i = 0; i < 100; ++i) transport.advance(0.05);
    CHECK(!transport.playing);
    CHECK(transport.shown() == 5);
    transport.play_or_pause();
    CHECK(transport.playing);
    CHECK(transport.shown() == 0);
}

TEST_CASE("a loop rests on the last step and goes round") {
    Transport transport = of(5);
    transport.loop = true;
    transport.play_or_pause();
    for (int i = 0; i < 12; ++i) transport.advance(0.05);
    CHECK(transport.shown() == 5);
    for (int i = 0; i < 12; ++i) transport.advance(0.05);
    CHECK(transport.playing);
    CHECK(transport.shown() == 5);
    for (int i = 0; i < 10; ++i) transport.advance(0.05);
    CHECK(transport.shown() < 5);
}

TEST_CASE("a stall of a minute moves the playhead by a quarter of a second") {
    Transport transport = of(1000);
    transport.play_or_pause();
    transport.advance(60);
    CHECK(std::abs(transport.playhead - 2.5) < 1e-12);
}

TEST_CASE("stepping between two steps goes to the next whole one") {
    Transport transport = of(10);
    transport.playhead = 3.4;
    transport.move(1);
    CHECK(transport.shown() == 4);
    transport.playhead = 3.4;
    transport.move(-1);
    CHECK(transport.shown() == 3);
    transport.move(-1);
    CHECK(transport.shown() == 2);
    transport.go(0);
    transport.move(-1);
    CHECK(transport.shown() == 0);
    transport.go(10);
    transport.move(1);
    CHECK(transport.shown() == 10);
}

TEST_CASE("a recording that is shorter for a while does not lose the place") {
    Transport transport = of(100);
    transport.go(80);
    transport.last = 5;
    CHECK(transport.shown() == 5);
    transport.last = 100;
    CHECK(transport.shown() == 80);
}

TEST_CASE("speeds go up and down through their list and stay in it") {
    Transport transport = of(1);
    CHECK(transport.speed == 10);
    transport.faster();
    CHECK(transport.speed == 30);
    for (int i = 0; i < 5; ++i) transport.faster();
    CHECK(transport.speed == Transport::speeds.back());
    for (int i = 0; i < 9; ++i) transport.slower();
    CHECK(transport.speed == 1);
}

TEST_CASE("without a step to go to nothing plays") {
    Transport transport = of(0);
    transport.play_or_pause();
    CHECK(!transport.playing);
}

TEST_CASE("playing waits for the slowest run of a training and does not go back for one that began anew") {
    Transport transport = of(100);
    transport.lengthen(100, 40, 20);
    transport.playing = true;
    for (int i = 0; i < 100; ++i) transport.advance(0.2);
    CHECK(transport.shown() == 20);
    transport.go(35);
    CHECK(transport.shown() == 35);
    transport.playing = true;
    transport.advance(0.2);
    CHECK(transport.shown() == 35);
    transport.go(90);
    CHECK(transport.shown() == 40);
    CHECK(transport.playhead == 90);
    transport.lengthen(100, 100, 100);
    CHECK(transport.shown() == 90);
    transport.playing = true;
    for (int i = 0; i < 20; ++i) transport.advance(0.2);
    CHECK(transport.shown() == 100);
    CHECK_FALSE(transport.playing);
}
