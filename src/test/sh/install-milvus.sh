#!/usr/bin/env bash
# Installs a Milvus server for the tests, as a Python wheel in a virtual environment, and prints where it is.
# Once installed it needs no network. MILVUS_VENV chooses another place.
set -euo pipefail

version=2.3.5
venv="${MILVUS_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/streetmatch/milvus-$version}"
if [ ! -x "$venv/bin/milvus-server" ]; then
    command -v python3 > /dev/null || { echo "python3 is missing: the tests with a Milvus server will be skipped." >&2; exit 1; }
    rm -rf "$venv.part"
    mkdir -p "$(dirname "$venv")"
    python3 -m venv "$venv.part" || { echo "python3 -m venv does not work here (Debian: install python3-venv)." >&2; exit 1; }
    "$venv.part/bin/python" -m pip install --quiet --disable-pip-version-check "milvus==$version" setuptools >&2
    rm -rf "$venv.part"
    # A virtual environment holds its own path: it is made again at its place, now that everything is known to be had.
    python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "milvus==$version" setuptools >&2
fi
echo "$venv"
