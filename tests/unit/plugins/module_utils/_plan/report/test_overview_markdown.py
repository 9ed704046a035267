# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report about many clusters as Markdown: what failed, a row for each, and below the report of each."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.adx.outbound.plugins.module_utils._plan.report import overview_markdown

from .results import BROKEN, FINE, MANY

WHOLE = """\
# Outgoing traffic of 2 clusters

**Preview stopped**: nothing has been written

**\N{BALLOT X} The headline**

The lead

What to do: Its remedy

Plan hash: `abc`

Accepted risks:

- a_risk (fine)

1 cluster locked down, 1 cluster failed.

## What failed

- **broken**: The reason

## Findings

- \N{BALLOT X} **error** The message
  - What to do: The remedy
  - It concerns 1: a.example.com:443
  - Of 1 cluster: fine
  - Code: [no_rule](https://docs/x#y)

<details><summary>1 note</summary>

- \N{WHITE CIRCLE} **info** The note
  - What to do: Nothing
  - Of 2 clusters: fine, broken
  - Code: a_note

</details>

## Clusters

| Cluster | Region | Outcome | Would be written | Destinations |
| --- | --- | --- | --- | --- |
| broken | unknown | \N{BALLOT X} failed | nothing | not judged |
| fine | westus | \N{CHECK MARK} would be locked down | rules, routes | 2 allowed, 1 unknown |

## What was asked

- Asked for: Much

## fine

**Preview**: nothing has been written

**? Its headline**

Its lead

What the run said: Its failure

### What this is about

Made Tuesday by adx.outbound 1.
"""


def test_everything_about_many_clusters_stands_under_its_heading():
    assert overview_markdown.render(MANY) == WHOLE


def test_where_nothing_failed_and_nothing_is_planned_neither_is_told():
    text = overview_markdown.render(replace(MANY, clusters=(FINE,), plan_hash="", mode="run"))
    assert "What failed" not in text and "Plan hash" not in text and "| Written |" in text
    assert "\N{CHECK MARK} locked down |" in text


def test_the_headings_of_a_cluster_are_below_its_name():
    own = replace(FINE, report=replace(FINE.report, changes=()))
    text = overview_markdown.render(replace(MANY, clusters=(own,)))
    assert "\n## fine\n" in text and "\n### What would change\n\nNothing.\n" in text


def test_a_name_is_no_markup():
    text = overview_markdown.render(replace(MANY, clusters=(replace(BROKEN, label="a*b", failure="x|y", worst="x|y"),)))
    assert "- **a\\*b**: x\\|y\n" in text and "| a\\*b | unknown |" in text
