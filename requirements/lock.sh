#!/bin/sh
# Renews the lock files; needs `uv` (pip install uv). No file names an index address.
set -eu
cd "$(dirname "$0")"
for set in build run test; do
    uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
        --custom-compile-command 'requirements/lock.sh' --quiet "$@" "$set.in" --output-file "$set.txt"
done
