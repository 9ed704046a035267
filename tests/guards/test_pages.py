# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links between pages lead somewhere, every code has its anchor, and every page is in the list."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import CATALOGUE
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.refusal_codes import CODES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md")), *ROOT.glob("roles/*/README.md")]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)]+))?\)")


def places(page):
    """Every id that a link may name on a page: its anchors, and its headings as a forge and the site name them."""
    text = page.read_text(encoding="utf-8")
    outside = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.*)", outside, re.MULTILINE)
    slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    return Counter([*slugs, *re.findall(r'<a id="([^"]+)">', text)])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    for target, place in LINK.findall(page.read_text(encoding="utf-8")):
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), target
        assert not place or place in places(there), f"{target}#{place}"


@pytest.mark.parametrize(("page", "codes"), [("check.md", CATALOGUE), ("troubleshooting.md", CODES)])
def test_every_code_has_one_anchor_on_its_page(page, codes):
    found = places(DOCS / page)
    assert {code: found[code] for code in codes} == dict.fromkeys(codes, 1)


def test_every_page_is_in_the_list_of_pages():
    listed = re.findall(r"^- \[[^]]+\]\((\S+\.md)\)", (DOCS / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(page.name for page in DOCS.glob("*.md") if page.name != "README.md")
