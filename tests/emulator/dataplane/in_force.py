# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as Azure goes by them.

A document shows what was asked for. Until its state is Succeeded, what packets meet may be the document before it, or
something between the two: an update that fails leaves some instances of a firewall with what they had.
"""

from __future__ import annotations


class Documents:
    """The documents of a world, each as it is in force."""

    def __init__(self, control, truth):
        self._control, self._truth = control, truth

    def demand(self, resource_id):
        """One document; one that is missing is refused."""
        found = self.find(resource_id)
        if found is None:
            raise ValueError(f"there is no {resource_id} in this world")
        return found

    def find(self, resource_id):
        """The same; None: it is not there, or not in force yet."""
        document = self._control.document(resource_id)
        return self._as_in_force(resource_id, document)

    def of_kind(self, kind):
        """All documents of a kind."""
        documents = self._control.documents().items()
        found = [self._as_in_force(key, document) for key, document in documents if is_kind(document, kind)]
        return [document for document in found if document is not None]

    def _as_in_force(self, resource_id, document):
        told = self._truth.in_force or {}
        if resource_id.lower() in told:
            return told[resource_id.lower()]
        state = ((document or {}).get("properties") or {}).get("provisioningState", "Succeeded")
        if self._truth.whole and state != "Succeeded":
            raise ValueError(f"nobody said what is in force of {resource_id}, which is {state}")
        return document


def is_kind(document, kind):
    """Whether a document is of a type, told by its last segment."""
    return str(document.get("type", "")).lower().endswith(f"/{kind.lower()}")
