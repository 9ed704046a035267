# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
name: documented_requirements
short_description: What Microsoft documented that an injected Azure Data Explorer cluster needs
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
description:
  - Returns, per region, the names, service-tag rules, management addresses and health monitoring addresses of one
    edition of the documentation page. It contacts nobody.
  - Virtual network injection was retired by 2025-02-01 and the page was removed on 2025-06-02. Nobody maintains these
    lists now; what is odd about an entry is said in its V(warnings).
options:
  _terms:
    description: Regions, as a display name (V(West US)) or a location (V(westus)).
    type: list
    elements: str
    required: true
  edition:
    description: Edition of the page, V(2024-07) or V(2021-07); the page's full date is taken as well.
    type: raw
    default: 2024-07
"""

EXAMPLES = r"""
- name: Show the management addresses of a region
  ansible.builtin.debug:
    msg: "{{ lookup('adx.outbound.documented_requirements', 'West US').management }}"
"""

RETURN = r"""
_raw:
  description: One entry per region.
  type: list
  elements: dict
  contains:
    region:
      description: Display name of the region.
      type: str
      sample: West US
    location:
      description: The region in lower case without blanks.
      type: str
      sample: westus
    cloud:
      description: Name of the cloud the region belongs to.
      type: str
      sample: AzureCloud
    edition:
      description: The edition.
      type: str
      sample: 2024-07
    dependencies:
      description: Names with port and protocol, in the shape M(adx.outbound.outbound_dependencies_info) returns.
      type: list
      elements: dict
    service_tag_rules:
      description: The network rule the page tells users of Azure Firewall to add.
      type: list
      elements: dict
    management:
      description: Management addresses.
      type: list
      elements: str
      sample: [13.64.38.225]
    health_monitoring:
      description: Health monitoring addresses; empty where none were published.
      type: list
      elements: str
    warnings:
      description: What a person should know about these lists.
      type: list
      elements: str
"""

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ..module_utils._plan.needs import documented
from ..module_utils._plan.values import option_names
from ..module_utils._plan.values.errors import PlanError


class LookupModule(LookupBase):
    """Hands the documented lists to playbooks."""

    def run(self, terms, variables=None, **kwargs):
        """Return the requirements of each region named; raise AnsibleLookupError for one the edition does not list."""
        self.set_options(var_options=variables, direct=kwargs)
        edition = self.get_option("edition")
        try:
            return [documented.requirements(str(term), edition).as_option() for term in terms]
        except PlanError as error:
            raise AnsibleLookupError(option_names.shown(str(error))) from error
