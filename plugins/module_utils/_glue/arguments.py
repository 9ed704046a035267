# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Named blocks of options; a doc fragment of the same name describes each. compose() joins them to a spec."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .._plan.check.findings import NEVER, Severity
from .._plan.documents.policies import DEFAULT_GROUP
from .._plan.documents.rule_collections import CollectionKind
from .._plan.documents.rule_ownership import DEFAULT_PRIORITY_BASE
from .._plan.lockdown.request import (
    DEFAULT_ROUTE_LIMIT,
    SUBNET_PREFIXES,
    Amqp,
    DefaultRoute,
    DocumentedNames,
    Management,
    NameSource,
    RoutesMode,
    Wildcards,
)
from .._plan.needs.documented import DEFAULT_EDITION
from .._plan.values.words import DesiredState, Word

Spec = dict[str, Any]


def values(words: Iterable[Word]) -> list[str]:
    """The texts of these words, as an option takes them."""
    return [word.value for word in words]


def one_of(words: type[Word], default: Word) -> Spec:
    """An option that takes one word of a group."""
    return {"type": "str", "choices": values(words), "default": default.value}


def fail_on(default: str) -> Spec:
    """The option that says from which severity on a finding fails the task."""
    return {"type": "str", "choices": [*values(Severity), NEVER], "default": default}


_API_PROFILES = ["latest", "2019-03-01-hybrid", "2018-03-01-hybrid", "2017-03-09-profile"]
# Defaults are none, so that "given" and "not given" differ; the documented defaults are applied later.
AZURE: Spec = {
    "auth_source": {"type": "str", "choices": ["auto", "cli", "credential_file", "env", "msi"]},
    "profile": {"type": "str"},
    "subscription_id": {"type": "str"},
    "client_id": {"type": "str"},
    "secret": {"type": "str", "no_log": True},
    "tenant": {"type": "str"},
    "ad_user": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "oidc_token": {"type": "str", "no_log": True},
    "oidc_token_file_path": {"type": "path", "no_log": True},
    "x509_certificate_path": {"type": "path", "no_log": True},
    "thumbprint": {"type": "str"},
    "cloud_environment": {"type": "str"},
    "adfs_authority_url": {"type": "str"},
    "cert_validation_mode": {"type": "str", "choices": ["validate", "ignore"]},
    "disable_instance_discovery": {"type": "bool"},
    "api_profile": {"type": "str", "choices": _API_PROFILES, "default": "latest"},
    "log_mode": {"type": "str"},
    "log_path": {"type": "path"},
}
REQUIRED_IF = [("log_mode", "file", ["log_path"])]  # as azure.azcollection has it, for the sake of the same playbooks

_RULE: Spec = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str"},
    "source_addresses": {"type": "list", "elements": "str"},
    "source_ip_groups": {"type": "list", "elements": "str"},
    "target_fqdns": {"type": "list", "elements": "str"},
    "fqdn_tags": {"type": "list", "elements": "str"},
    "protocols": {"type": "list", "elements": "raw"},
    "destination_addresses": {"type": "list", "elements": "str"},
    "destination_fqdns": {"type": "list", "elements": "str"},
    "destination_ip_groups": {"type": "list", "elements": "str"},
    "destination_ports": {"type": "list", "elements": "str"},
}
RULE_COLLECTIONS: Spec = {
    "rule_collections": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "name": {"type": "str", "required": True},
            "kind": {"type": "str", "required": True, "choices": values(CollectionKind)},
            "priority": {"type": "int"},
            "action": {"type": "str", "choices": ["allow", "deny"], "default": "allow"},
            "rules": {"type": "list", "elements": "dict", "default": [], "options": _RULE},
        },
    },
}
TAGS: Spec = {
    "tags": {"type": "dict"},
    "append_tags": {"type": "bool", "default": True},
}
APPROVAL: Spec = {"expect_plan": {"type": "str"}}
BACKUP: Spec = {"backup": {"type": "path"}}
STATE: Spec = {"state": one_of(DesiredState, DesiredState.PRESENT)}

PLACE: Spec = {
    "cluster": {"type": "raw", "required": True},
    "firewall": {"type": "raw"},
    "firewall_policy": {"type": "raw"},
    "appliance": {"type": "raw"},
    "resource_group": {"type": "str"},
    "subnet": {"type": "raw"},
}
NEEDS: Spec = {
    "edition": {"type": "str", "default": DEFAULT_EDITION},
    "sources": {"type": "list", "elements": "str", "default": values([NameSource.DOCUMENTED, NameSource.DISCOVERED])},
    "extra_dependencies": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {"fqdn": {"type": "str", "required": True}, "port": {"type": "int", "required": True}},
    },
    "wildcards": one_of(Wildcards, Wildcards.KEEP),
    "amqp": one_of(Amqp, Amqp.SERVICE_TAG),
    "documented_names": one_of(DocumentedNames, DocumentedNames.NONE),
    "source_addresses": {"type": "list", "elements": "str", "default": [SUBNET_PREFIXES]},
    "skip_addresses": {"type": "list", "elements": "str", "default": []},
}
LOCKDOWN: Spec = {
    "management": one_of(Management, Management.ADDRESSES),
    "routes": one_of(RoutesMode, RoutesMode.AUTO),
    "default_route": one_of(DefaultRoute, DefaultRoute.VERIFY),
    "route_limit": {"type": "int", "default": DEFAULT_ROUTE_LIMIT},
    "collection_prefix": {"type": "str", "default": "adx-"},
    "priority_base": {"type": "int", "default": DEFAULT_PRIORITY_BASE},
    "rule_collection_group": {"type": "str", "default": DEFAULT_GROUP},
    "group_priority": {"type": "int"},
    "max_removals": {"type": "int"},
    "additive": {"type": "bool", "default": False},
    "allow_not_injected": {"type": "bool", "default": False},
    "replace_existing": {"type": "bool", "default": False},
    "accept": {"type": "list", "elements": "str", "default": []},
}

_BLOCKS = {
    "azure": AZURE,
    "place": PLACE,
    "needs": NEEDS,
    "lockdown": LOCKDOWN,
    "rule_collections": RULE_COLLECTIONS,
    "tags": TAGS,
    "approval": APPROVAL,
    "state": STATE,
    "backup": BACKUP,
}


def texts(values: Sequence[str], default: Sequence[str] = ()) -> list[str]:
    """Clean a list of strings as surveys and `-e` hand it over: blanks around, empty entries, several in one.

    A list of nothing but blanks is a field that was left empty: the default.
    """
    pieces = [piece.strip() for value in values for piece in str(value).replace(",", "\n").splitlines()]
    return [piece for piece in pieces if piece] or list(default if values else ())


def compose(*blocks: str, timeout: int, **own: Any) -> Spec:
    """Return the argument spec of a module: its own options, the named blocks, and the deadline in seconds."""
    spec: Spec = {"timeout": {"type": "int", "default": timeout}}
    for block in blocks:
        spec.update(_BLOCKS[block])
    return {**spec, **own}
