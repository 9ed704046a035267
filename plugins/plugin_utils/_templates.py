# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of a source's owner are filled in, those of anybody else never. For the controller only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.utils.unsafe_proxy import wrap_var

# Expressions over the variables of a host, which are not there yet when options are read.
_PER_HOST = ("compose", "groups", "keyed_groups", "hostnames")


def filled(templar: Any, source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a source with their templates filled in.

    This has to come before types are looked at, or a template with a comma would be taken for a list.
    """
    return {name: value if name in _PER_HOST else _filled(templar, name, value) for name, value in source.items()}


def literal(value: Any) -> Any:
    """Return what a service said so that no template in it is ever run: whoever may tag a cluster is not trusted.

    ansible-core 2.19 and later need no mark. Before, it shows in the output of ansible-inventory, where AWX stumbles
    over it (community.hrobot, pull request 102), so only text that could be a template gets it.
    """
    if isinstance(value, Mapping):
        return {name: literal(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [literal(member) for member in value]
    return wrap_var(value) if isinstance(value, str) and "{" in value else value


def _filled(templar: Any, name: str, value: Any) -> Any:
    try:
        return templar.template(value)
    except AnsibleError as error:
        raise AnsibleParserError(f"The template of option {name} cannot be filled in: {error}") from error
