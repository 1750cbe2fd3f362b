#!/bin/sh
# Installs the Debian packages that Python and Qt need, or with the argument `binary` those that `make binary` needs, if
# any is missing (STYLE 4): as root or through sudo. With neither it says in one line what an administrator must
# install, and goes on: what is there may be enough.
set -eu

window="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libxcb-shape0"
offscreen="libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0"
case "${1:-run}" in
    run) wanted="python3-venv $offscreen $window" ;;
    binary)
        # what PyInstaller takes programs apart with: objdump and objcopy
        wanted="binutils"
        # Debian's own interpreter keeps its library, which the binary carries, in a package of its own
        python=$("${PYTHON:-python3}" -c 'import os, sys; print(os.path.realpath(sys.executable))')
        if dpkg-query --search "$python" >/dev/null 2>&1; then
            wanted="$wanted lib$(basename "$python")"
        fi
        ;;
    *)
        echo "crmdesk: $0 [run|binary]" >&2
        exit 2
        ;;
esac

command -v dpkg-query >/dev/null 2>&1 || {
    echo "crmdesk: this is no Debian-like system; the equivalents are needed of: $wanted" >&2
    exit 0
}

missing=""
for package in $wanted; do
    if [ "$package" = python3-venv ] && "${PYTHON:-python3}" -c 'import ensurepip' >/dev/null 2>&1; then
        continue
    fi
    status=$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    run=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    run="sudo"
else
    echo "crmdesk: an administrator must install: apt-get install$missing" >&2
    exit 0
fi
echo "crmdesk: installing$missing"
$run apt-get update --quiet=2
# shellcheck disable=SC2086 # the list is words on purpose
$run env DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends $missing >/dev/null
