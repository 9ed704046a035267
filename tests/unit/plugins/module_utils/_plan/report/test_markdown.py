# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown: everything it says, under its heading, in the order of the page."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.adx.outbound.plugins.module_utils._plan.report import html, markdown

from .results import NOTHING, REPORT

WHOLE = """\
# The title

**Preview**: nothing has been written

**\N{BALLOT X} The headline**

What to do: The first remedy

The lead

What the run said: The failure

Plan hash: `abc`

Accepted risks:

- a_risk: It may happen.

1 destinations allowed, 0 errors.

## Findings

- \N{BALLOT X} **error** The message
  - What to do: The remedy
  - It concerns 1: a.example.com:443
  - Code: [no_rule](https://docs/x#y)

<details><summary>1 note</summary>

- \N{WHITE CIRCLE} **info** The note
  - What to do: Nothing
  - Code: a_note

</details>

## The path

1. \N{CHECK MARK} **Cluster** c1: subnet
2. \N{CHECK MARK} **Firewall** fw: ok
3. ? **Destinations** needs: 1 of 1
4. \N{CHECK MARK} **Management** 2: past

## What else can leave

Beside that, this gets out or could. Leave what is meant.

- **1 wildcard** It allows much.
  - \\*.example.com
- ! **warning** All of it
  - What to do: Narrow it
  - Code: broad_allow

### Not looked at

- The rest of the world.

## What would change

### firewall fw

```diff
 stays
-goes
+comes
+too
```

## Destinations

\N{BALLOT X} 2 destinations blocked:

### Storage

- \N{BALLOT X} blocked on port 443, no rule (why so), through
  - a.example.com
  - b.example.com

<details><summary>1 destination allowed</summary>

### Storage

- \N{CHECK MARK} blocked on port 443, no rule, through
  - c.example.com

</details>

## Management and health monitoring

<details><summary>1 of 1 answered past the firewall</summary>

| Address | Purpose | Verdict | Answers go |
| --- | --- | --- | --- |
| 1.2.3.4 | management | \N{CHECK MARK} allowed | straight |

</details>

## Routes of the subnet

<details><summary>1 route</summary>

| Route | Leads | Where to |
| --- | --- | --- |
| r1 | 0.0.0.0/0 | to the firewall |

</details>

## What this is about

- Asked for: Look only

### Resources

- Subscription: s
- Cluster: https://portal.example/#resource/subscriptions/s/c1

## What the firewall's logs say

<details><summary>A query</summary>

```kusto
T | take 1
```

</details>

Made Tuesday by adx.outbound 1.
"""
BARE = """\
# The title

**Preview**: nothing has been written

**\N{BALLOT X} The headline**

The lead

## What this is about

Made at an unknown time by adx.outbound 1.
"""


def test_everything_a_report_says_stands_under_its_heading():
    assert markdown.render(REPORT) == WHOLE


def test_what_has_changed_is_one_line_above_what_to_do():
    text = markdown.render(replace(REPORT, since="Since then: <b> 1 gone."))
    assert "The headline**\n\nSince then: &lt;b&gt; 1 gone.\n\nWhat to do:" in text or (
        "The headline**\n\nSince then: \\<b\\> 1 gone.\n\nWhat to do:" in text
    )


def test_what_a_report_does_not_say_has_no_heading():
    assert markdown.render(replace(NOTHING, version="1")) == BARE


def test_the_order_is_that_of_the_page():
    page = html.render(REPORT)
    headings = [line.removeprefix("## ") for line in WHOLE.splitlines() if line.startswith("## ")]
    places = [page.index(f"<h2>{heading}</h2>") for heading in headings]
    assert places == sorted(places)


def test_a_plan_that_changes_nothing_says_so_and_a_long_change_is_folded():
    assert "## What would change\n\nNothing.\n" in markdown.render(replace(NOTHING, changes=()))
    long = replace(REPORT.changes[0], lines=(("+", "x"),) * 13)
    assert "<details><summary>13 lines added</summary>" in markdown.render(replace(NOTHING, changes=(long,)))


def test_a_path_without_anything_beside_the_firewall_has_its_stations_alone():
    text = markdown.render(replace(REPORT, path=replace(REPORT.path, past=None)))
    assert "3. ? **Destinations**" in text and "4. " not in text


def test_an_address_to_mend_is_not_folded():
    bad = replace(REPORT, addresses=(replace(REPORT.addresses[0], state="bad"),))
    assert "\n0 of 1 answered past the firewall:\n\n| Address" in markdown.render(bad)


def test_headings_are_lower_inside_another_report_and_the_title_is_not_repeated():
    headings = [block for block in markdown.body(REPORT, depth=1) if block.startswith("#")]
    assert headings[:3] == ["### Findings", "### The path", "### What else can leave"]
    assert headings[3] == "#### Not looked at" and not [one for one in headings if one.startswith("## ")]
