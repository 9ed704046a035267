# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Named blocks of options; a doc fragment of the same name describes each. compose() joins them to a spec."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Spec = dict[str, Any]

# Defaults are none, so that "given" and "not given" differ; the documented defaults are applied later.
AZURE: Spec = {
    "auth_source": {"type": "str", "choices": ["auto", "cli", "env"]},
    "subscription_id": {"type": "str"},
    "client_id": {"type": "str"},
    "secret": {"type": "str", "no_log": True},
    "tenant": {"type": "str"},
    "cloud_environment": {"type": "str"},
    "cert_validation_mode": {"type": "str", "choices": ["validate", "ignore"]},
    "disable_instance_discovery": {"type": "bool"},
}

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
            "kind": {"type": "str", "required": True, "choices": ["application", "network"]},
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
STATE: Spec = {"state": {"type": "str", "choices": ["present", "absent"], "default": "present"}}

_BLOCKS = {"azure": AZURE, "rule_collections": RULE_COLLECTIONS, "tags": TAGS, "state": STATE}


def texts(values: Iterable[str]) -> list[str]:
    """Clean a list of strings as surveys and `-e` hand it over: blanks around, empty entries, several in one."""
    pieces = [piece.strip() for value in values for piece in str(value).replace(",", "\n").splitlines()]
    return [piece for piece in pieces if piece]


def compose(*blocks: str, timeout: int, **own: Any) -> Spec:
    """Return the argument spec of a module: its own options, the named blocks, and the deadline in seconds."""
    spec: Spec = {"timeout": {"type": "int", "default": timeout}}
    for block in blocks:
        spec.update(_BLOCKS[block])
    return {**spec, **own}
