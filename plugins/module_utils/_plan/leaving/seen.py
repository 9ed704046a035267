# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was read of a cluster before anything about its way out of the network is decided."""

from __future__ import annotations

from dataclasses import dataclass

from ..documents.clusters import Cluster
from ..outbound import seen
from ..values.change import Document
from ..values.resource_ids import ResourceId
from .endpoints import Inbound
from .targets import Target


@dataclass(frozen=True)
class Seen:
    """One cluster: `access` with its document and all about what it restricts, `targets` what it reads from, `inbound`
    the private endpoints that lead to it, None where these could not be listed, with `why_unlisted`.

    `prepared` are the hours since the oldest of all endpoints was made, 0 where there is none, None where that is not
    known.
    """

    access: seen.Seen
    targets: tuple[Target, ...] = ()
    inbound: tuple[Inbound, ...] | None = ()
    why_unlisted: str = ""
    prepared: float | None = None

    @property
    def id(self) -> ResourceId:
        """The cluster."""
        return self.access.id

    @property
    def document(self) -> Document:
        """The cluster's document."""
        return self.access.document

    @property
    def cluster(self) -> Cluster:
        """The cluster's document, as far as others read it as well."""
        return self.access.cluster
