# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster restricts itself, in the report as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_ACCESS = ("restrict_outbound_network_access", "allowed_fqdns", "callout_policies")
_POLICY = ("type", "regex", "access")


def destinations(plan: Mapping[str, Any], judgement: Callable[[str], str]) -> list[dict[str, Any]]:
    """What is known to be used, as destinations that no firewall, no security group and no route is asked about, with
    the word of the report for each verdict.
    """
    return [
        {
            "fqdn": str(one["fqdn"]),
            "port": int(one["port"]),
            "protocol": str(one["protocol"]),
            "verdict": str(one["verdict"]),
            "why": one.get("reason"),
            "callout": {
                "type": str(one["type"]) if one.get("type") else None,
                "told_by": [str(each) for each in one.get("told_by") or ()],
                "before": str(judgement(str(one["before"]))),
                "turns_on": [str(each) for each in one.get("turns_on") or ()],
            },
        }
        for one in plan.get("used") or ()
    ]


def access(plan: Mapping[str, Any], is_canary: bool) -> dict[str, Any]:
    """The lists before and after, what comes and goes, and what would allow what is used."""
    in_force, proposed = plan.get("in_force"), plan.get("proposed") or {}
    return {
        "canary": is_canary,
        "before": _lists(plan["before"]),
        "after": _lists(plan["after"]),
        **{name: [str(one) for one in plan.get(name) or ()] for name in ("added", "removed", "not_listed", "loosens")},
        "proposed": {
            "allowed_fqdns": [str(one) for one in proposed.get("allowed_fqdns") or ()],
            "callout_policies": [_policy(one) for one in proposed.get("callout_policies") or ()],
        },
        "in_force": None if in_force is None else [_policy(one) for one in in_force],
    }


def _lists(told: Mapping[str, Any]) -> dict[str, Any]:
    switch, names, policies = (told.get(name) for name in _ACCESS)
    return {
        "restricted": {"enabled": True, "disabled": False}.get(str(switch).lower()),
        "allowed_fqdns": [str(one) for one in names] if isinstance(names, list) else None,
        "callout_policies": [_policy(one) for one in policies] if isinstance(policies, list) else None,
    }


def _policy(one: Any) -> dict[str, Any]:
    """A policy; of what is none nothing is known."""
    known = one if isinstance(one, Mapping) else {}
    return {name: None if known.get(name) in (None, "") else str(known[name]) for name in _POLICY}
