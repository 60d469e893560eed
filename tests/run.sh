#!/usr/bin/env bash
# Installs what the tests need, builds tani and its tests, and runs all of them: under the address and
# undefined-behaviour sanitizers first, then as released. Ends with ctest's closing lines.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
. "$root/app/packages.sh"

install_packages $build_packages $test_packages
export CCACHE_DIR="${CCACHE_DIR:-$root/build/ccache}"

cmake -S "$root" -B "$root/build/sanitized" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DTANI_SANITIZE=ON -DTANI_NATIVE=OFF -DTANI_BENCH=OFF \
    -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" >/dev/null
cmake --build "$root/build/sanitized"
ulimit -s "$(ulimit -H -s)"  # the sanitizers' stack frames are several times larger
ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 \
    ctest --test-dir "$root/build/sanitized" --output-on-failure -j2 -LE "timed|window" --progress

cmake -S "$root" -B "$root/build/tests" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTANI_WERROR=ON >/dev/null
cmake --build "$root/build/tests"
ctest --test-dir "$root/build/tests" --output-on-failure -j2
