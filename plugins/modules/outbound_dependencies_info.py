#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: outbound_dependencies_info
short_description: Read what Azure Data Explorer clusters and other services must reach
description:
  - Asks the service for the outbound dependencies of one cluster, or of every cluster of a resource group or
    subscription, and returns them cleaned. The service gives values such as C(https://E-x.vault.azure.net/) and
    C(x.nsatc.net:443), which no firewall takes; they come out as host names in lower case, with the raw value beside.
  - Other services have the same list, and are asked by the id of a resource or with O(resource_type). These are Azure
    Kubernetes Service, API Management in its classic tiers, Batch, Databricks, Machine Learning without a managed
    network, SQL Managed Instance, and the network connections of Microsoft Dev Box. Each result is of the same form.
  - An empty or partial answer is an error for a resource that was asked for by name, and a warning with an empty list
    for one that was only listed. Only clusters say whether an answer is partial; for other services give O(previous).
  - Every entry of an answer comes out. One that no rule can be made of is in RV(outbound_dependencies[].refused) with
    the reason, and what O(include_optional) or O(regions) leave out is in RV(outbound_dependencies[].left_out).
  - Where several of the resources that were asked for fail, the message has a sentence about each of them.
  - The service answers for clusters that are not injected into a virtual network, too. Their traffic never meets a
    firewall of yours; V(injected) in the result tells.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  name:
    description:
      - The cluster, as a name in O(resource_group), a resource id, or a dictionary with C(name), C(resource_group) and
        C(subscription_id). The id of a resource of any other service that is read here serves as well, and so does a
        list of such ids. Not given means every cluster of O(resource_group), or of the subscription.
      - An empty list gives an empty result.
    type: raw
    aliases: [cluster]
  resource_group:
    description: Resource group of the cluster; not needed with a resource id.
    type: str
  resource_type:
    description:
      - What a name is the name of, and what is listed where O(name) is not given; clusters if not given. One of
        V(Microsoft.Kusto/clusters), V(Microsoft.ContainerService/managedClusters), V(Microsoft.ApiManagement/service),
        V(Microsoft.Batch/batchAccounts), V(Microsoft.Databricks/workspaces),
        V(Microsoft.MachineLearningServices/workspaces), V(Microsoft.Sql/managedInstances) and
        V(Microsoft.DevCenter/networkConnections).
    type: str
  api_version:
    description:
      - Version of the service's interface to ask with; the newest that this collection knows if not given. For clusters
        that is V(2025-02-14), and V(2021-01-01) is the one that the documentation page used. Where the service does not
        have it, the newest older one that this collection knows is taken, with a warning.
    type: str
  include_optional:
    description:
      - Whether to keep what only some need, by the service's own word for it; if not, it is listed in
        RV(outbound_dependencies[].left_out). For Azure Kubernetes Service these are the categories V(gpu) and
        V(windows) and those that end with C(-optional), for Microsoft Dev Box the one that ends with C(Optional).
    type: bool
    default: false
  regions:
    description:
      - Keep only what the service says is of these regions, and what is global or of no region. V(own) stands for the
        regions of the resource itself. Only API Management says regions. An instance in several of them needs what is
        of its first region in the others, too.
    type: list
    elements: str
  previous:
    description:
      - RV(outbound_dependencies) of an earlier run. A category that an answer had then and lacks now is a warning,
        since most services do not say whether an answer is whole.
    type: list
    elements: dict
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

- name: Read what resources of other services must reach, with what only some of them need
  adx.outbound.outbound_dependencies_info:
    name: "{{ ids_of_aks_clusters_and_batch_accounts | default([]) }}"
    include_optional: true
    previous: "{{ last_time.outbound_dependencies | default([]) }}"
  register: of_others

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
  description: One entry per cluster, or per resource of another service.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Resource id of the cluster or resource.
      type: str
      returned: success
    name:
      description: Name of it.
      type: str
      returned: success
      sample: telemetry
    resource_group:
      description: Resource group of it.
      type: str
      returned: success
    subscription_id:
      description: Subscription of it.
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
      description: State of it; empty for a service whose resources have none.
      type: str
      returned: success
      sample: Running
    provisioning_state:
      description: State of its last change.
      type: str
      returned: success
      sample: Succeeded
    sku:
      description: Size or tier; of a cluster C(name), C(tier) and C(capacity).
      type: dict
      returned: success
      sample: {name: Standard_E8ads_v5, tier: Standard, capacity: 2}
    tags:
      description: Its tags.
      type: dict
      returned: success
    injected:
      description: Whether it lives in a virtual network of yours; none where that is not known.
      type: bool
      returned: success
    subnet_id:
      description: Resource id of the subnet of an injected cluster, or of a resource that has one subnet.
      type: str
      returned: success
    public_ip_ids:
      description: Resource ids of the public addresses of an injected cluster, none of other services.
      type: list
      elements: str
      returned: success
    dependencies:
      description: What it must reach, in the order of the answer, without repeats.
      type: list
      elements: dict
      returned: success
      contains:
        category:
          description: The service's word for the group; of clusters taken from the id, which never changes.
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
          description:
            - What the service says, which may be V(UDP). Where it says none, V(Https) for 443, V(Http) for 80, V(TCP)
              for any other port.
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
        region:
          description: Region that the service says of the entry, or V(Global).
          type: str
          returned: success
          sample: westus
        description:
          description: What the service says of the entry, such as which pools of Batch need it.
          type: str
          returned: when the service says something
          sample: Applicable to all Azure Batch pools.
        resource_type:
          description: Type of the resource that must reach it, for files and rules that are made of such entries.
          type: str
          returned: for other services than Azure Data Explorer
          sample: Microsoft.Batch/batchAccounts
    resource_type:
      description: Type of the resource.
      type: str
      returned: success
      sample: Microsoft.ContainerService/managedClusters
    service:
      description: Name of the service.
      type: str
      returned: success
      sample: Azure Kubernetes Service
    subnet_ids:
      description: Resource ids of the subnets in which the resource or its parts are known to live.
      type: list
      elements: str
      returned: success
    subnets_unknown:
      description: What could not be read about subnets, in sentences. While there is one, there may be further subnets.
      type: list
      elements: str
      returned: success
      sample: ["The pools of the Batch account were not read."]
    subnets_elsewhere:
      description: Parts that are known to be in no network of yours, in sentences.
      type: list
      elements: str
      returned: success
    callers:
      description:
        - Who connects to the resource from outside. The answers have to go past a firewall, so the addresses of the tag
          need routes to the internet.
      type: list
      elements: dict
      returned: success
      contains:
        service_tag:
          description: Service tag.
          type: str
          returned: success
          sample: ApiManagement
        ports:
          description: Ports that it connects to.
          type: list
          elements: int
          returned: success
          sample: [3443]
        regional:
          description: Whether the tag is followed by a dot and the region.
          type: bool
          returned: success
    callers_unknown:
      description: Who else may connect to it, in sentences.
      type: list
      elements: str
      returned: success
    report_only:
      description: Whether rules and routes of its subnet are the service's own to write.
      type: bool
      returned: success
    known_gaps:
      description: What is known to be missing or wrong in answers of the service.
      type: list
      elements: dict
      returned: success
      contains:
        sentence:
          description: What is known.
          type: str
          returned: success
        source:
          description: Where it is published.
          type: str
          returned: success
          sample: azure-docs issue 116239
    never_written:
      description: What has to be left alone where the service lives.
      type: list
      elements: dict
      returned: success
      contains:
        sentence:
          description: What is known.
          type: str
          returned: success
        source:
          description: Where it is published.
          type: str
          returned: success
          sample: azure-docs issue 116239
    categories:
      description: All categories of the answer, in its order.
      type: list
      elements: str
      returned: success
    refused:
      description: Entries that no rule can be made of.
      type: list
      elements: dict
      returned: success
      contains:
        category:
          description: Category.
          type: str
          returned: success
        raw:
          description: What the service named.
          type: str
          returned: success
        reason:
          description: Why not, in a sentence.
          type: str
          returned: success
          sample: Category images names 'a.example.com' without a port, so no rule can be made for it.
    left_out:
      description: Entries that were left out by O(include_optional) or O(regions).
      type: list
      elements: dict
      returned: success
      contains:
        category:
          description: Category.
          type: str
          returned: success
        raw:
          description: What the service named.
          type: str
          returned: success
        port:
          description: Port as the service gave it.
          type: str
          returned: success
        region:
          description: Region of the entry, empty where it says none.
          type: str
          returned: success
        why:
          description: V(optional) or V(region).
          type: str
          returned: success
    too_wide:
      description: Wildcards that names of other customers match, so that a rule for one lets data out to anybody's.
      type: list
      elements: str
      returned: success
      sample: ["*.blob.core.windows.net"]
    unresolvable:
      description: Wildcards that need a network rule, which takes none.
      type: list
      elements: str
      returned: success
      sample: ["*.azmk8s.io:9000"]
    complete:
      description:
        - True where the service says that its answer is whole and all of it could be read, false where something was
          refused or nothing could be had, none where the service does not say.
      type: bool
      returned: success
"""

from functools import partial

from ..module_utils._arm.read import services as reading
from ..module_utils._arm.wire import in_parallel
from ..module_utils._arm.wire.errors import ArmError
from ..module_utils._glue import arguments, queries, runner
from ..module_utils._plan.needs import service_results, service_subnets, services
from ..module_utils._plan.needs.service_results import Resource
from ..module_utils._plan.values import names, resource_ids
from ..module_utils._plan.values.errors import PlanError

SPEC = arguments.compose(
    "azure",
    timeout=120,
    name={"type": "raw", "aliases": ["cluster"]},
    resource_group={"type": "str"},
    resource_type={"type": "str"},
    api_version={"type": "str"},
    include_optional={"type": "bool", "default": False},
    regions={"type": "list", "elements": "str"},
    previous={"type": "list", "elements": "dict"},
    query={"type": "str"},
)


def resource_of(task, reader, document):
    """Return a resource with its parts, and what to warn of: one whose parts could not be read is open about its
    subnets.
    """
    found = Resource(reader.service, document)
    try:
        return Resource(reader.service, document, task.patience.read(lambda: reader.children(found.id))), []
    except ArmError as error:
        what = error.of_reading(f"what {reader.service.children} {found.id.described()} has")
        return Resource(reader.service, document, None), [f"{what}, so it may be in subnets that are not named here."]


def described(task, reader, earlier, document):
    """Return the facts of one resource with its dependencies, and what to warn of."""
    service_subnets.require_supported(reader.service, document)
    items = task.patience.read(lambda: reader.dependencies(Resource(reader.service, document).id))
    resource, told = resource_of(task, reader, document)
    chosen = {"include_optional": task.params["include_optional"], "regions": task.params["regions"] or ()}
    answer = resource.read(items, **chosen)
    facts = {**resource.as_option(), **service_results.answered(reader.service, answer)}
    before = earlier.get(resource_ids.key(resource.id), ())
    return facts, [*told, *service_results.warnings(resource, answer, before, chosen["regions"])]


def described_by_id(task, readers, earlier, id_):
    """The same of one that was asked for."""
    reader = readers[id_.type]
    return described(task, reader, earlier, task.patience.read(lambda: reader.resource(id_)))


def all_of(endings):
    """Return what each of them gave; raise for those that ended with an error, with a sentence about each."""
    errors = [error for _found, error in endings if error]
    if len(errors) == 1:
        raise errors[0]
    if errors:
        codes = {error.code or "" for error in errors}
        told = " ".join(dict.fromkeys(str(error) for error in errors))
        raise PlanError(f"{len(errors)} of {len(endings)} failed. {told}", codes.pop() if len(codes) == 1 else "")
    return [found for found, _error in endings]


def named(task, earlier, ids):
    """Return those that were asked for; what one of them lacks is a failure."""
    service_of = {id_.type: services.of(id_.type) for id_ in ids}
    version = task.params["api_version"] or None
    if version and len(service_of) > 1:
        raise PlanError("An api-version is that of one service, so resources of several cannot be read with it.")
    readers = {type_: reading.reader(task.session.http, service, version) for type_, service in service_of.items()}
    return all_of(in_parallel.each(partial(described_by_id, task, readers, earlier), ids))


def listed(task, earlier, service, group):
    """Return all there are; what one of them lacks is a warning, no reason to fail for all."""
    reader = reading.reader(task.session.http, service, task.params["api_version"] or None)
    subscription = task.subscription()
    documents = task.patience.read(lambda: reader.resources(subscription, group))
    endings = in_parallel.each(partial(described, task, reader, earlier), documents)
    return [
        (lacking(service, document), [str(error)]) if error else found
        for document, (found, error) in zip(documents, endings, strict=True)
    ]


def lacking(service, document):
    """The facts of a resource whose answer could not be had."""
    parts = None if service.children else ()
    return {**Resource(service, document, parts).as_option(), **service_results.answered(service, None)}


def id_of(task, value):
    """Return the resource that a value of the option is: an id says its type itself."""
    wanted = task.params["resource_type"]
    given = value.get("id") if isinstance(value, dict) else value
    is_id = isinstance(given, str) and given.strip().startswith("/")
    type_ = services.of(wanted or (resource_ids.parse(given).type if is_id else resource_ids.CLUSTER)).type
    group = task.params["resource_group"]
    return resource_ids.resolve(value, type_, subscription=task.subscription, resource_group=group)


def ensure(task):
    """Read those that are named, or all there are."""
    search = queries.search(task.params["query"])
    group = names.checked_group(task.params["resource_group"]) if task.params["resource_group"] else None
    earlier = service_results.earlier_categories(task.params["previous"] or ())
    asked = task.params["name"]
    if asked or isinstance(asked, list):
        values = asked if isinstance(asked, list) else [asked]
        ids = all_of(in_parallel.each(partial(id_of, task), values, at_once=1))
        read = named(task, earlier, list({resource_ids.key(id_): id_ for id_ in ids}.values())) if ids else []
    else:
        read = listed(task, earlier, services.of(task.params["resource_type"] or resource_ids.CLUSTER), group)
    for sentence in (sentence for _facts, told in read for sentence in told):
        task.warn(sentence)
    found = [facts for facts, _told in read]
    result = {"changed": False, "outbound_dependencies": found}
    return {**result, "query_result": search(found)} if search else result


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
