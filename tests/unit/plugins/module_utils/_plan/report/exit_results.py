# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of cluster_network_exit, as it returns them."""

from __future__ import annotations

from collections import Counter

from . import access_results
from .access_results import HASH, finding, id_of, used

HUB, LAKE = "Event Hubs namespace evhns in resource group rg-data", "storage account lake in resource group rg-data"
SUBNET_ID = (
    "/subscriptions/1111/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet-adx"
)
ADDRESS_IDS = [
    f"/subscriptions/1111/resourceGroups/rg-adx/providers/Microsoft.Network/publicIPAddresses/pip-{name}"
    for name in ("engine", "dm")
]
SUBJECTS = ("public_access", "private_endpoint", "sources", "outbound_access", "prepared")
WAY_BACK = finding("way_back", "info", "It may return.")


def place(network="Disabled", public="Disabled", ranges=(), **more):
    return {
        "subnet": SUBNET_ID.lower(),
        "engine_address": ADDRESS_IDS[0].lower(),
        "data_management_address": ADDRESS_IDS[1].lower(),
        "network": network,
        "public_network_access": public,
        "allowed_ip_ranges": list(ranges),
        **more,
    }


def condition(subject="sources", outcome="met", word="", accepted=False, **more):
    return {
        "subject": subject,
        "outcome": outcome,
        "message": f"This is so of {subject}.",
        "remedy": "Do something." if word else "",
        "word": word,
        "concerns": [HUB] if word else [],
        "accepted": accepted,
        **more,
    }


def source(name=LAKE, reach="reached", why="An endpoint is approved there", told_by=("uses",)):
    return {"name": name, "told_by": list(told_by), "reach": reach, "why": why}


def conditions(*unmet):
    """The five, of which these stand in the place of those about the same."""
    told = {one["subject"]: one for one in unmet}
    return [told.get(subject) or condition(subject) for subject in SUBJECTS]


MISSING = condition("sources", "missing", "no_managed_private_endpoint")
UNKNOWN = condition("prepared", "cannot_tell", "preparation_unknown")
TAKEN, TAKEN_UNKNOWN = {**MISSING, "accepted": True}, {**UNKNOWN, "accepted": True}
UNMET = finding("no_managed_private_endpoint", "error", "This is so of sources.", [HUB])


def plan(name="c1", before=None, after=None, preconditions=None, sources=None, **more):
    return {
        "cluster": {
            "id": id_of(name),
            "name": name,
            "region": "westus",
            "injected": True,
            "subnet_id": SUBNET_ID,
            "public_ip_ids": ADDRESS_IDS,
        },
        "before": before or place("Enabled", "Enabled"),
        "after": after or place(),
        "preconditions": conditions() if preconditions is None else list(preconditions),
        "sources": [source()] if sources is None else list(sources),
        "used": [used("lake.blob.core.windows.net", told_by=["data connection d"])],
        "changes": [{"resource": f"cluster {name}", "before": "network: Enabled\n", "after": "network: Disabled\n"}],
        **more,
    }


def cluster(name="c1", *unmet, findings=(), planned=None, leaves=True, accepted=(), pending=("network",), **more):
    """A cluster of a result; its summary is that of its plan, and one that leaves is told of the way back."""
    listed = conditions(*unmet) if leaves else [condition("public_access")]
    before = None if leaves else place("Disabled", "Enabled")
    made = plan(name, before=before, preconditions=listed) if planned is None else planned
    found = [*findings, *([WAY_BACK] if leaves and made else [])]
    summary = {
        "preconditions": Counter(one["outcome"] for one in made.get("preconditions", ())),
        "findings": Counter(one["severity"] for one in found),
    }
    return {
        "cluster": name,
        "id": id_of(name),
        "state": "left",
        "canary": False,
        "changed": bool(pending),
        "failed": False,
        "msg": "",
        "code": "",
        "pending": list(pending),
        "accepted": [{"word": word, "sentence": sentence} for word, sentence in dict(accepted).items()],
        "summary": summary if made else {},
        "findings": found,
        "plan": made,
        **more,
    }


def failed(code, message, name="c1", *unmet, changed=False, **more):
    """A cluster that failed."""
    return cluster(name, *unmet, failed=True, code=code, msg=message, changed=changed, **more)


def refused(name="c1"):
    """A cluster that would not reach something."""
    said = "This is so of sources. Do something, or accept that with accept: [no_managed_private_endpoint]."
    return failed("no_managed_private_endpoint", said, name, MISSING, findings=[UNMET])


def unread(name="c1"):
    """A cluster that there is none of."""
    told = {"plan": {}, "summary": {}, "pending": [], "findings": []}
    return {**failed("ResourceNotFound", f"Cannot read cluster {name}. Check its name.", name), **told}


def adrift(name="c1", **more):
    """A cluster that was written and does not hold; its write stands."""
    said = f"Cluster {name} does not show what is wanted. What was written stands: look at the cluster."
    return failed("not_verified", said, name, changed=True, **more)


def not_reached(name="c1", **more):
    return failed(
        "not_reached", "It was left as it is, since cluster c2 went before it and did not hold.", name, **more
    )


def written(name="c1", **more):
    return {**access_results.written(name, **more), "part": "network"}


def result(*clusters, mode="run", sent=(), **more):
    given = clusters or (cluster(),)
    parts = {
        one["id"].lower(): {"accept": [], "network": {"id": one["id"], "found": "0" * 16, "wanted": "1" * 16}}
        for one in given
        if not one["failed"]
    }
    told = access_results.result(*given, mode=mode, sent=sent)
    return {**told, "steps": ["leave"], "parts": parts, "plan_hash": HASH, **more}


def stopped():
    """A run that was stopped by the second of three."""
    return result(cluster("c1"), adrift("c2"), not_reached("c3"), sent=[written("c1"), written("c2")])
