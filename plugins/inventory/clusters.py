# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
name: clusters
short_description: Azure Data Explorer clusters as hosts
description:
  - Lists the Azure Data Explorer (ADX, Kusto) clusters of many subscriptions, each a host with its facts as variables.
  - Each subscription is one listing, and several are read at a time with one token. A subscription that cannot be read
    is told by a warning; the clusters of the others are there all the same.
  - A host is named C(NAME.REGION), the beginning of the cluster's address, since names are unique per region only.
  - Host variables are C(adx_id), C(adx_name), C(adx_resource_group), C(adx_subscription_id), C(adx_location) (as the
    service spells it), C(adx_region) (lower case without blanks), C(adx_state), C(adx_provisioning_state), C(adx_sku)
    with C(name), C(tier) and C(capacity), C(adx_tags), C(adx_injected), C(adx_subnet_id), C(adx_public_ip_ids) and
    C(adx_delegated), which is none unless O(read_subnets) is set.
  - The file of the source has a name that ends in C(adx_clusters.yml) or C(adx_clusters.yaml).
  - A value in the file may be a template, such as one that looks up an environment variable a custom credential type
    of AWX sets. Options that hold expressions over a host are no templates.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  plugin:
    description: Marks the file as a source of this plugin.
    type: str
    required: true
    choices: [adx.outbound.clusters]
  subscriptions:
    description:
      - Ids of the subscriptions to list. Not given means O(subscription_id), and without that every subscription the
        login can see.
    type: list
    elements: str
    default: []
  subscription_id:
    description:
      - The one subscription to list. The environment variable E(AZURE_SUBSCRIPTION_ID) does not narrow the listing,
        since AWX always sets it.
    type: str
  include_resource_groups:
    description: Only clusters in these resource groups, whatever the case of their names. Not given means all.
    type: list
    elements: str
    default: []
  exclude_resource_groups:
    description: No clusters in these resource groups.
    type: list
    elements: str
    default: []
  filter:
    description:
      - A JMESPath expression over the list of clusters that gives those to keep. Each is a dictionary of the facts
        above without the prefix C(adx_).
    type: str
  hostnames:
    description:
      - Jinja2 expressions over the host variables, in order of precedence, that name the host. The first that gives
        something counts; C(NAME.REGION) where none does. Two clusters of one name are an error.
    type: list
    elements: str
    default: []
  read_subnets:
    description:
      - Find out for every injected cluster whether its subnet is delegated to Data Explorer, whose service then keeps
        the routes itself. This costs one listing of virtual networks for each subscription such subnets are in, which
        may be long, and needs the right C(Microsoft.Network/virtualNetworks/read).
    type: bool
    default: false
  fail_on_unreadable:
    description:
      - Fail when anything cannot be read, where a warning is the rule. It is always a failure when no subscription
        can be read.
    type: bool
    default: false
  timeout:
    description: Seconds to go on trying when the service is busy.
    type: int
    default: 120
notes:
  - What is cached is the clusters that were listed, before O(filter) and everything after it, so that these may change
    without a new listing. Another login, another cloud and other O(subscriptions) have entries of their own. A listing
    that is not complete is never cached.
  - A cached inventory contacts nobody, the login included.
extends_documentation_fragment:
  - adx.outbound.azure
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
seealso:
  - module: adx.outbound.outbound_dependencies_info
"""

EXAMPLES = r"""
# all.adx_clusters.yml: every cluster the login can see
plugin: adx.outbound.clusters

---
# production.adx_clusters.yml: injected clusters of two subscriptions, grouped
plugin: adx.outbound.clusters
subscriptions:
  - 11111111-2222-3333-4444-555555555555
  - 22222222-3333-4444-5555-666666666666
exclude_resource_groups: [rg-sandbox]
filter: "[?injected && state == 'Running']"
keyed_groups:
  - {key: adx_region, prefix: region}
  - {key: adx_tags.team | default('nobody'), prefix: team}
groups:
  adx: true
  delegated: adx_delegated
compose:
  ansible_connection: "'local'"
  egress_cluster: adx_id
read_subnets: true
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/ansible

