# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the names of rule collections begin with, by the service whose destinations they allow.

Teams share firewalls and policies, so this is how rules of one service are told from those of another.
"""

from __future__ import annotations

from .words import Word


class ServicePrefix(Word):
    """The first part of a collection's name, in lower case; a hyphen follows it."""

    DATA_EXPLORER = "adx"
    KUBERNETES = "aks"
    API_MANAGEMENT = "apim"
    BATCH = "batch"
    DATABRICKS = "databricks"
    MACHINE_LEARNING = "aml"
    SQL_MANAGED_INSTANCE = "sqlmi"
    DEV_CENTER = "devcenter"


def of(name: str) -> ServicePrefix | None:
    """The service that the name of a collection names, or a prefix of such names; None for any other name."""
    first, hyphen, _rest = name.lower().partition("-")
    found = next((one for one in ServicePrefix if one == first), None)
    return found if hyphen or name.lower() == found else None
