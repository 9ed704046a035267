# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error as the one sentence a person gets to see."""

from __future__ import annotations

from ansible.module_utils.basic import missing_required_lib

from .._arm.wire.errors import ArmError
from .._plan.values.errors import PlanError, Unexpected

_PACKAGES = {"azure.identity": "azure-identity", "azure.core": "azure-identity", "azure.mgmt": "azure-mgmt-network"}


def sentence(error: Exception) -> str:
    """Return what to say of an error: its own words, the missing library, or where a fault of ours happened."""
    if isinstance(error, (ArmError, PlanError)):
        return str(error)
    if isinstance(error, ImportError):
        return str(missing_required_lib(_package(error)))
    return str(Unexpected(error))


def _package(error: ImportError) -> str:
    name = str(error.name or error)
    return next((package for start, package in _PACKAGES.items() if name.startswith(start)), name)