---
# tenant.adx_clusters.yml: subscriptions and login from the variables a credential of AWX sets
plugin: adx.outbound.clusters
subscriptions: "{{ lookup('ansible.builtin.env', 'ADX_SUBSCRIPTIONS') }}"
secret: "{{ lookup('ansible.builtin.env', 'ADX_READER_SECRET') }}"
fail_on_unreadable: true
"""

import hashlib
import json

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils._arm.login.secrets import Secrets
from ..module_utils._arm.read.subscriptions import discover
from ..module_utils._arm.wire.patience import Patience
from ..module_utils._glue import failures, queries, sessions
from ..module_utils._glue.arguments import texts
from ..module_utils._plan.fleet.inventory import chosen, host_name, host_variables, hosts, require_members, within
from ..module_utils._plan.values.errors import PlanError
from ..module_utils._plan.values.printable import printable, printable_lines
from ..module_utils._plan.values.version import VERSION
from ..plugin_utils._templates import filled, literal


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Puts clusters into the inventory."""

    NAME = "adx.outbound.clusters"

    def __init__(self):
        super().__init__()
        self._secrets = Secrets()

    def verify_file(self, path):
        """Return whether the file has a name of ours."""
        return super().verify_file(path) and path.endswith(("adx_clusters.yml", "adx_clusters.yaml"))

    def set_options(self, task_keys=None, var_options=None, direct=None):
        """Take the options of the file with their templates filled in."""
        given = filled(self.templar, direct) if direct else direct
        super().set_options(task_keys=task_keys, var_options=var_options, direct=given)

    def parse(self, inventory, loader, path, cache=True):
        """Add a host for every cluster that is wanted."""
        super().parse(inventory, loader, path, cache)
        try:
            self._refuse_unknown(self._read_config_data(path))
            search = queries.search(self.get_option("filter"), "filter")
            groups = [texts(self.get_option(f"{verb}_resource_groups")) for verb in ("include", "exclude")]
            clusters = within(self._clusters(path, cache), *groups)
            require_members(queries.asked_of_each(self.get_option("filter")), clusters)
            wanted = chosen(clusters, search(clusters)) if search else clusters
            for name, variables in hosts((self._host_name(one), one) for one in wanted).items():
                self._add(name, literal(variables))
        except AnsibleError as error:
            said = self._secrets.masked(printable_lines(error))
            if said == str(error):
                raise
            raise AnsibleParserError(said) from None  # it quotes what a tag says
        except Exception as error:
            sentence = self._secrets.masked(failures.in_words_of(failures.sentence(error)))
            raise AnsibleParserError(sentence) from None  # a sentence and no traceback

    def _refuse_unknown(self, given):
        """A misspelt filter would let everything through."""
        unknown = sorted(set(given) - set(self._options))
        if unknown:
            raise PlanError(f"{self.NAME} has no option {' or '.join(unknown)}.")

    def _clusters(self, path, may_use_cache):
        """Return the facts of all clusters, from the cache where it may be used and knows them."""
        login = sessions.resolve(self.get_options(), self._secrets)
        subscriptions = texts(self.get_option("subscriptions")) or texts([self.get_option("subscription_id") or ""])
        key = self._entry(path, login, subscriptions)
        known = self._cache.get(key) if key and may_use_cache else None
        if known is not None:
            return known
        found = self._discover(login, subscriptions)
        if key:
            # An incomplete listing is not worth remembering, and an earlier one is no longer true.
            self._cache[key] = None if found.unread else list(found.clusters)
        return found.clusters

    def _entry(self, path, login, subscriptions):
        """Return the key in the cache of what this login is going to see; None when nothing is cached."""
        if not self.get_option("cache"):
            return None
        told = [VERSION, login.who, subscriptions, self.get_option("read_subnets")]
        return f"{self.get_cache_key(path)}_{hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]}"

    def _discover(self, login, subscriptions):
        timeout = self.get_option("timeout")
        session = sessions.log_in(login, timeout, self.display.warning, self._secrets)
        with_subnets = self.get_option("read_subnets")
        found = discover(session, Patience(timeout), subscriptions, with_subnets=with_subnets)
        if found.unread and (self.get_option("fail_on_unreadable") or not found.read):
            raise PlanError(" ".join(found.unread))
        for sentence in filter(None, (*found.unread, session.versions.told)):
            self.display.warning(printable(self._secrets.masked(sentence)))
        return found

    def _host_name(self, cluster):
        for expression in self.get_option("hostnames"):
            try:
                name = self._compose(expression, literal(host_variables(cluster)))
            except Exception as error:
                if self.get_option("strict"):
                    raise PlanError(f"hostnames: {expression} fails for {cluster['id']}: {error}") from error
                continue
            if name:
                return str(name)
        return host_name(cluster)

    def _add(self, name, variables):
        strict = self.get_option("strict")
        self.inventory.add_host(name)
        for variable, value in variables.items():
            self.inventory.set_variable(name, variable, value)
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)
