# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the generic reads and writes must know about a resource type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _nothing(*_arguments):
    return None


@dataclass(frozen=True)
class Kind:
    type: str  # as the service writes it in a URL
    build: Callable | None = None  # (call, id, body, previous) -> document; None: nobody can write it here
    inspect: Callable = _nothing  # (call, body) looks at the body as sent, before anything is built
    check: Callable = _nothing  # (call, document, previous, whole) -> None, or raises Refusal
    check_delete: Callable = _nothing  # (call, document)
    render: Callable = _nothing  # (call, document) changes the copy that is about to be answered
    settled: Callable = _nothing  # (store, document) when an operation has ended well
    guard: Callable = _nothing  # (call, place) when nothing runs on the resource itself, or raises Refusal
    locked: Callable | None = None  # (call, place) -> Refusal, when the type has a lock code of its own
    begun: Callable = _nothing  # (call, place, operation) before an operation starts
    ended: Callable = _nothing  # (core, place, before, operation) when it is over, however it ended
    delete_at_once: Callable = _nothing  # (call, document) -> true when a DELETE needs no operation
    at_once: bool = False  # a PUT or a DELETE has no operation: it is done with its answer
    operation: str = ""
    list_name: str = ""  # children: the list in the parent's properties
    no_change: str = "same"  # same: etag stays; new: etag rotates; update: as any write; table, group: a switch
    nfv: bool = False  # the second back end under Microsoft.Network, with a dialect of its own
    shown_type: str = ""  # when bodies spell the type in another way than URLs

    @property
    def segments(self):
        return self.type.split("/")[1:]

    @property
    def is_child(self):
        return bool(self.list_name)
