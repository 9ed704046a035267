#!/usr/bin/env bash
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the unit tests and the installed collection on the oldest and the newest ansible-core we support:
# tools/matrix.sh [2.17 2.21]
set -euo pipefail
cd "$(dirname "$0")/.."
cache=$PWD/.cache
export UV_PYTHON_DOWNLOADS=never
pythons=()
[[ $# -gt 0 ]] || set -- 2.17 2.21
for core in "$@"; do
  env=$cache/matrix-$core
  if [[ ! $env/.stamp -nt requirements/matrix-$core.txt || ! $env/.stamp -nt requirements/matrix.txt ||
    ! $env/.stamp -nt requirements/runtime.txt ]]; then
    python=$(tools/find_python.sh "$core")
    "$cache/boot/bin/uv" venv -q --clear --python "$python" "$env"
    "$cache/boot/bin/uv" pip install -q --system-certs --compile-bytecode --python "$env/bin/python" \
      -r requirements/matrix.txt --override "requirements/matrix-$core.txt"
    touch "$env/.stamp"
  fi
  pythons+=("$env/bin/python")
  # What thinks knows nothing of Ansible: the oldest Python tries it here, and that of the tests elsewhere.
  ignored=()
  [[ ${#pythons[@]} = 1 ]] || ignored=(--ignore=tests/unit/plugins/module_utils/_plan)
  "$env/bin/pytest" -q -n 3 --dist worksteal -p no:cacheprovider "${ignored[@]}" \
    tests/unit/plugins tests/guards/test_{interface,plugins}.py
done
"$cache/venv/bin/python" tools/matrix.py "$cache/installed" "${pythons[@]}"
