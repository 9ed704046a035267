# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that leaves its network, in the report as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLACES = ("subnet", "engine_address", "data_management_address")
_OUTCOMES = ("met", "missing", "cannot_tell")
_CONDITION = ("subject", "outcome", "message", "remedy", "word")
_STATES = {"enabled": True, "disabled": False}


def network_exit(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Its network and public access before and after, the preconditions, and what it reads from."""
    return {
        "before": _access(plan["before"] or {}),
        "after": _access(plan["after"] or {}),
        "preconditions": [_condition(one) for one in plan.get("preconditions") or ()],
        "sources": [_source(one) for one in plan.get("sources") or ()],
    }


def counted(summary: Mapping[str, Any]) -> dict[str, int] | None:
    """How many preconditions come to which outcome; None where none was asked."""
    counts = summary.get("preconditions")
    return None if counts is None else {name: int(counts.get(name, 0)) for name in _OUTCOMES}


def _access(told: Mapping[str, Any]) -> dict[str, Any]:
    ranges = told.get("allowed_ip_ranges")
    return {
        "injected": _STATES.get(str(told.get("network")).lower()),
        **{name: str(told[name]) if told.get(name) else None for name in _PLACES},
        "public_network_access": str(told["public_network_access"]) if told.get("public_network_access") else None,
        "allowed_ip_ranges": [str(one) for one in ranges] if isinstance(ranges, list) else None,
    }


def _condition(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: str(one[name]) if one.get(name) else None for name in _CONDITION},
        "concerns": [str(each) for each in one.get("concerns") or ()],
        "accepted": bool(one.get("accepted")),
    }


def _source(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": str(one["name"]),
        "told_by": [str(each) for each in one.get("told_by") or ()],
        "reach": str(one["reach"]),
        "why": str(one["why"]) if one.get("why") else None,
    }
