# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Talks to the cluster itself, at its own address and nowhere else."""

from __future__ import annotations

import json
import re
from typing import Any

from .answers import Answer
from .faults import Unanswered
from .lent import VERSION, Lent

# Of azure-kusto-data, wellKnownKustoEndpoints.json: the names of clusters in the three clouds of Microsoft.
SUFFIXES = ("kusto.windows.net", "kusto.usgovcloudapi.net", "kusto.chinacloudapi.cn")
COMMANDS = "/v1/rest/mgmt"
DATABASE = "NetDefaultDB"  # commands about the cluster are asked of it, which every cluster has


def address(uri: str, name: str) -> str:
    """Return the address of a cluster, which gets a token; refuse one that is not plainly its own."""
    suffixes = "|".join(map(re.escape, SUFFIXES))
    if not re.fullmatch(rf"https://{re.escape(name.lower())}\.[a-z0-9-]+\.({suffixes})", uri):
        raise Unanswered("the cluster's address is none that a cluster of this name has, so nothing was sent there")
    return uri


def alter_merge(lent: Lent, policy: dict[str, str]) -> Answer:
    """Have the cluster merge a policy that it has already, which changes nothing ("Callout policy")."""
    uri = lent.wire.get_untold(lent.path, VERSION).document["properties"].get("uri") or ""
    same = {
        "CalloutType": policy["calloutType"],
        "CalloutUriRegex": policy["calloutUriRegex"],
        "CanCall": policy["outboundAccess"] == "Allow",
    }
    body = {"db": DATABASE, "csl": f".alter-merge cluster policy callout\n```\n{json.dumps([same])}\n```"}
    return lent.wire.post_elsewhere(address(uri, lent.name), COMMANDS, body)


def code_of(answer: Answer) -> Any:
    """Return accept, or the code of the refusal; a login that was not taken answers nothing."""
    if answer.is_good:
        return "accept"
    if answer.status == 401:
        raise Unanswered(answer.sentence())
    return answer.code
