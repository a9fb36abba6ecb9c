#!/bin/sh
# Installs what pip cannot bring, on Debian and Ubuntu. `run`: Pango and HarfBuzz for WeasyPrint, gettext for
# messages. `test`: also poppler, qpdf and Chromium; without those the tests that need them are skipped, with the reason.
set -eu
what=${1:-run}
missing=""

need_command() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need_library() { ldconfig -p 2>/dev/null | grep -q "$1" || missing="$missing $2"; }

venv_package() { basename "$(command -v "${PYTHON:-python3}")" | sed 's/$/-venv/'; }

if [ "$what" = run ]; then
    need_library libpango-1.0.so libpango-1.0-0
    need_library libpangoft2-1.0.so libpangoft2-1.0-0
    need_library libharfbuzz-subset.so libharfbuzz-subset0
    need_command msgfmt gettext
    "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing $(venv_package)"
else
    need_command pdftotext poppler-utils
    need_command qpdf qpdf
    need_command chromium chromium
fi
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then as_root="sudo"; else as_root="no"; fi
fi
if ! command -v apt-get >/dev/null 2>&1 || [ "$as_root" = no ]; then
    echo "These packages are missing and cannot be installed from here:$missing" >&2
    echo "Install them, then run this again:  sudo apt-get install$missing" >&2
    [ "$what" = test ] && { echo "Going on; the tests that need them are skipped." >&2; exit 0; }
    exit 1
fi
echo "Installing$missing ..." >&2
$as_root apt-get update -qq >&2 || true
if ! DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
    [ "$what" = test ] && { echo "Not installed; the tests that need them are skipped." >&2; exit 0; }
    exit 1
fi
