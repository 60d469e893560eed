# A window on a virtual display with everything that a script does to it. Source it with the program's path and the experiment as $1 and $2.
set -euo pipefail
tani="$(readlink -f "$1")"
experiment="$2"
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

"$tani" open "$experiment" >"$work/log" 2>&1 &
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
# Held for longer than a frame of a busy machine: one that is over within a frame is not seen.
key() {
    local each
    for each in "$@"; do xdotool keydown "$each"; sleep 0.2; xdotool keyup "$each"; sleep 0.4; done
}

drag() {  # from x to x at a height, in the window
    xdotool mousemove $((left + $1)) $((top + $3)); sleep 0.3
    xdotool mousedown 1; sleep 0.2
    local i
    for i in 1 2 3 4 5; do xdotool mousemove $((left + $1 + ($2 - $1) * i / 5)) $((top + $3)); sleep 0.1; done
    xdotool mouseup 1; sleep 0.5
}

# E and Enter; waits for the GIF and counts its frames.
export_gif() {
    key e
    sleep 1.5
    key Return
    local gif="" frames
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
}

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
rate_of() { "$tani" check "$1" >/dev/null && grep -o 'lr = [0-9.e-]*' "$1" | head -1 | cut -d' ' -f3; }
