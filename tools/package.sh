#!/usr/bin/env bash
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the release, twice, which has to give the same bytes; installs the file offline; and asks galaxy-importer and
# ansible-builder whether they would take it. The changelog is made in the copy that is built, so the fragments stay here.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=$PWD/.cache
dist=$cache/dist
export PATH=$cache/tools/bin:$PATH HOME=$cache/home ANSIBLE_COLLECTIONS_PATH=$cache/installed

SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

release() { # an archive of the tree as it is, in the folder named
  local tree=$cache/tree-$1/ansible_collections/adx/outbound built=$cache/tree-$1/built
  tools/tree.sh "$cache/tree-$1"
  rm -rf "$tree/.git" "$built"
  (cd "$tree" && antsibull-changelog release --date "$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)" >/dev/null)
  ansible-galaxy collection build --output-path "$built" "$tree" >/dev/null
  mkdir -p "$2"
  python tools/pack.py "$built"/adx-outbound-*.tar.gz "$2/$(basename "$built"/adx-outbound-*.tar.gz)"
}

rm -rf "$dist" "$cache/installed"
mkdir -p "$HOME"
release package "$dist"
release again "$dist/again"
cmp "$dist"/adx-outbound-*.tar.gz "$dist"/again/adx-outbound-*.tar.gz
(cd "$dist" && sha256sum adx-outbound-*.tar.gz)
ansible-galaxy collection install --offline -p "$cache/installed" "$dist"/adx-outbound-*.tar.gz
ansible-galaxy collection verify --offline adx.outbound

# Sanity tests and ansible-lint are gates of their own here, with more versions and more rules than the importer has;
# its ansible-lint would fetch collections.
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
