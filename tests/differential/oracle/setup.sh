#!/bin/sh
# Makes a Python environment that holds the original, with what it was recorded with:  setup.sh FOLDER
set -eu
folder=${1:?usage: setup.sh FOLDER}
"${PYTHON:-python3}" -m venv "$folder"
"$folder/bin/pip" install --quiet --requirement "$(dirname "$0")/requirements.txt"
"$folder/bin/idem" --version
