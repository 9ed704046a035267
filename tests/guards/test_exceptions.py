# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is taken out of a check says why, on its own line or the one above."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .test_files import texts

ROOT = Path(__file__).resolve().parents[2]
# What takes something out of a check, file by file.
EXCEPTIONS = {
    "pyproject.toml": re.compile(r'^(extend-exclude|ignore\w*|disable\w*|"[^"]+") = '),
    ".ansible-lint": re.compile(r"^  - "),
    ".yamllint": re.compile(r"^  - |: disable\b"),
    "tools/site/conf.py": re.compile(r"^(suppress|nitpick_ignore)\w* = "),
    "tools/package.sh": re.compile(r"RUN_ANSIBLE_TEST = False|OFFLINE_ANSIBLE_LINT = True"),
}
# Written so that they do not find themselves.
INLINE = re.compile(
    r"#.*?\b(no[q]a|type: ?ig[n]ore|pylint: ?dis[a]ble|shellcheck dis[a]ble|no co[v]er|fmt: (?:off|skip))"
)


def without_reason(lines, pattern):
    """The exceptions of a file with no comment beside or above; one comment is enough for a run of lines."""
    bare, explained = [], False
    for line in lines:
        if line.lstrip().startswith("#"):
            explained = True
        elif pattern.search(line):
            if "#" not in line and not explained:
                bare.append(line)
        else:
            explained = False
    return bare


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_every_exception_in_a_configuration_has_its_reason(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert any(EXCEPTIONS[name].search(line) for line in lines)
    assert without_reason(lines, EXCEPTIONS[name]) == []


def test_every_exception_in_a_file_has_its_reason():
    found = [(path, line) for path, text in texts() for line in text.splitlines() if INLINE.search(line)]
    assert [entry for entry in found if " -- " not in entry[1]] == []


def test_nothing_is_taken_out_of_the_sanity_tests():
    assert sorted((ROOT / "tests" / "sanity").glob("ignore*")) == []


def test_an_exception_without_a_reason_is_found():
    pattern = EXCEPTIONS[".ansible-lint"]
    assert without_reason(["exclude_paths:", "  - a/"], pattern) == ["  - a/"]
    assert without_reason(["exclude_paths:", "  # Made by a tool.", "  - a/", "  - b/", "x:", "  - c/"], pattern) == [
        "  - c/"
    ]
    assert INLINE.search("x = 1  # no" + "qa: E501") and not INLINE.search("x = 1  # a comment")
