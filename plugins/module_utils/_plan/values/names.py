# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names as Azure takes them (documentation of Azure Resource Manager, naming rules and restrictions)."""

from __future__ import annotations

import re

from .errors import PlanError

# Of resources and of groups: the page on naming rules and restrictions for Azure resources.
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?")  # what all of Microsoft.Network has in common
_GROUP = re.compile(r"[\w().-]{0,89}[\w()-]")
_TYPE = re.compile(r"[A-Za-z0-9.]+(/[A-Za-z0-9._-]+)+")
_SUBSCRIPTION = re.compile(r"[A-Za-z0-9-]+")


def checked(text: str, where: str) -> str:
    """Read the name of a resource, or of a part of one; raise PlanError for one that Azure does not take."""
    if not _NAME.fullmatch(text):
        raise PlanError(
            f"{where} needs another name: letters, digits, '_', '.', '-', at most 80, beginning with a letter or digit."
        )
    return text


def checked_group(text: str) -> str:
    """Read the name of a resource group; raise PlanError in the same way."""
    if not _GROUP.fullmatch(text):
        raise PlanError(
            f"'{text}' is no name of a resource group: it takes letters, digits, '_', '.', '-', '(', ')', at most 90,"
            " and does not end in '.'."
        )
    return text


def checked_type(text: str) -> str:
    """Read the type of a resource; raise PlanError in the same way."""
    if not _TYPE.fullmatch(text):
        raise PlanError(f"'{text}' is no type of a resource: it looks like Microsoft.Network/routeTables.")
    return text


def checked_subscription(text: str) -> str:
    """Read the id of a subscription; raise PlanError in the same way."""
    if not _SUBSCRIPTION.fullmatch(text):
        raise PlanError(f"'{text}' is no subscription id: it takes letters, digits and '-'.")
    return text
