#!/usr/bin/env bash
# A lecturer's five actions in a real window on a virtual display: Space, a drag of the rate, arrow keys, E, Enter; then a new
# start, undo, and saving. Everything that is checked lies on disk afterwards. Usage: window.sh TANI
set -euo pipefail
tani="$(readlink -f "$1")"
work="$(mktemp -d)"
server="" window_process=""
finish() {
    [ -n "$window_process" ] && kill "$window_process" 2>/dev/null || true
    [ -n "$server" ] && kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
fail() {
    echo "FAILED: $*" >&2
    echo "--- the program said:" >&2
    cat "$work/log" >&2
    exit 1
}

# A display number that is free: the server itself chooses it.
exec 6>"$work/display"
Xvfb -displayfd 6 -screen 0 1280x800x24 +extension GLX -nolisten tcp >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
export DISPLAY=":$(cat "$work/display")"
export XDG_CONFIG_HOME="$work/config" LANG=C.UTF-8
cd "$work"

"$tani" open valley >"$work/log" 2>&1 &
window_process=$!
window=""
for _ in $(seq 150); do
    window="$(xdotool search --onlyvisible --pid "$window_process" 2>/dev/null | tail -1 || true)"
    [ -n "$window" ] && break
    kill -0 "$window_process" 2>/dev/null || fail "the program ended"
    sleep 0.1
done
[ -n "$window" ] || fail "no window opened"
sleep 1
eval "$(xdotool getwindowgeometry --shell "$window")"
left=$X top=$Y
xdotool windowfocus "$window" 2>/dev/null || true
key() { xdotool key --delay 80 "$@"; sleep 0.4; }

key space
sleep 1
key space

# Drag the first run's learning rate to the left.
xdotool mousemove $((left + 205)) $((top + 133)); sleep 0.3
xdotool mousedown 1; sleep 0.2
for x in 200 192 184 176 168; do xdotool mousemove $((left + x)) $((top + 133)); sleep 0.1; done
xdotool mouseup 1; sleep 0.5

key Right; key Right; key Left
key e
sleep 1.5
key Return
gif=""
for _ in $(seq 300); do
    gif="$(find "$work" -maxdepth 1 -name '*.gif' -not -name '.*' | head -1)"
    [ -n "$gif" ] && break
    kill -0 "$window_process" 2>/dev/null || fail "the program ended while exporting"
    sleep 0.2
done
[ -n "$gif" ] || fail "no GIF appeared"
frames="$(ffprobe -v error -count_frames -select_streams v -show_entries stream=nb_read_frames -of csv=p=0 "$gif")"
[ "${frames%%,*}" -ge 30 ] || fail "the GIF has only $frames frames"
echo "exported $(basename "$gif"): $frames frames, $(stat -c %s "$gif") bytes"

# What a save writes is what the window holds: the dragged rate, then (after undo) the old one, then a new start.
save_as() {
    for patience in 1 1 2 3 5; do  # seconds: a busy machine draws late
        key ctrl+shift+s
        sleep "$patience"
        key ctrl+a
        sleep "$patience"
        xdotool type --delay $((60 * patience)) "$1"; sleep "$patience"
        key Return
        for _ in $(seq 40); do [ -s "$work/$1.toml" ] && { sleep 0.5; return 0; }; sleep 0.1; done
        key Escape
        sleep "$patience"
    done
    fail "Ctrl+Shift+S did not write $1.toml"
}
rate_of() { "$tani" run "$1" --set steps=1 >/dev/null && grep -o 'lr = [0-9.e-]*' "$1" | head -1 | cut -d' ' -f3; }

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
