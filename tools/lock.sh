#!/bin/sh
# Resolves the requirements of pyproject.toml into the lock files: every version and every hash, for every platform,
# naming no index. Usage: tools/lock.sh UV [UV-OPTION…], for example `--upgrade` or `--upgrade-package lxml`.
set -eu
cd "$(dirname "$0")/.."
uv=$1
shift

# One resolution bounds the others, so that a version runs in production only if the tests ran with it.
lock() {
    file=$1
    shift
    "$uv" pip compile --no-config --quiet --no-header --no-annotate --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --output-file "$file" "$@" pyproject.toml
    if grep -nE '://|^-|^ *file:|@ ' "$file"; then
        echo "lock: $file names an index, a host or a path (above)" >&2
        exit 1
    fi
}

lock requirements-dev.lock --extra postgres --group build --group dev "$@"
lock requirements.lock --group build --constraints requirements-dev.lock
lock requirements-postgres.lock --extra postgres --group build --constraints requirements-dev.lock
