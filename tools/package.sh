#!/usr/bin/env bash
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the collection, installs the file offline, and asks galaxy-importer and ansible-builder whether they would take it.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=$PWD/.cache
dist=$cache/dist
export PATH=$cache/tools/bin:$PATH HOME=$cache/home ANSIBLE_COLLECTIONS_PATH=$cache/installed

rm -rf "$dist" "$cache/installed"
mkdir -p "$dist" "$HOME"
tools/tree.sh "$cache/tree-package"
rm -rf "$cache/tree-package/ansible_collections/adx/outbound/.git"
ansible-galaxy collection build --output-path "$dist" "$cache/tree-package/ansible_collections/adx/outbound"
ansible-galaxy collection install --offline -p "$cache/installed" "$dist"/adx-outbound-*.tar.gz
ansible-galaxy collection verify --offline adx.outbound

printf '[galaxy-importer]\nRUN_ANSIBLE_TEST = False\nOFFLINE_ANSIBLE_LINT = True\n' >"$dist/importer.cfg"
cd "$dist"
GALAXY_IMPORTER_CONFIG=$dist/importer.cfg python -m galaxy_importer.main adx-outbound-*.tar.gz 2>&1 | tee importer.log
if grep '^WARNING' importer.log; then
  echo "galaxy-importer warns" >&2 && exit 1
fi

# An execution environment gets from it what it needs, and the definition that the page about AWX shows is one.
ansible-builder introspect "$cache/installed" --write-pip "$dist/python.txt" >/dev/null
diff <(sed 's/ *#.*//; /^$/d' "$dist/python.txt" | sort) <(sed 's/ *#.*//; /^$/d' "$OLDPWD/requirements.txt" | sort)
awk '/^# execution-environment.yml/ {shown = 1} /^```$/ {shown = 0} shown' "$OLDPWD/docs/awx.md" >"$dist/environment.yml"
ansible-builder create -f "$dist/environment.yml" -c "$dist/environment"
grep -qx -- '- adx.outbound' "$dist/environment/_build/requirements.yml"
