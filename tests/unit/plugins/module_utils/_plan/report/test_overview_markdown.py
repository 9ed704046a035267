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

**\N{BALLOT X} The headline**

The lead

1 cluster locked down, 1 cluster failed.

## What failed

- **broken**: The reason

## What was asked

|  |  |
| --- | --- |
| Asked for | Much |

Plan hash: `abc`

## Clusters

| Cluster | Region | Outcome | Would be written | Destinations | The worst of it |
| --- | --- | --- | --- | --- | --- |
| broken | not known | \N{BALLOT X} failed | nothing | not judged | The reason |
| fine | westus | \N{CHECK MARK} would be locked down | rules, routes | 2 allowed, 1 not known |  |

## fine

**? Its headline**

Its lead

\N{BALLOT X} Its failure

|  |  |
| --- | --- |

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
    assert "\n## fine\n" in text and "\n### What changes\n\nNothing changes.\n" in text


def test_a_name_is_no_markup():
    text = overview_markdown.render(replace(MANY, clusters=(replace(BROKEN, label="a*b", failure="x|y", worst="x|y"),)))
    assert "- **a\\*b**: x\\|y\n" in text and "| a\\*b | not known |" in text
