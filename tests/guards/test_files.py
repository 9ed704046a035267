# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every file: its header, and that it names no place of the machine it was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEADER = [
    r"(# )?Copyright \(c\) \d{4}, adx\.outbound contributors",
    r"(# )?GNU General Public License v3\.0\+ \(see LICENSE or https://www\.gnu\.org/licenses/gpl-3\.0\.txt\)",
    r"(# )?SPDX-License-Identifier: GPL-3\.0-or-later",
]
LICENSED = {".py", ".yml", ".yaml", ".sh", ".j2", ".cfg", ".toml"}
PICTURES = {".png"}  # files without text
# Written so that they do not find themselves.
PLACES = re.compile(r"(?<![\w})~.])/(?:root|home|work)/")
INDEXES = re.compile(r"pypi[.]org|python[h]osted|index[-_]url|extra[-_]index|artifact[o]ry", re.IGNORECASE)


def tracked() -> list[Path]:
    """The files git knows; none outside of a checkout."""
    listing = ["git", "-C", str(ROOT), "ls-files", "-z"]
    done = subprocess.run(listing, capture_output=True, text=True, check=False)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    found = [path for path in tracked() if path.suffix not in PICTURES]
    if not found:
        pytest.skip("this is no git checkout")
    return [(path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in found]


def has_header(path: Path) -> bool:
    lines = [
        line for line in path.read_text(encoding="utf-8").splitlines()[:6] if line not in ("---", "#!/usr/bin/python")
    ]
    return all(re.fullmatch(pattern, line) for pattern, line in zip(HEADER, lines, strict=False)) and len(lines) >= 3


@pytest.mark.parametrize("folder", ["plugins", "tests", "roles", "playbooks"])
def test_every_file_begins_with_the_licence(folder):
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in LICENSED and "output" not in path.parts]
    assert files
    assert [str(path.relative_to(ROOT)) for path in files if not has_header(path)] == []


def test_no_file_names_a_place_of_one_machine_or_a_package_index():
    found = [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if PLACES.search(line) or INDEXES.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ("cd " + "/".join(["", "work", "main"]), True),
        ("'" + "/".join(["", "home", "me", "x"]) + "'", True),
        ("$cache" + "/".join(["", "home", ".ansible"]), False),
        ("https://x.example" + "/".join(["", "a", "home", ""]), False),
        ("frame" + "/".join(["", "work", "s"]), False),
    ],
)
def test_the_search_for_places_finds_absolute_paths_only(line, caught):
    assert bool(PLACES.search(line)) is caught


def test_every_file_ends_with_one_line_end_and_has_no_trailing_blanks():
    for path, text in texts():
        assert not text or (text.endswith("\n") and not text.endswith("\n\n")), path
        assert not [line for line in text.split("\n") if line != line.rstrip()], path
