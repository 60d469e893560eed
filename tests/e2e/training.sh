#!/usr/bin/env bash
# Networks train in a real window: a rate is dragged in the middle of it, a film exported, and all of it undone. Usage: training.sh TANI
source "$(dirname "${BASH_SOURCE[0]}")/desk.sh" "$1" five-rules

key space
sleep 1
drag 205 225 160  # the first run's learning rate, to the right, while it plays and trains
save_as dragged
dragged="$(rate_of dragged.toml)"
awk -v r="$dragged" 'BEGIN { exit !(r > 0.1) }' || fail "the drag left the rate at $dragged"
key x; key x; key c  # other axes and the gradients
key Right; key Left
export_gif

for _ in 1 2 3 4; do key ctrl+z; done
save_as undone
[ "$(rate_of undone.toml)" = 0.1 ] || fail "undo left the rate at $(rate_of undone.toml)"
echo "rate $dragged after the drag, 0.1 after undo"

kill -0 "$window_process" || fail "the program ended early"
echo "trained, dragged and exported in one window, without a crash"
