#!/bin/sh
# Makes the virtual environment DIR with PYTHON, or the newest Python here where that one is too old.
# Usage: tools/make-venv.sh PYTHON DIR. One line says what is missing, and its mend, where it cannot.
set -eu
python=$1
dir=$2

fail() {
    echo "buzzfeed: $1" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

asked=$python
for candidate in "$asked" python3.14 python3.13 python3.12 python3.11; do
    python=$candidate
    if is_new_enough "$python"; then break; fi
done
is_new_enough "$python" || fail "$asked is not Python 3.11 or newer: install one, then name it, as in 'make run PYTHON=python3.12'"

# Debian keeps ensurepip in a package of its own.
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    "$(dirname "$0")/setup-system.sh" "package:$package" || true
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        fail "$python lacks venv: 'sudo apt-get install python3-venv' (or $package), then the same command again"
fi

# One left half-made, or whose Python has gone, is made anew.
clear=
if [ -e "$dir" ] && ! "$dir/bin/python" -m pip --version >/dev/null 2>&1; then clear=--clear; fi
exec "$python" -m venv $clear "$dir"
