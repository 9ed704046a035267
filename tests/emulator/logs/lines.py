# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of AzureDiagnostics in parts, as the queries take it apart; tests hold this against an engine of KQL."""

from __future__ import annotations

import re
from typing import Any

from . import tables
from .functions import contains, equal, extract, has, starts_with, to_int

_SOURCE = re.compile(r" request from ([0-9]+[.][0-9]+[.][0-9]+[.][0-9]+)")
_PROTOCOL = re.compile(r"^(.*?) request from ")
_DESTINATION = re.compile(r" request from [^ ]+ to ([^ ]+?)(:[0-9]+)?(\.* |\.*\Z|,)")
_PORT = re.compile(r" request from [^ ]+ to [^ ]+?:([0-9]+)(\.* |\.*\Z|,)")
_ACTION = re.compile(r" Action: *([A-Za-z]+)")
_POLICY = re.compile(r" Policy: *(.+?) *\.+ +Rule Collection Group: *")
_GROUP = re.compile(r" Rule Collection Group: *(.+?) *\.+ +Rule Collection: *")
_COLLECTION = re.compile(r" Rule Collection: *(.+?) *\.+ +Rule(?: Name)?: *")
_RULE = re.compile(r"\. +Rule(?: Name)?: *(.+?)( *\.+ +Web Category:.*)?[. ]*\Z")
_ADDRESS = re.compile(r"^[0-9.]+\Z")
_REASON = re.compile(r" Reason: *(.+?)[. ]*\Z")
_THREAT = re.compile(r" ThreatIntel: *(.+?)[. ]*\Z")
_SIGNATURE = re.compile(r" (Signature: .+?|Rule: .+?)[. ]*\Z")
_NO_RULE = "No rule matched"


def is_of_a_firewall(row: dict[str, Any]) -> bool:
    """True for rows of the two categories of rules, and of structured logs that were put in the wrong place."""
    category = row["Category"]
    known = starts_with(category, "AZFW") or category in (tables.APPLICATION, tables.NETWORK)
    return equal(row["ResourceType"], "AZUREFIREWALLS") and known


def kind(row: dict[str, Any]) -> str:
    """What the row is about."""
    category, operation = row["Category"], row["OperationName"]
    told = (
        ("misplaced", starts_with(category, "AZFW")),
        ("threatintel", contains(operation, "ThreatIntel")),
        ("idps", contains(operation, "IDS")),
        ("nat", contains(operation, "NatRule")),
        ("application", category == tables.APPLICATION),
    )
    return next((name for name, holds in told if holds), "network")


def source(row: dict[str, Any]) -> str:
    """The address it comes from, empty where the line names none."""
    return extract(_SOURCE, 1, row["msg_s"])


def fields(row: dict[str, Any]) -> dict[str, Any]:
    """What else a row of an answer has."""
    message, about = row["msg_s"], kind(row)
    destination = extract(_DESTINATION, 1, message).lower()
    is_address = _ADDRESS.search(destination) is not None
    return {
        "Protocol": extract(_PROTOCOL, 1, message).strip(" "),
        "Host": "" if is_address else destination,
        "Address": destination if is_address else "",
        "Port": to_int(extract(_PORT, 1, message)),
        "Action": extract(_ACTION, 1, message),
        "Reason": _reason(message, about),
        **_place(message),
        "Rule": "" if about in ("threatintel", "idps") else extract(_RULE, 1, message),
    }


def _reason(message: str, about: str) -> str:
    if has(message, _NO_RULE):
        return f"{_NO_RULE}. Proceeding with default action"
    return extract({"threatintel": _THREAT, "idps": _SIGNATURE}.get(about, _REASON), 1, message)


def _place(message: str) -> dict[str, str]:
    collection = extract(_COLLECTION, 1, message)
    parts = collection.split(":")
    if len(parts) != 3:
        parts = [extract(_POLICY, 1, message), extract(_GROUP, 1, message), collection]
    return dict(zip(("Policy", "Group", "Collection"), parts, strict=True))
