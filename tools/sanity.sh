#!/usr/bin/env bash
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs ansible-test sanity on a copy of the tree, for all named ansible-core at once: tools/sanity.sh [2.17 2.19 2.21]
set -euo pipefail
cd "$(dirname "$0")/.."
cache=$PWD/.cache
export UV_PYTHON_DOWNLOADS=never

prepare() { # an environment for one ansible-core, and a home in which its pip bootstrap is ours
  local core=$1 env=$cache/sanity-$1 home=$cache/home-$1 python name folder
  python=$(tools/find_python.sh "$core")
  if [[ ! $env/.stamp -nt requirements/sanity-$core.txt || ! $env/.stamp -nt requirements/sanity.txt ]]; then
    "$cache/boot/bin/uv" venv -q --clear --python "$python" "$env"
    "$cache/boot/bin/uv" pip install -q --system-certs --python "$env/bin/python" -r "requirements/sanity-$core.txt"
    touch "$env/.stamp"
  fi
  mkdir -p "$home/.ansible/test/cache" "$home/.config"
  for folder in pip uv; do
    [[ ! -d $HOME/.config/$folder ]] || ln -sfn "$HOME/.config/$folder" "$home/.config/$folder"
  done
  for name in 23_1_2 24_2 25_2; do
    cp tools/get_pip.py "$home/.ansible/test/cache/get_pip_$name.py"
  done
}

check() {
  local core=$1 env=$cache/sanity-$1
  echo "== sanity: ansible-core $core on $("$env/bin/python" --version)"
  "$env/bin/shellcheck" --version >/dev/null || { echo "shellcheck does not run" && return 1; }
  tools/tree.sh "$cache/tree-$core"
  cd "$cache/tree-$core/ansible_collections/adx/outbound"
  env HOME="$cache/home-$core" PATH="$env/bin:$cache/boot/bin:$(getconf PATH)" ansible-test sanity --local --color no
}

if [[ $# = 0 ]]; then # the oldest we support, or today's where no Python here runs that, and the newest
  oldest=2.17
  tools/find_python.sh 2.17 >/dev/null 2>&1 || oldest=2.19
  set -- "$oldest" 2.21
fi
running=()
for core in "$@"; do
  prepare "$core"
  (check "$core") >"$cache/sanity-$core.log" 2>&1 &
  running+=($!)
done
failed=0
for core in "$@"; do
  wait "${running[0]}" || failed=1
  running=("${running[@]:1}")
  cat "$cache/sanity-$core.log"
  if grep -E 'All targets skipped|"shellcheck" not found' "$cache/sanity-$core.log"; then
    echo "sanity tested less than it should" >&2
    failed=1
  fi
done
exit "$failed"
