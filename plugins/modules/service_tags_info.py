#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: service_tags_info
short_description: Read the prefixes of Azure's service tags
description:
  - Asks the Service Tag Discovery API of a region which prefixes a service tag stands for today. Firewalls that are not
    Azure's know no service tags; the filter P(adx.outbound.appliance_export#filter) takes the result.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  location:
    description: The region that is asked. All of a cloud give the same prefixes.
    type: str
    required: true
  names:
    description: The tags that are wanted, all of them when none is named, which are some megabytes.
    type: list
    elements: str
    default: []
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
  - plugin: adx.outbound.appliance_export
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read what two tags stand for
  adx.outbound.service_tags_info:
    location: West US
    names: [AzureMonitor, EventHub]
  register: tags

- name: Show which state of them it is
  ansible.builtin.debug:
    var: tags.service_tags.changeNumber
"""

RETURN = r"""
service_tags:
  description:
    - The answer of the service, in its own shape, with the tags that were asked for.
    - Beside the members below, C(values) is the list of the tags, each with C(name) and C(properties), where
      C(addressPrefixes) are. A template reads it as C(service_tags['values']), since a dictionary has a method of that
      name.
  returned: success
  type: dict
  contains:
    changeNumber:
      description: Which state of the tags it is; it grows with every change.
      type: str
      returned: success
      sample: "63"
    cloud:
      description: Name of the cloud.
      type: str
      returned: success
      sample: Public
"""

from ..module_utils._arm.read import service_tags
from ..module_utils._glue import arguments, runner
from ..module_utils._plan.values.errors import PlanError
from ..module_utils._plan.values.regions import location_of

SPEC = arguments.compose(
    "azure",
    timeout=120,
    location={"type": "str", "required": True},
    names={"type": "list", "elements": "str", "default": []},
)


def ensure(task):
    """Read the tags of a region and keep those that are wanted."""
    region = location_of(task.params["location"])
    if not region.isalnum():
        raise PlanError(f"location is {task.params['location']!r}, which is no region.")
    wanted = {name.lower(): name for name in arguments.texts(task.params["names"])}
    subscription = task.subscription()
    document = task.patience.read(lambda: service_tags.read(task.session.http, subscription, region))
    if not wanted:
        return {"changed": False, "service_tags": document}
    values = [item for item in document["values"] if str(item.get("name")).lower() in wanted]
    missing = [wanted[key] for key in wanted.keys() - {str(item["name"]).lower() for item in values}]
    if missing:
        raise PlanError(f"The service tags of {region} have no {', '.join(sorted(missing))}; look at their spelling.")
    return {"changed": False, "service_tags": {**document, "values": values}}


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
