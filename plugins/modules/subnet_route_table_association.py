#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: subnet_route_table_association
short_description: Associate a route table with a subnet, or take it off
description:
  - Sets the one property of a subnet that names its route table. Network security group, NAT gateway, delegations,
    service endpoints and whatever else the subnet has go back as they came.
  - A subnet that has another table is an error unless O(accept=other_table), since the subnet would lose the routes
    of that table.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  subnet_name:
    description:
      - The subnet, as a name in O(virtual_network_name), a resource id, or a dictionary with C(name),
        C(virtual_network_name), C(resource_group) and C(subscription_id).
    type: raw
    required: true
  virtual_network_name:
    description: The virtual network of the subnet; not needed with a resource id.
    type: str
    aliases: [virtual_network]
  resource_group:
    description: Resource group of the virtual network; not needed with a resource id.
    type: str
  route_table:
    description:
      - The route table, as a name in O(resource_group), a resource id, or a dictionary with C(name), C(resource_group)
        and C(subscription_id).
      - With O(state=absent) only this table is taken off; not given, any is. An empty name is refused.
    type: raw
  accept:
    description:
      - The risks that are taken in so many words. V(other_table) puts O(route_table) in the place of another table.
    type: list
    elements: str
    choices: [other_table]
    default: []
  timeout:
    description: Seconds within which everything has to be done, waiting for other people's operations included.
    type: int
    default: 600
attributes:
  action_group:
    support: full
extends_documentation_fragment:
  - adx.outbound.azure
  - adx.outbound.state
  - adx.outbound.backup
  - adx.outbound.approval
  - adx.outbound.attributes
  - adx.outbound.attributes.writer
seealso:
  - module: adx.outbound.route_table
"""

EXAMPLES = r"""
- name: Send the subnet's traffic by the table's routes
  adx.outbound.subnet_route_table_association:
    subnet_name: snet-adx
    virtual_network_name: vnet-spoke
    resource_group: rg-spoke
    route_table: rt-spoke

- name: Take that table off again
  adx.outbound.subnet_route_table_association:
    subnet_name: snet-adx
    virtual_network_name: vnet-spoke
    resource_group: rg-spoke
    route_table: rt-spoke
    state: absent
"""

RETURN = r"""
backup_file:
  description: The file with the resource as it was.
  returned: when O(backup) is given and something was written
  type: str
  sample: /var/lib/adx/20261125T170000.000000Z-routeTables-rt-spoke.json
id:
  description: Resource id of the subnet.
  returned: success
  type: str
state:
  description: The association, as it is after the run, or as it would be in check mode.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the subnet.
      type: str
      returned: success
      sample: snet-adx
    virtual_network_name:
      description: Name of the virtual network.
      type: str
      returned: success
      sample: vnet-spoke
    resource_group:
      description: Resource group of the virtual network.
      type: str
      returned: success
      sample: rg-spoke
    route_table:
      description: Resource id of the subnet's route table, or none.
      type: str
      returned: success
"""

from ..module_utils._arm.read.documents import read_or_none
from ..module_utils._arm.wire.errors import ArmError
from ..module_utils._arm.write import resources
from ..module_utils._glue import arguments, runner
from ..module_utils._plan.documents import subnets, text
from ..module_utils._plan.lockdown import approval
from ..module_utils._plan.lockdown.acceptance import OTHER_TABLE
from ..module_utils._plan.values import resource_ids
from ..module_utils._plan.values.errors import PlanError

SPEC = arguments.compose(
    "azure",
    "state",
    "backup",
    "approval",
    timeout=600,
    subnet_name={"type": "raw", "required": True},
    virtual_network_name={"type": "str", "aliases": ["virtual_network"]},
    resource_group={"type": "str"},
    route_table={"type": "raw"},
    accept={"type": "list", "elements": "str", "choices": [OTHER_TABLE], "default": []},
)


def change_of(task, subnet, table):
    """Return the pure change that is asked for."""
    instead = OTHER_TABLE in task.params["accept"]

    def present(situation):
        if situation.document is None:
            raise PlanError(f"There is no {subnet.described()}; this module does not create subnets.")
        return subnets.associated(situation.document, str(table), instead=instead)

    def absent(situation):
        return None if situation.document is None else subnets.dissociated(situation.document, table)

    return present if task.params["state"] == "present" else absent


def warn_of_missing_table(task, table):
    """A preview may name a table that an earlier task would create, or one that the login may not read."""
    try:
        found = task.patience.read(lambda: read_or_none(task.session, table))
    except ArmError:  # nothing but a warning hangs on it
        return
    if found is None:
        task.warn(f"There is no {table.described()} yet; an earlier task has to create it.")


def ensure(task):
    """Associate the table with the subnet, or take it off."""
    is_present, named = task.params["state"] == "present", task.params["route_table"]
    if is_present and not named:
        raise PlanError("O(route_table) is needed to associate one with a subnet.")
    if named is not None and not named:
        raise PlanError("O(route_table) is empty: name a table, or leave it out to take off whichever is there.")
    subnet = task.resource_id("subnet_name", resource_ids.SUBNET, parent=task.params["virtual_network_name"])
    table = task.resource_id("route_table", resource_ids.ROUTE_TABLE) if named else None
    resource = resources.subnet(task.session, task.patience, subnet)
    change = task.approved(approval.Part.SUBNET, subnet, change_of(task, subnet, table), subnets.view)
    done = task.reconcile(resource, change, subnets.view, also=[table] if table else [])
    if task.check_mode and done.changed and is_present:
        warn_of_missing_table(task, table)
    return {
        "changed": done.changed,
        "id": str(subnet),
        "state": {
            "name": subnet.name,
            "virtual_network_name": subnet.parent.name,
            "resource_group": subnet.resource_group,
            **(done.after or {"route_table": None}),
        },
        "diff": runner.diff(text.subnet(done.before), text.subnet(done.after), subnet),
    }


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
