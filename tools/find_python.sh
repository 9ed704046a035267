#!/usr/bin/env bash
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints an interpreter that an ansible-core runs on, and that really starts: a pyenv shim may exist and not do so.
set -euo pipefail
declare -A pythons=([2.17]="3.10 3.11 3.12" [2.19]="3.11 3.12 3.13" [2.21]="3.12 3.13 3.14")
for version in ${pythons[$1]?no such ansible-core here}; do
  for candidate in "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python $(type -ap "python$version"); do
    "$candidate" -c "import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null || continue
    echo "$candidate" && exit
  done
done
echo "no Python here can run ansible-core $1" >&2
exit 1
