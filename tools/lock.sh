#!/bin/sh
# Resolves what pyproject.toml asks for into requirements/*.lock: every version and every hash, for every platform,
# naming no index. Usage: tools/lock.sh UV [OPTION…], for example `--upgrade` or `--upgrade-package lxml`.
set -eu
cd "$(dirname "$0")/.."
uv=$1
shift

lock() {
    file=requirements/$1.lock
    shift
    "$uv" pip compile --no-config --quiet --no-header --no-annotate --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --output-file "$file" "$@"
    if grep -nE '://|^-|file:|@ ' "$file"; then
        echo "lock: $file names an index, a host or a path (above)" >&2
        exit 1
    fi
}

# The test suite's versions bound those in production, so that nothing runs there that was not tested.
lock dev --extra postgres --extra semantic --group dev pyproject.toml "$@"
lock run --constraints requirements/dev.lock pyproject.toml "$@"
lock postgres --extra postgres --constraints requirements/dev.lock pyproject.toml "$@"
lock semantic --extra semantic --constraints requirements/dev.lock pyproject.toml "$@"
lock build --constraints requirements/dev.lock --group build "$@"
lock bench --group bench "$@"
