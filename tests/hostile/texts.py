# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that somebody who means harm would write where others read, and how many of them are tried.

ADX_OUTBOUND_HOSTILE is how many, and ADX_OUTBOUND_SEED draws others. `make hostile` tries 2,000; other runs a few of
the same, and all that have gone wrong before.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence

from ansible_collections.adx.outbound.tests.hostile.rows import ALWAYS

WHOLE = int(os.environ.get("ADX_OUTBOUND_HOSTILE", "0"))
SEED = int(os.environ.get("ADX_OUTBOUND_SEED", "4711"))
_AT_ONCE = 50  # of a whole run in one test

BASES = (
    *("", "x", "web-1", "a.example.com", "*.a.example.com", "https://a.example.com/", "a.example.com:443"),
    *(
        "10.0.0.1",
        "10.0.0.0/24",
        "198.51.100.7",
        "fe80::1%",
        "fe80::1%x",
        "2001:db8::%",
        "2001:db8::/64%",
        "fe80::/64%e0",
    ),
    *(
        "10.0.0.1-10.0.0.9",
        "Storage",
        "ADX_Management",
        "adx-telemetry-westus-application",
        "\u00dcbersicht",
        "\u6771\u4eac",
    ),
)
# What ends a line somewhere, acts on a terminal, turns text round, is not seen, or is half a character.
SIGNS = (
    *("\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\n\n", "\t", "\x00"),
    *("\x07", "\x08\x08\x08", "\x1b[2J", "\x1b[1A\x1b[2K", "\x1b]0;x\x07", "\x1b]8;;http://x\x1b\\", "\x9b31m", "\x7f"),
    *("\u202e", "\u202d", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "\u200b", "\u200d", "\u2060", "\ufeff"),
    *("\u00ad", "\ud800", "\udc1b", "\ue000", "\U000e0041", "\ufffe", "\u3164"),
)
QUOTES = ('"', "'", "`", "\\", '\\"', "''", '""', "\u201c", "'''", '"""', "\\\\", "\\\n", "%22", "&quot;", "''' + '")
PAYLOADS = (
    *("flush ruleset", "add rule inet filter input accept", "} chain x { accept", 'include "/etc/passwd"', "; accept"),
    *(
        "http_access allow all",
        "acl all2 src all",
        "include /etc/passwd",
        "# http_access allow all",
        "-i .*",
        "|x",
        "(.*)",
    ),
    *("set deviceconfig system hostname x", "delete rulebase", "commit", "run show config"),
    *("end\nconfig system admin\nedit x\nset password y\nnext", "next\nedit x", "set subnet 0.0.0.0 0.0.0.0"),
    *(
        "]]>",
        "-->",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "</pre></td></table><h1>All is well</h1>",
    ),
    *(
        "<svg onload=alert(1)>",
        "<style>*{display:none}</style>",
        "javascript:alert(1)",
        "<a href='javascript:x'>",
        "&lt;b&gt;",
    ),
    *(
        "|",
        "||",
        "```",
        "~~~",
        "# All is well",
        "[x](javascript:alert(1))",
        "![x](http://x/y)",
        "**x**",
        "- [x] done",
        "---",
    ),
    *(
        "<!--",
        "<br>",
        "1. x",
        "> x",
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "-2+3",
        "+1",
        '=HYPERLINK("http://x")',
        ",,,",
        "a,b",
    ),
    *("{{ lookup('ansible.builtin.pipe', 'id') }}", "{% for x in y %}", "{{ 7 * 7 }}", "{# x #}", "!unsafe x", "${x}"),
    *("$(id)", "`id`", "; id", "&& id", "../../x", "/dev/null", "%s%n", "{0}", "{cluster}", "\\x1b", "\\u202e", "%0a"),
    *("+ route x: 0.0.0.0/0 -> Internet", "- rule x", "@@ -1 +1 @@", "--- a", "+++ b", "PLAY RECAP", "ok: [localhost]"),
    *("0.0.0.0/0", "*", "%x", "true", "null", "{}", "[]", '"}]}', "0", "x" * 300),
)
# The rows people told of: an address with a zone that goes on in another line.
KNOWN = (
    "fe80::1%x\nflush ruleset",
    "fe80::1%x\nhttp_access allow all",
    "2001:db8::1%\x1b[2J",
    "2001:db8::%x\nend/64",
    "x\n+ route x: 0.0.0.0/0 -> Internet",
    "x\x1b[1A\x1b[2K",
    "{{ lookup('ansible.builtin.pipe', 'id') }}",
    "=cmd|' /C calc'!A0",
)


def texts(count: int, seed: int = SEED) -> list[str]:
    """So many different texts, the same for a seed: the known ones, each payload behind a line end, then others."""
    drawn = random.Random(seed)
    found = dict.fromkeys((*KNOWN, *(f"x\n{one}" for one in PAYLOADS), *PAYLOADS))
    while len(found) < count:
        parts = [drawn.choice(BASES), *(drawn.choice(drawn.choice((SIGNS, QUOTES, PAYLOADS))) for _one in range(4))]
        parts[drawn.randrange(1, 5)] = drawn.choice(SIGNS)
        found["".join(parts[: drawn.randint(2, 5)])] = None
    return list(found)[:count]


def batches(where: str, few: int, known: Sequence[str] = ()) -> list[Sequence[str]]:
    """All texts of a whole run, so many to a test; else a few, drawn from all, these known ones, and those that have
    gone wrong there.
    """
    if WHOLE:
        found = texts(WHOLE)
        return [found[start : start + _AT_ONCE] for start in range(0, len(found), _AT_ONCE)]
    some = random.Random(SEED).sample(texts(2000), few)
    return [list(dict.fromkeys((*known, *ALWAYS.get(where, ()), *some)))]


def whole(text: str) -> str:
    """The text without halves of characters, which no server and no option can hand over as they are."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def drawn(within: str, text: str) -> random.Random:
    """What decides the details of a case: always the same for a text."""
    return random.Random(f"{SEED} {within} {text!a}")


def names() -> list[str]:
    """A name for each batch."""
    return [f"texts from {number * _AT_ONCE}" for number, _batch in enumerate(batches("", 0))]
