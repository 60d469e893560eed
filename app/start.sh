#!/usr/bin/env bash
# Installs what is missing, builds tani and opens its window. Where there is no display it renders the valley
# experiment to valley.gif in the current folder instead. Further words go to tani: app/start.sh open lecture.toml
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
. "$root/app/packages.sh"

install_packages $build_packages
cmake -S "$root" -B "$root/build/release" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTANI_TESTS=OFF -DTANI_BENCH=OFF >/dev/null
cmake --build "$root/build/release" --target tani
tani="$root/build/release/tani"

if [ $# -gt 0 ]; then
    exec "$tani" "$@"
elif [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$tani"
else
    echo "There is no display here, so the valley experiment is rendered instead."
    "$tani" render "$root/assets/experiments/valley.toml" -o "$PWD/valley.gif"
fi
