# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service tag document, kept under its own id and read through any location."""

from __future__ import annotations


def document_id(subscription):
    return f"/subscriptions/{subscription}/providers/Microsoft.Network/serviceTags/public"


def names(store):
    """Lower-case names of all known tags."""
    return {
        str(item.get("name", "")).lower()
        for document in store.documents.values()
        if str(document.get("type", "")).lower() == "microsoft.network/servicetags"
        for item in document.get("values") or []
    }
