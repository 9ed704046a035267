# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of others allow the cluster's sources beyond what it needs: the answer to what else can leave."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from ..verdict.landscape import Landscape
from ..verdict.rulesets import FirewallRule
from ..verdict.verdicts import Question

_LISTED, _SHOWN = 20, 5  # rules of a firewall that many share, and destinations of each


def listed(question: Question, landscape: Landscape) -> dict[str, Any] | None:
    """Return how many such rules there are, and the first of them; None where the rules could not be read.

    A rule that may match a part of the sources counts: what is looked for is what could get out.
    """
    if landscape.appliance or landscape.firewall is None or "chain" in landscape.unread:
        return None
    needed = {str(flow.fqdn or flow.tag).lower() for flow in question.flows}
    names = {name.lower() for name in question.collections}
    found = [one for one in landscape.rules_for(question.sources) if _allows_more(one, names, needed)]
    return {"count": len(found), "rules": [_as_option(one) for one in found[:_LISTED]]}


def _allows_more(rule: FirewallRule, ours: Container[str], needed: Container[str]) -> bool:
    if rule.allows is False or (len(rule.place) > 1 and rule.place[-2].lower() in ours):
        return False
    return not all(one.lower() in needed for one in rule.reached)


def _as_option(rule: FirewallRule) -> dict[str, Any]:
    there = rule.reached
    ports = [*rule.ports, *(str(port) for _protocol, port in rule.protocols if port is not None)]
    return {
        "by": list(rule.place),
        "destinations": list(there[:_SHOWN]),
        "more": max(len(there) - _SHOWN, 0),
        "ports": list(dict.fromkeys(ports)),
    }
