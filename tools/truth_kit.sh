#!/usr/bin/env bash
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Packs the truth kit, the same bytes each time: tools/truth_kit.sh FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
name=adx-outbound-truth-kit
folder=$(realpath -m "$1")
rm -rf "$folder"
mkdir -p "$folder/$name/truth_kit"
cp tools/truth_kit/*.py "$folder/$name/truth_kit"
cp tools/truth_kit/truth.yml "$folder/$name"
cp LICENSE "$folder/$name"
cp docs/truth-kit.md "$folder/$name/README.md"
grep -E '^#|^(azure-identity|requests)==' requirements/runtime.txt >"$folder/$name/requirements.txt"
# A checkout of another day or by another user makes no other file.
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -C "$folder" -cf - "$name" |
  gzip -n9 >"$folder/$name.tar.gz"
echo "$folder/$name.tar.gz"
