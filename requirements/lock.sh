#!/usr/bin/env bash
# Makes the locks anew from pyproject.toml: every package with its version and hashes, for all platforms.
#   requirements/lock.sh            as they are, with what pyproject.toml newly asks for
#   requirements/lock.sh --upgrade  with the newest versions that it allows
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "$0")")/.."
tools=$(mktemp -d)
trap 'rm -rf -- "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --disable-pip-version-check -qq uv
lock() {
    "$tools/bin/uv" pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
        --python-version 3.11 pyproject.toml "$@"
}
lock --output-file requirements/run.txt "$@"
lock --extra test --output-file requirements/test.txt "$@"
