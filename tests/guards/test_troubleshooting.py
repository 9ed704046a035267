# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error code of Azure that the code knows has its row in docs/troubleshooting.md, under what is done about it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import errors

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
COMPARED = re.compile(r'\.code or ""\)\.lower\(\) (?:==|!=) "(\w+)"')


def shown(section: str) -> set[str]:
    """The codes in the first column of a section, in lower case."""
    text = PAGE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return {code.lower() for code in re.findall(r"^\| `\.*(\w+)` \|", text, re.MULTILINE)}


def compared() -> set[str]:
    """The codes that a single place of the code looks for."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "plugins/module_utils/_arm").rglob("*.py")]
    return {code for source in sources for code in COMPARED.findall(source)}


def test_the_search_finds_the_codes_that_single_places_look_for():
    assert {"missingsubscriptionregistration"} <= compared()


@pytest.mark.parametrize(
    ("section", "known"),
    [
        ("Waited out", {*errors._PASSING_CODES, errors._PASSING_SUFFIX}),
        ("Never repeated", errors._FINAL_CODES),
        ("With advice", {*errors._ADVICE, *compared()} - errors._FINAL_CODES),
    ],
)
def test_every_code_the_collection_knows_is_on_the_page_and_no_other(section, known):
    assert shown(section) == known
