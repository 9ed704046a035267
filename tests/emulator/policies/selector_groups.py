# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of Kubernetes selectors below a policy, which rules name as their source.

As recorded in azure-cli-extensions (test_azure_firewall_policy_kube_selector_group, October 2026): what is written is
there with the answer, and a DELETE says nothing.
"""

from __future__ import annotations

from datetime import datetime, timezone

from ..arm import envelope, parts, values
from ..arm.kinds import Kind
from . import nfv, policies

TYPE = f"{policies.TYPE}/{policies.SELECTORS}"
SHOWN_TYPE = "Microsoft.Network/FirewallPolicies/KubeSelectorGroups"
SELECTORS = ("podSelector", "namespaceSelector")
SELECTOR_ORDER = ("matchLabels", "matchExpressions")


@nfv.parsed
def build(call, resource_id, body, previous):
    sent = envelope.sent(body, "lastUpdated")
    for name in (name for name in SELECTORS if name in sent):
        sent[name] = parts.ordered(values.expect(sent[name], dict, f"properties.{name}"), SELECTOR_ORDER)
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"
    properties = nfv.state_last({**parts.ordered(sent, SELECTORS), "lastUpdated": now})
    return nfv.document(SHOWN_TYPE, resource_id, {}, previous, properties, call.location)


KIND = Kind(TYPE, build=build, list_name=policies.SELECTORS, shown_type=SHOWN_TYPE, nfv=True, at_once=True)
