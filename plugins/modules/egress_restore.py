#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: egress_restore
short_description: Put a firewall, a group, a route table, a subnet or a cluster back as a backup has it
description:
  - Reads a file that a module of this collection made with its option C(backup), and puts back the part of the resource
    that the module owned, its rule collections, routes or association. What others have written since then stays.
  - With O(whole) the whole document is put back, and what others have written since then is lost; look at the diff in
    check mode first.
  - A resource that did not exist when the backup was made loses what was ours in it, and goes when nothing else is
    left. One that is gone since then is made again.
  - Of a cluster it is what restricts its outbound access, and nothing else. What would restrict access more than it is
    restricted now is refused, and M(adx.outbound.cluster_outbound_access) named, which looks first what is used.
  - The resource is written under its etag, after whatever runs on it has ended, like by any module of this collection.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  path:
    description: The backup file.
    type: path
    required: true
  whole:
    description: Put the whole document back instead of our part of it.
    type: bool
    default: false
  timeout:
    description: Seconds within which everything has to be done, waiting for other people's operations included.
    type: int
    default: 1800
attributes:
  action_group:
    support: full
extends_documentation_fragment:
  - adx.outbound.azure
  - adx.outbound.backup
  - adx.outbound.attributes
  - adx.outbound.attributes.writer
seealso:
  - module: adx.outbound.firewall_rule_collections
  - module: adx.outbound.route_table
"""

EXAMPLES = r"""
- name: Write a route, and keep the table as it was
  adx.outbound.route_table:
    name: rt-spoke
    resource_group: rg-spoke
    routes:
      - name: to-partner-lab
        address_prefix: 198.51.100.240/28
        next_hop_type: Internet
    backup: "{{ playbook_dir }}/kept"
  register: routed

- name: Put the table back
  adx.outbound.egress_restore:
    path: "{{ routed.backup_file }}"
  when: routed is changed
"""

RETURN = r"""
backup_file:
  description: The file with the resource as it was before it was put back.
  returned: when O(backup) is given and something was written
  type: str
  sample: /var/lib/adx/20261126T080000.000000Z-routeTables-rt-spoke.json
id:
  description: Resource id of what was put back.
  returned: success
  type: str
  sample: >-
    /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-spoke/providers/Microsoft.Network/routeTables/rt-spoke
state:
  description: What was compared and is there now, or would be in check mode.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the resource.
      type: str
      returned: success
      sample: rt-spoke
    restored:
      description: Our part of it, or the whole document without what the service alone writes; none when it is gone.
      type: raw
      returned: success
"""

import json
from dataclasses import replace

from ..module_utils._arm.write import resources
from ..module_utils._glue import arguments, runner
from ..module_utils._glue import backups as files
from ..module_utils._plan.documents import backups

SPEC = arguments.compose(
    "azure",
    "backup",
    timeout=1800,
    path={"type": "path", "required": True},
    whole={"type": "bool", "default": False},
)


def ensure(task):
    """Put the resource back."""
    saved, whole = files.read(task.params["path"]), task.params["whole"]
    resource = resources.of(task.session, task.patience, saved.id)
    done = task.reconcile(
        replace(resource, oldest=saved.api_version),
        lambda situation: backups.restored(saved, situation.document, whole=whole),
        lambda document: backups.view(saved, document, whole=whole),
        ours=saved.ours,
    )
    before, after = ("" if one is None else f"{json.dumps(one, indent=2)}\n" for one in (done.before, done.after))
    return {
        "changed": done.changed,
        "id": str(saved.id),
        "state": {"name": saved.id.name, "restored": done.after},
        "diff": runner.diff(before, after, saved.id),
    }


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
