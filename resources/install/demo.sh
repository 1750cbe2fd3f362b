#!/bin/sh
# `make demo`: the window where there is a screen; the tour offscreen where there is none.
set -eu
crmdesk=$1
shift
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$crmdesk" demo "$@"
fi
echo "No screen here: playing the tour offscreen."
exec "$crmdesk" demo --tour build/tour "$@"
