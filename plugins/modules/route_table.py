#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: route_table
short_description: Manage a set of routes in a route table
description:
  - Brings a set of routes into a route table with one write, and leaves every other route, tag and property of the
    table as it is.
  - Routes are compared by their address prefix. A route with the same prefix and next hop counts as present whatever
    its name; with another next hop it is corrected when it has the wanted name, or both have a name as the role gives
    it, else it is an error that names it.
  - Creates the table when O(create=true), tagged C(adx.outbound=created). Only a table with that tag is ever deleted,
    and only when no route of anybody else is in it and no subnet uses it.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  name:
    description:
      - The route table, as a name in O(resource_group), a resource id, or a dictionary with C(name), C(resource_group)
        and C(subscription_id).
    type: raw
    required: true
  resource_group:
    description: Resource group of the table; not needed with a resource id.
    type: str
  append_tags:
    description:
      - V(true) merges O(tags) over the tags that are there, V(false) puts them in their place.
    type: bool
    default: true
  routes:
    description: The routes that are ours.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the route; 1 to 80 letters, digits, C(_), C(.), C(-).
        type: str
        required: true
      address_prefix:
        description: A network in CIDR notation, or a service tag.
        type: str
        required: true
      next_hop_type:
        description: Where the traffic goes; snake case, as azure.azcollection spells it, is taken as well.
        type: str
        required: true
      next_hop_ip_address:
        description: The address of the appliance, with next hop type C(VirtualAppliance) and only with it.
        type: str
  unwanted_routes:
    description:
      - With O(state=present), routes that go in the same write. One goes only when name, prefix and next hop are the
        ones given here.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the route.
        type: str
        required: true
      address_prefix:
        description: A network in CIDR notation, or a service tag.
        type: str
        required: true
      next_hop_type:
        description: Where the traffic goes.
        type: str
        required: true
      next_hop_ip_address:
        description: The address of the appliance, with next hop type C(VirtualAppliance) and only with it.
        type: str
  create:
    description: Create the table when it is not there. Otherwise a missing table is an error.
    type: bool
    default: false
  location:
    description: Region of a table that is created; the region of the resource group when not given.
    type: str
  timeout:
    description: Seconds within which everything has to be done, waiting for other people's operations included.
    type: int
    default: 600
attributes:
  action_group:
    support: full
extends_documentation_fragment:
  - adx.outbound.azure
  - adx.outbound.tags
  - adx.outbound.state
  - adx.outbound.backup
  - adx.outbound.approval
  - adx.outbound.attributes
  - adx.outbound.attributes.writer
seealso:
  - module: adx.outbound.subnet_route_table_association
  - plugin: adx.outbound.management_routes
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Route the documented management address past the firewall
  adx.outbound.route_table:
    name: rt-spoke
    resource_group: rg-spoke
    routes:
      - name: ADX_Management
        address_prefix: 13.64.38.225/32
        next_hop_type: Internet

- name: The same for a whole region, with the lists from the documentation
  adx.outbound.route_table:
    name: rt-spoke
    resource_group: rg-spoke
    routes: "{{ lookup('adx.outbound.documented_requirements', 'West US') | adx.outbound.management_routes }}"
"""

RETURN = r"""
backup_file:
  description: The file with the resource as it was.
  returned: when O(backup) is given and something was written
  type: str
  sample: /var/lib/adx/20261125T170000.000000Z-routeTables-rt-spoke.json
id:
  description: Resource id of the table.
  returned: success
  type: str
  sample: >-
    /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-spoke/providers/Microsoft.Network/routeTables/rt-spoke
state:
  description: The routes that are ours, as they are after the run, or as they would be in check mode.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the table.
      type: str
      returned: success
      sample: rt-spoke
    resource_group:
      description: Resource group of the table.
      type: str
      returned: success
      sample: rg-spoke
    location:
      description: Region of the table; none when there is no table.
      type: str
      returned: success
      sample: westus
    tags:
      description: Tags of the table.
      type: dict
      returned: success
      sample: {"adx.outbound": "created"}
    routes:
      description: The routes in the shape and order of O(routes).
      type: list
      elements: dict
      returned: success
"""

from ..module_utils._arm.write import resources
from ..module_utils._glue import arguments, runner
from ..module_utils._plan.documents import backups, route_tables, routes, text
from ..module_utils._plan.lockdown import approval
from ..module_utils._plan.values import resource_ids, tags
from ..module_utils._plan.values.errors import PlanError
from ..module_utils._plan.values.regions import location_of

ROUTES = {
    "type": "list",
    "elements": "dict",
    "default": [],
    "options": {
        "name": {"type": "str", "required": True},
        "address_prefix": {"type": "str", "required": True},
        "next_hop_type": {"type": "str", "required": True},
        "next_hop_ip_address": {"type": "str"},
    },
}
SPEC = arguments.compose(
    "azure",
    "tags",
    "state",
    "backup",
    "approval",
    timeout=600,
    name={"type": "raw", "required": True},
    resource_group={"type": "str"},
    routes=ROUTES,
    unwanted_routes=ROUTES,
    create={"type": "bool", "default": False},
    location={"type": "str"},
    append_tags={"type": "bool", "default": True},
)


def found_or_new(task, table, situation):
    """Return the table that is there, or the one to create."""
    if situation.document is not None:
        return situation.document
    if not task.params["create"]:
        raise PlanError(f"There is no {table.described()}; set O(create): true to have it made.")
    location = task.params["location"] or task.patience.read(lambda: task.session.group_location(table))
    return route_tables.new_table(location_of(location))


def resource_of(task, table):
    """The table, and where its routes go with the subnets that would keep it."""
    if task.params["state"] == "present":
        return resources.table(task.session, task.patience, table)
    return resources.table_with_users(task.session, task.patience, table)


def ensure(task):
    """Bring the wanted routes into the table, or ours out of it."""
    is_present = task.params["state"] == "present"
    wanted = [routes.from_option(option) for option in task.params["routes"]]
    unwanted = [routes.from_option(option) for option in task.params["unwanted_routes"]] if is_present else []
    routes.require_distinct(wanted)
    wanted_tags = tags.from_option(task.params["tags"])
    table = task.resource_id("name", resource_ids.ROUTE_TABLE)

    def bring_or_take(situation):
        if not is_present:
            used = bool(situation.neighbours["subnets"])
            return situation.document and route_tables.removed(situation.document, wanted, in_use=used)
        document = found_or_new(task, table, situation)
        tagged = route_tables.with_tags(document, wanted_tags, append=task.params["append_tags"])
        return route_tables.present(tagged, wanted, unwanted)

    ours = [*wanted, *unwanted]

    def approvable(document):
        return route_tables.slice_of(document, ours, wanted_tags, append=task.params["append_tags"])

    change = task.approved(approval.Part.ROUTES, table, bring_or_take, approvable)
    done = task.reconcile(
        resource_of(task, table),
        change,
        lambda document: route_tables.view(document, ours),
        ours=backups.of_routes(ours),
    )
    state = done.after or {"location": None, "tags": {}, "routes": []}
    return {
        "changed": done.changed,
        "id": str(table),
        "state": {"name": table.name, "resource_group": table.resource_group, **state},
        "diff": runner.diff(text.route_table(done.before), text.route_table(done.after), table),
    }


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
