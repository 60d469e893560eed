#!/usr/bin/env bash
# A lecturer's five actions in a real window on a virtual display: Space, a drag of the rate, arrow keys, E, Enter; then a new
# start, undo, and saving. Everything that is checked lies on disk afterwards. Usage: window.sh TANI
source "$(dirname "${BASH_SOURCE[0]}")/desk.sh" "$1" valley

key space
sleep 1
key space
drag 205 168 133  # the first run's learning rate, to the left
key Right; key Right; key Left
export_gif

# What a save writes is what the window holds: the dragged rate, then (after undo) the old one, then a new start.
save_as dragged
dragged="$(rate_of dragged.toml)"
awk -v r="$dragged" 'BEGIN { exit !(r > 0 && r < 0.05) }' || fail "the drag left the rate at $dragged"

key ctrl+z
save_as undone
[ "$(rate_of undone.toml)" = 0.061 ] || fail "undo left the rate at $(rate_of undone.toml)"

# Click a new start in the contour map.
xdotool mousemove $((left + 700)) $((top + 520)); sleep 0.3
xdotool click 1; sleep 0.6
save_as moved
old="$(grep '^start' undone.toml)" new="$(grep '^start' moved.toml)"
[ "$old" != "$new" ] || fail "the click left the start at $new"
echo "rate $dragged after the drag, 0.061 after undo; $new after the click"

kill -0 "$window_process" || fail "the program ended early"
echo "all in one window, without a crash"
