# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of cluster_outbound_access, as it returns them."""

from __future__ import annotations

from collections import Counter

LAKE, ORDERS, BUS = "lake.blob.core.windows.net", "orders.database.windows.net", "bus.servicebus.windows.net"
OLD = {"type": "webapi", "regex": "old[.]contoso[.]com", "access": "Allow"}
HASH = "5514846d32a08fbfbfa7fee92b0538dda46b9259"
PROPOSED = {
    "allowed_fqdns": [BUS, LAKE],
    "callout_policies": [{"type": "external_data", "regex": "(?i)^it's$", "access": "Allow"}],
}


def id_of(name):
    return f"/subscriptions/1111/resourceGroups/rg-adx/providers/Microsoft.Kusto/clusters/{name}"


def used(fqdn=LAKE, verdict="allowed", type_="external_data", before="cannot_tell", port=443, **more):
    return {
        "fqdn": fqdn,
        "port": port,
        "protocol": "Https",
        "type": type_,
        "told_by": ["uses"],
        "before": before,
        "verdict": verdict,
        "reason": "The list of allowed names has it.",
        "turns_on": [],
        **more,
    }


def lists(switch, names=(), policies=()):
    return {
        "restrict_outbound_network_access": switch,
        "allowed_fqdns": list(names),
        "callout_policies": list(policies),
    }


def plan(name="c1", uses=None, before=None, after=None, **more):
    return {
        "cluster": {"id": id_of(name), "name": name, "region": "westus", "injected": False},
        "before": before or lists("Disabled"),
        "after": after or lists("Enabled", [LAKE]),
        "added": [LAKE],
        "removed": [],
        "not_listed": [],
        "loosens": [],
        "changes": [
            {"resource": f"cluster {name}", "before": "restricted: Disabled\n", "after": "restricted: Enabled\n"}
        ],
        "used": [used()] if uses is None else uses,
        "proposed": PROPOSED,
        "in_force": [],
        **more,
    }


def finding(code="not_listed", severity="warning", message="Something is to be said.", concerns=(), subject="c1"):
    return {
        "severity": severity,
        "code": code,
        "subject": subject,
        "message": message,
        "remedy": "Do something.",
        "concerns": list(concerns),
    }


def cluster(name="c1", state="restricted", planned=None, findings=(), accepted=(), pending=("access",), **more):
    """A cluster of a result; its summary is that of its plan."""
    made = plan(name) if planned is None else planned
    summary = {
        "used": Counter(one["verdict"] for one in made.get("used", ())),
        "findings": Counter(one["severity"] for one in findings),
    }
    return {
        "cluster": name,
        "id": id_of(name),
        "state": state,
        "canary": True,
        "changed": bool(pending),
        "failed": False,
        "msg": "",
        "code": "",
        "stopped": False,
        "pending": list(pending),
        "accepted": [{"word": word, "sentence": sentence} for word, sentence in dict(accepted).items()],
        "summary": summary if made else {},
        "findings": list(findings),
        "plan": made,
        **more,
    }


def failed(code, message, **more):
    """A cluster that failed."""
    return cluster(failed=True, code=code, msg=message, changed=False, **more)


def written(name="c1", certain=True, taken_back=False):
    return {
        "resource": f"cluster {name} in resource group rg-adx",
        "id": id_of(name),
        "part": "access",
        "clusters": [id_of(name)],
        "certain": certain,
        "taken_back": taken_back,
    }


def result(*clusters, mode="run", sent=(), **more):
    given = clusters or (cluster(),)
    return {
        "clusters": list(given),
        "mode": mode,
        "steps": ["restrict"],
        "plan_hash": HASH,
        "parts": {
            one["id"].lower(): {"accept": [], "access": {"id": one["id"], "found": "00", "wanted": "01"}}
            for one in given
            if not one["failed"]
        },
        "written": list(sent),
        "resource_manager": "https://management.azure.com",
        **more,
    }
