# Installs the Debian packages that are missing; sourced by app/start.sh and tests/run.sh.

build_packages="build-essential cmake ninja-build ccache pkg-config python3-glad libimgui-dev libstb-dev libglfw3-dev libgl-dev libegl-dev libegl1 libgl1-mesa-dri libglx-mesa0 libegl-mesa0
libtomlplusplus-dev libeigen3-dev libcli11-dev libfmt-dev nlohmann-json3-dev libavcodec-dev libavformat-dev libavfilter-dev libswscale-dev libavutil-dev libzip-dev libhdf5-dev
libfontconfig-dev libfreetype-dev fonts-noto-cjk"
test_packages="doctest-dev libbenchmark-dev xvfb xauth xdotool ffmpeg"

install_packages() {
    command -v dpkg-query >/dev/null || { echo "This is not Debian or Ubuntu: please install what the README lists, then build with cmake." >&2; return 0; }
    local missing=""
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    local as_root=""
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            as_root="sudo"
        else
            echo "Missing packages, and no right to install them. Please run: apt-get install$missing" >&2
            return 1
        fi
    fi
    echo "Installing:$missing"
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
