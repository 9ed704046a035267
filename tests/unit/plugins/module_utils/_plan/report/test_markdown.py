# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown: everything it says, under its heading, and no value in it is markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import markdown

from .results import NOTHING, REPORT

WHOLE = """\
# The title

**\N{BALLOT X} The headline**

The lead

\N{BALLOT X} The failure

|  |  |
| --- | --- |
| Asked for | Look only |

1 destinations allowed, 0 faults.

## The path

1. \N{CHECK MARK} **Cluster** c1: subnet
2. \N{CHECK MARK} **Firewall** fw: ok
3. ? **Destinations** needs: 1 of 1
4. \N{CHECK MARK} **Management** 2: past

## Findings

|  | Finding | What to do | Code |
| --- | --- | --- | --- |
| error | The message | The remedy | no\\_rule |

## What changes

### firewall fw

```diff
 stays
-goes
+comes
+too
```

## Destinations

### Storage

| Destination | Port | Verdict | Decided by | Way |
| --- | --- | --- | --- | --- |
| a.example.com<br>b.example.com | 443 | \N{BALLOT X} blocked | no rule \\(why so\\) | through |
| c.example.com | 443 | \N{CHECK MARK} blocked | no rule | through |

## Management and health monitoring

| Address | Purpose | Verdict | Answers go |
| --- | --- | --- | --- |
| 1.2.3.4 | management | \N{CHECK MARK} allowed | straight |

## Routes of the subnet

| Route | Leads | Where to |
| --- | --- | --- |
| r1 | 0.0.0.0/0 | to the firewall |

## What the firewall's logs say

### A query

```kusto
T | take 1
```

Made Tuesday by adx.outbound 1.

Plan hash: `abc`
"""
BARE = """\
# The title

**\N{BALLOT X} The headline**

The lead

|  |  |
| --- | --- |

Made at an unknown time by adx.outbound 1.
"""


def test_everything_a_report_says_stands_under_its_heading():
    assert markdown.render(REPORT) == WHOLE


def test_what_a_report_does_not_say_has_no_heading():
    assert markdown.render(replace(NOTHING, version="1")) == BARE


def test_a_plan_that_changes_nothing_says_so():
    assert "## What changes\n\nNothing changes.\n\nMade" in markdown.render(replace(NOTHING, changes=()))
    assert "Nothing changes" not in markdown.render(REPORT)


def test_a_path_without_anything_beside_the_firewall_has_its_stations_alone():
    text = markdown.render(replace(REPORT, path=replace(REPORT.path, past=None)))
    assert "3. ? **Destinations**" in text and "4. " not in text


def test_headings_are_lower_inside_another_report_and_the_title_is_not_repeated():
    blocks = [*markdown.body(REPORT, depth=1)]
    headings = [block for block in blocks if block.startswith("#")]
    assert headings == [
        "### The path",
        "### Findings",
        "### What changes",
        "#### firewall fw",
        "### Destinations",
        "#### Storage",
        "### Management and health monitoring",
        "### Routes of the subnet",
        "### What the firewall's logs say",
        "#### A query",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a  b\u00a0 c ", "a b c"),
        ("a\nb\tc", r"a\\nb\\tc"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("*_`[]()#!|~-+{}\\", r"\*\_\`\[\]\(\)\#\!\|\~\-\+\{\}" + "\\\\"),
        ("a\x00b", r"a\\x00b"),
        ("", ""),
    ],
)
def test_a_text_is_itself_whatever_is_in_it(text, told):
    assert markdown.plain(text) == told


def test_a_table_has_its_head_and_a_cell_may_have_lines():
    assert markdown.table(("A", "B"), [("a|b", ("c", "d"))]) == "| A | B |\n| --- | --- |\n| a\\|b | c<br>d |"


def test_blocks_are_apart_by_a_line_and_empty_ones_leave_none():
    assert markdown.joined(["a", "", "b"]) == "a\n\nb\n"


@pytest.mark.parametrize(
    ("text", "fence"),
    [("a", "```"), ("``", "```"), ("a ``` b", "````"), ("` ````` ``", "``````")],
)
def test_a_fence_is_longer_than_any_in_what_it_holds(text, fence):
    made = markdown.render(replace(NOTHING, queries=(("A query", f"{text}\n"),)))
    assert f"\n{fence}kusto\n{text}\n{fence}\n" in made


@pytest.mark.parametrize(
    ("when", "version", "told"),
    [("Tuesday", "1", "Made Tuesday by adx.outbound 1."), ("", "1", "Made at an unknown time by adx.outbound 1.")],
)
def test_it_says_who_made_it_and_when(when, version, told):
    assert markdown.made_by(when, version) == told
