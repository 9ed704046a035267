# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""If-Match and If-None-Match."""

from __future__ import annotations

from .errors import Refusal


def check(call, document, resource_id, parent=None):
    """Refuses a write whose precondition does not hold; `document` is None when the resource is absent.

    A part has the etag of its parent, so a new part is written under the parent's (Kubernetes does so with routes).
    """
    wanted = call.headers.get("if-match")
    if wanted and call.switches.if_match == "honour":
        _match(wanted.strip(), document or parent, resource_id)
    unwanted = call.headers.get("if-none-match")
    if unwanted and call.switches.if_none_match == "honour" and document is not None:
        _none_match(unwanted.strip(), document, resource_id)


def _match(wanted, document, resource_id):
    current = document["etag"] if document else ""
    # The back end with bare guids shows them in quotes in its header; a client may send either.
    if document is not None and wanted in ("*", current, f'"{current}"'):
        return
    raise _failed(
        "PreconditionFailedEtagMismatch",
        f"Etag provided in if-match header {wanted} does not match etag {current} of resource {resource_id}",
    )


def _none_match(unwanted, document, resource_id):
    if unwanted in ("*", document["etag"], f'"{document["etag"]}"'):
        raise _failed(
            "PreconditionFailedEtagMismatch",
            f"Etag provided in if-none-match header {unwanted} matches etag {document['etag']} "
            f"of resource {resource_id}",
        )


def _failed(code, message):
    return Refusal(412, "PreconditionFailed", "Precondition failed.", details=[{"code": code, "message": message}])
