# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error as the one sentence a person gets to see."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping

from ansible.module_utils.basic import missing_required_lib

from .._arm.login.login_names import VARIABLES
from .._arm.wire.errors import ArmError
from .._plan.values import option_names
from .._plan.values.errors import PlanError, Unexpected

_PACKAGES = {"azure.identity": "azure-identity", "azure.core": "azure-identity", "azure.mgmt": "azure-mgmt-network"}

_BOTH_WAYS = {option: f"{option} ({names[0]})" for option, names in VARIABLES.items()}
_OUTSIDE = {option: names[0] for option, names in VARIABLES.items() if option != "auth_source"}


def sentence(error: Exception) -> str:
    """Return what to say of an error: its own words, the missing library, or where a fault of ours happened."""
    if isinstance(error, (ArmError, PlanError)):
        return str(error)
    if isinstance(error, ImportError):
        package = _package(error)
        told = missing_required_lib(package)
        return f"{told} Install it there with: {shlex.quote(sys.executable)} -m pip install {package}"
    return str(Unexpected(error))


def in_words_of(
    sentence: str,
    prefix: str = "",
    variables: Mapping[str, str] | None = None,
    members: Mapping[str, str] | None = None,
) -> str:
    """The sentence with its options named as the reader has them: in a module as options, those of the login also as
    environment variables; with a prefix as variables, of which the login has but one. `variables` are those that are
    not called as their option is, `members` those that stand in the dictionary of another option.
    """
    inside = {name: f"{prefix}{option}.{name}" for name, option in (members or {}).items()}
    if not prefix:
        return option_names.shown(sentence, "", {**_BOTH_WAYS, **inside})
    own = {option: f"{prefix}{name}" for option, name in (variables or {}).items()}
    return option_names.shown(sentence, prefix, {**_OUTSIDE, **own, **inside})


def _package(error: ImportError) -> str:
    name = str(error.name or error)
    return next((package for start, package in _PACKAGES.items() if name.startswith(start)), name)
