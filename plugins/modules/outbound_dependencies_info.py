#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: outbound_dependencies_info
short_description: Read what Azure Data Explorer clusters must reach
description:
  - Asks the service for the outbound dependencies of one cluster, or of every cluster of a resource group or
    subscription, and returns them cleaned. The service gives values such as C(https://E-x.vault.azure.net/) and
    C(x.nsatc.net:443), which no firewall takes; they come out as host names in lower case, with the raw value beside.
  - An empty or partial answer is an error for a cluster that was asked for by name, and a warning with an empty list
    for one that was only listed.
  - The service answers for clusters that are not injected into a virtual network, too. Their traffic never meets a
    firewall of yours; V(injected) in the result tells.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  name:
    description:
      - The cluster, as a name in O(resource_group), a resource id, or a dictionary with C(name), C(resource_group) and
        C(subscription_id). Not given means every cluster of O(resource_group), or of the subscription.
    type: raw
    aliases: [cluster]
  resource_group:
    description: Resource group of the cluster; not needed with a resource id.
    type: str
  api_version:
    description:
      - Version of the service's interface to ask with, from V(2021-01-01), which the documentation page used, to
        V(2025-02-14). Where the service does not have it, the newest older one that this collection
        knows is taken, with a warning.
    type: str
    default: "2025-02-14"
  query:
    description:
      - A JMESPath expression over RV(outbound_dependencies); what it gives is returned as RV(query_result).
    type: str
  timeout:
    description: Seconds to go on trying when the service is busy.
    type: int
    default: 120
attributes:
  action_group:
    support: full
extends_documentation_fragment:
  - adx.outbound.azure
  - adx.outbound.attributes
  - adx.outbound.attributes.info
seealso:
  - module: adx.outbound.egress_plan_info
"""

EXAMPLES = r"""
- name: Read what a cluster must reach
  adx.outbound.outbound_dependencies_info:
    name: telemetry
    resource_group: rg-adx
  register: needed

- name: Read the names on port 80 of all clusters of a resource group
  adx.outbound.outbound_dependencies_info:
    resource_group: rg-adx
    query: "[].dependencies[?port == `80`][].fqdn"
  register: plain_http

- name: Show the names on port 443
  ansible.builtin.debug:
    msg: "{{ needed.outbound_dependencies[0].dependencies | selectattr('port', 'eq', 443) | map(attribute='fqdn') }}"
"""

RETURN = r"""
query_result:
  description: What O(query) gives.
  returned: when O(query) is given
  type: raw
  sample: [ocsp.digicert.com]
outbound_dependencies:
  description: One entry per cluster.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Resource id of the cluster.
      type: str
      returned: success
    name:
      description: Name of the cluster.
      type: str
      returned: success
      sample: telemetry
    resource_group:
      description: Resource group of the cluster.
      type: str
      returned: success
    subscription_id:
      description: Subscription of the cluster.
      type: str
      returned: success
    location:
      description: Region as the service spells it.
      type: str
      returned: success
      sample: West US
    region:
      description: Region in lower case without blanks.
      type: str
      returned: success
      sample: westus
    state:
      description: State of the cluster.
      type: str
      returned: success
      sample: Running
    provisioning_state:
      description: State of the last change of the cluster itself.
      type: str
      returned: success
      sample: Succeeded
    sku:
      description: Size of the cluster, C(name), C(tier) and C(capacity).
      type: dict
      returned: success
      sample: {name: Standard_E8ads_v5, tier: Standard, capacity: 2}
    tags:
      description: Tags of the cluster.
      type: dict
      returned: success
    injected:
      description: Whether the cluster lives in a virtual network of yours.
      type: bool
      returned: success
    subnet_id:
      description: Resource id of the subnet of an injected cluster.
      type: str
      returned: success
    public_ip_ids:
      description: Resource ids of the public addresses of an injected cluster.
      type: list
      elements: str
      returned: success
    dependencies:
      description: What the cluster must reach, in the order of the answer, without repeats.
      type: list
      elements: dict
      returned: success
      contains:
        category:
          description: The service's word for the group, taken from the id, which never changes.
          type: str
          returned: success
          sample: AzureStorage
        fqdn:
          description: Host name in lower case; none for an address without a name.
          type: str
          returned: success
          sample: shoebox2.metrics.nsatc.net
        port:
          description: Port.
          type: int
          returned: success
          sample: 443
        protocol:
          description: V(Https) for 443, V(Http) for 80, V(TCP) for any other port.
          type: str
          returned: success
          sample: Https
        addresses:
          description: Addresses the service gives beside the name.
          type: list
          elements: str
          returned: success
        source:
          description: Always V(discovered) here.
          type: str
          returned: success
        raw:
          description: The value as the service gave it.
          type: str
          returned: success
          sample: shoebox2.metrics.nsatc.net:443
"""

from functools import partial

from ..module_utils._arm.read.kusto import Kusto
from ..module_utils._arm.wire import in_parallel
from ..module_utils._glue import arguments, queries, runner
from ..module_utils._plan.documents import clusters
from ..module_utils._plan.needs import dependencies
from ..module_utils._plan.values import names, resource_ids

SPEC = arguments.compose(
    "azure",
    timeout=120,
    name={"type": "raw", "aliases": ["cluster"]},
    resource_group={"type": "str"},
    api_version={"type": "str", "default": "2025-02-14"},
    query={"type": "str"},
)


def described(task, kusto, cluster):
    """Return the facts of one cluster with its dependencies."""
    items = task.patience.read(lambda: kusto.dependencies(cluster.id))
    found = dependencies.from_answer(items, cluster.id.name)
    return {**cluster.as_option(), "dependencies": [dependency.as_option() for dependency in found]}


def described_all(task, kusto, group):
    """Return all clusters there are; what one of them lacks is a warning, no reason to fail for all."""
    subscription = task.subscription()
    listed = task.patience.read(lambda: kusto.clusters(subscription, group))
    known = [clusters.from_arm(document) for document in listed]
    found = []
    for cluster, (facts, error) in zip(known, in_parallel.each(partial(described, task, kusto), known), strict=True):
        if error:
            task.warn(str(error))
        found.append(facts or {**cluster.as_option(), "dependencies": []})
    return found


def ensure(task):
    """Read one cluster by name, or all there are."""
    search = queries.search(task.params["query"])
    group = names.checked_group(task.params["resource_group"]) if task.params["resource_group"] else None
    id_ = task.optional_id("name", resource_ids.CLUSTER)
    kusto = Kusto(task.session.http, task.params["api_version"] or None)
    if id_:
        document = task.patience.read(lambda: kusto.cluster(id_))
        found = [described(task, kusto, clusters.from_arm(document))]
    else:
        found = described_all(task, kusto, group)
    result = {"changed": False, "outbound_dependencies": found}
    return {**result, "query_result": search(found)} if search else result


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
