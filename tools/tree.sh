#!/usr/bin/env bash
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Copies what git would commit to a folder that has the shape ansible-test wants: tools/tree.sh FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
tree=$1/ansible_collections/adx/outbound
rm -rf "$tree"
mkdir -p "$tree"
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do [[ ! -e $file ]] || printf '%s\0' "$file"; done |
  tar --null -T - -cf - | tar -xf - -C "$tree"
git -C "$tree" init -q # without it ansible-test finds our own repository, where .cache is ignored, and tests nothing
