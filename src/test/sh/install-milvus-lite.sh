#!/usr/bin/env bash
# Installs milvus-lite for the tests of what newer servers do (grouping), in a virtual environment, and prints where it is.
# Once installed it needs no network. MILVUS_LITE_VENV chooses another place.
set -euo pipefail

version=3.2.2
pymilvus=2.6.3
venv="${MILVUS_LITE_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/streetmatch/milvus-lite-$version}"
# Written last: a folder without it is a half-done installation.
done="$venv/installed"
if [ ! -e "$done" ]; then
    command -v python3 > /dev/null || { echo "python3 is missing: the tests with milvus-lite will be skipped." >&2; exit 1; }
    rm -rf "$venv"
    mkdir -p "$(dirname "$venv")"
    python3 -m venv "$venv" || { echo "python3 -m venv does not work here (Debian: install python3-venv)." >&2; exit 1; }
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "milvus-lite==$version" "pymilvus==$pymilvus" >&2
    touch "$done"
fi
echo "$venv"
