#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: data_sources_info
short_description: Read what Azure Data Explorer clusters read from and write to by their own configuration
description:
  - The service's list of outbound dependencies holds what every cluster needs. What ingestion needs stands in the
    cluster's own configuration. This module reads the data connections of all its databases, the key vault of its key,
    the leaders of the databases that it follows, and its managed private endpoints, and says which names and ports
    they take.
  - Names are read from the resources themselves where the login may read them. Otherwise they are derived from the
    resource's id and the cloud, and RV(data_sources[].sources[].told) says so. The endpoint that an IoT hub is read by
    and the regional names of a Cosmos DB account cannot be derived; RV(data_sources[].gaps) names what is unknown.
  - What queries, external tables and continuous exports use is in no document of Azure. List it in O(uses).
  - Nothing is ever written.
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
  query:
    description:
      - A JMESPath expression over RV(data_sources); what it gives is returned as RV(query_result).
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
  - adx.outbound.uses
  - adx.outbound.attributes
  - adx.outbound.attributes.info
seealso:
  - module: adx.outbound.outbound_dependencies_info
  - module: adx.outbound.egress_plan_info
"""

EXAMPLES = r"""
- name: Read what a cluster reads from
  adx.outbound.data_sources_info:
    name: telemetry
    resource_group: rg-adx
    uses:
      - type: external_data
        uri: https://archive.blob.core.windows.net/exports
  register: sources

- name: Show every name with what needs it
  ansible.builtin.debug:
    msg: "{{ item.told_by }}: {{ item.names | map(attribute='fqdn') | unique | join(', ') }}"
  loop: "{{ sources.data_sources[0].sources }}"
  loop_control:
    label: "{{ item.kind }}"

- name: Show what is not known of any cluster of a resource group
  adx.outbound.data_sources_info:
    resource_group: rg-adx
    query: "[?gaps].{cluster: name, gaps: gaps}"
  register: unknown
"""

RETURN = r"""
query_result:
  description: What O(query) gives.
  returned: when O(query) is given
  type: raw
  sample: [{cluster: telemetry, gaps: [What data connection c of database d reads from is not known]}]
