#!/bin/sh
# Installs the programs that tests and benchmarks use, where they are missing and this is Debian as root or with a sudo
# that asks nothing. Where it cannot, it says what will be skipped, and succeeds.
# Usage: tools/setup-system.sh [test] [bench] [package:NAME]…, where the caller of package:NAME says what its lack means.
set -eu

PATH=$PATH:/usr/sbin:/usr/local/sbin # where Debian keeps nginx, out of most users' sight

has() {
    for program in "$@"; do
        if command -v "$program" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

has_postgresql() {
    if has initdb; then return 0; fi
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        if [ -x "$initdb" ]; then return 0; fi
    done
    return 1
}

is_missing() { # PACKAGE
    case $1 in
    chromium) ! has chromium chromium-browser google-chrome ;;
    nginx-light) ! has nginx ;;
    php-cli) ! has php ;;
    postgresql) ! has_postgresql ;;
    git | hugo | jing | newsboat | wrk) ! has "$1" ;;
    *) ! dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed ;;
    esac
}

skipped_without() { # PACKAGE
    case $1 in
    chromium) echo "the tests in a browser" ;;
    git) echo "the tests of a branch checkout" ;;
    jing) echo "the tests against the schema of RFC 4287" ;;
    libfaketime) echo "the test of a daemon whose clock is set" ;;
    newsboat) echo "the tests with newsboat" ;;
    php-cli) echo "the test of the plugin for WordPress" ;;
    postgresql) echo "the tests on PostgreSQL" ;;
    hugo) echo "the comparison with Hugo" ;;
    nginx-light | wrk) echo "the comparison with nginx" ;;
    esac
}

wanted=
told=yes
for group in "${@:-test}"; do
    case $group in
    test) wanted="$wanted chromium git jing libfaketime newsboat php-cli postgresql" ;;
    bench) wanted="$wanted hugo nginx-light wrk" ;;
    package:*) wanted="$wanted ${group#package:}" told=no ;;
    *) echo "setup-system: unknown group '$group'; known: test, bench, package:NAME" >&2 && exit 2 ;;
    esac
done

list_missing() {
    for package in $wanted; do
        if is_missing "$package"; then printf ' %s' "$package"; fi
    done
}

# BUZZFEED_SYSTEM=no keeps this machine as it is.
root=none
if [ "${BUZZFEED_SYSTEM:-yes}" != no ] && has apt-get; then
    if [ "$(id -u)" = 0 ]; then
        root=
    elif has sudo && sudo -n true 2>/dev/null; then
        root=sudo
    fi
fi

apt() { # RUNLEVEL=1: a program is installed for the tests to start, not to run as a service here
    $root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

missing=$(list_missing)
if [ -n "$missing" ] && [ "$root" != none ]; then
    echo "Installing with apt-get:$missing" >&2
    log=$(mktemp)
    apt update >"$log" 2>&1 || tail -n 3 "$log" >&2
    # shellcheck disable=SC2086 # one word a package
    if ! apt install -y --no-install-recommends $missing >"$log" 2>&1; then
        # One that this release lacks must not keep the others away.
        for package in $missing; do
            apt install -y --no-install-recommends "$package" >"$log" 2>&1 || tail -n 1 "$log" >&2
        done
    fi
    rm -f "$log"
    missing=$(list_missing)
fi

if [ "$told" = no ]; then exit 0; fi
for package in $missing; do
    echo "Not installed: $package; skipped: $(skipped_without "$package"). Mend: apt-get install $package" >&2
done