data_sources:
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
    region:
      description: Region in lower case without blanks.
      type: str
      returned: success
      sample: westus
    injected:
      description: Whether the cluster lives in a virtual network of yours.
      type: bool
      returned: success
    sources:
      description: What it reads from or writes to, one entry for each resource that its configuration names.
      type: list
      elements: dict
      returned: success
      contains:
        kind:
          description:
            - V(EventHub), V(IotHub), V(EventGrid) or V(CosmosDb) for a data connection, V(KeyVault), V(Leader) for
              databases that follow another cluster's, V(Uses) for what you listed, and V(Unknown) for a data connection
              of a kind that is not known here.
          type: str
          returned: success
          sample: EventHub
        told_by:
          description: What in the configuration names it.
          type: str
          returned: success
          sample: data connection clicks of database web
        id:
          description: Resource id, none for a vault and for what you listed.
          type: str
          returned: success
        names:
          description: Its names with their ports.
          type: list
          elements: dict
          returned: success
          contains:
            fqdn:
              description: Host name in lower case.
              type: str
              returned: success
              sample: clicks.servicebus.windows.net
            port:
              description: Port.
              type: int
              returned: success
              sample: 5671
            protocol:
              description: V(Https), V(Http), V(Mssql) or V(TCP).
              type: str
              returned: success
              sample: TCP
        told:
          description:
            - Where the names come from, V(read) from the resource itself, V(derived) from its id, or V(listed) by you.
          type: str
          returned: success
          sample: read
        access:
          description:
            - Who reaches the resource at these names, V(public), V(selected_networks), V(private) or V(unknown).
              A namespace of Event Hubs that is V(public) may still have network rules, which are not read.
          type: str
          returned: success
          sample: public
        exists:
          description: Whether the resource is still there, as far as that could be read.
          type: bool
          returned: success
        gap:
          description: Why not all of its names are known; empty where they are.
          type: str
          returned: success
        note:
          description: What else you should know; often empty.
          type: str
          returned: success
        managed_private_endpoints:
          description: Names of the managed private endpoints of the cluster that lead to it.
          type: list
          elements: str
          returned: success
    dependencies:
      description: All names and ports, each once.
      type: list
      elements: dict
      returned: success
      contains:
        category:
          description: The kind of the source.
          type: str
          returned: success
          sample: EventHub
        fqdn:
          description: Host name in lower case.
          type: str
          returned: success
          sample: clicks.servicebus.windows.net
        port:
          description: Port.
          type: int
          returned: success
          sample: 443
        protocol:
          description: V(Https), V(Http), V(Mssql) or V(TCP).
          type: str
          returned: success
          sample: Https
        addresses:
          description: Always empty here.
          type: list
          elements: str
          returned: success
        source:
          description: Always V(data_sources) here.
          type: str
          returned: success
        raw:
          description: The host name; nothing else of a URI is kept, since it may hold a key.
          type: str
          returned: success
        region:
          description: Region of the resource, for names on port 5671 that were read.
          type: str
          returned: success
          sample: westus
    managed_private_endpoints:
      description: The managed private endpoints of the cluster.
      type: list
      elements: dict
      returned: success
      contains:
        name:
          description: Name of the endpoint.
          type: str
          returned: success
        target:
          description: Resource id of what it leads to.
          type: str
          returned: success
        group:
          description: Which service of that, such as V(blob) or V(namespace).
          type: str
          returned: success
        state:
          description: How far the service has got with it.
          type: str
          returned: success
          sample: Succeeded
        approval:
          description:
            - Whether it is approved at its target, V(approved), V(not_approved) or V(unknown). The endpoint itself does
              not say it. A connection of the target that bears the endpoint's name is taken for its own.
          type: str
          returned: success
          sample: approved
    gaps:
      description: Sentences about what is not known.
      type: list
      elements: str
      returned: success
    uses_known:
      description: Whether O(uses) was given, so that what queries use is known as far as you listed it.
      type: bool
      returned: success
"""

from functools import partial

from ..module_utils._arm.read.data_sources import Sources
from ..module_utils._arm.read.kusto import Kusto
from ..module_utils._arm.wire import in_parallel
from ..module_utils._glue import arguments, queries, requests, runner
from ..module_utils._plan.documents import clusters
from ..module_utils._plan.values import names, resource_ids

SPEC = arguments.compose(
    "azure",
    "uses",
    timeout=120,
    name={"type": "raw", "aliases": ["cluster"]},
    resource_group={"type": "str"},
    query={"type": "str"},
)
FACTS = ("id", "name", "resource_group", "subscription_id", "region", "injected")


def described(task, uses, cluster):
    """Return one cluster with what it reads and writes."""
    found = Sources(task.session.http, task.patience).read(cluster, uses, with_endpoints=True)
    for gap in found.gaps.values():
        task.warn(f"{gap}.")
    facts = cluster.as_option()
    return {**{name: facts[name] for name in FACTS}, **found.as_option()}


def asked_about(task, group, id_):
    """Return the cluster that was given, or all there are."""
    kusto = Kusto(task.session.http)
    if id_:
        return [clusters.from_arm(task.patience.read(lambda: kusto.cluster(id_)))]
    subscription = task.subscription()
    listed = task.patience.read(lambda: kusto.clusters(subscription, group))
    return [clusters.from_arm(document) for document in listed]


def ensure(task):
    """Read one cluster by name, or all there are; what one of several lacks is a warning."""
    search = queries.search(task.params["query"])
    uses = requests.uses_of(task.params["uses"])
    group = names.checked_group(task.params["resource_group"]) if task.params["resource_group"] else None
    id_ = task.optional_id("name", resource_ids.CLUSTER)
    known = asked_about(task, group, id_)
    found = []
    for facts, error in in_parallel.each(partial(described, task, uses), known, at_once=1 if id_ else 4):
        if error and id_:
            raise error
        if error:
            task.warn(str(error))
        else:
            found.append(facts)
    result = {"changed": False, "data_sources": found}
    return {**result, "query_result": search(found)} if search else result


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
