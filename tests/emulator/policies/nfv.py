# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second back end under Microsoft.Network: policies, their groups and IP groups have a dialect of their own."""

from __future__ import annotations

import functools
import json

from ..arm import errors, parts

SIZE_SINCE = "2023-05-01"


class ModelState(errors.Refusal):
    """The 400 of ASP.NET, which has no `error` member; what went wrong is JSON inside a string."""

    def __init__(self, code, message, member="resource", text=None):
        super().__init__(400, code, message)
        self.member = member
        self.text = text

    def body(self):
        text = self.text
        if text is None:
            error = {"Code": self.code, "Message": self.message, "Target": None}
            text = json.dumps({"Status": "Failed", "Error": error}, separators=(",", ":"))
        return {"Message": "The request is invalid.", "ModelState": {self.member: [text]}}


class InUse(errors.Refusal):
    """A DELETE that is refused shows a status beside its error, and no details."""

    def body(self):
        return {"error": {"code": self.code, "message": self.message}, "status": "Failed"}


def invalid(call, code, message):
    """A body whose content is refused, in the form that the switch wants."""
    if call.switches.nfv_error_form == "model_state":
        return ModelState(code, message)
    return errors.invalid(code, message)


def unusable(call, member):
    """An element whose type cannot even be told."""
    if call.switches.nfv_error_form == "model_state":
        return ModelState("InvalidRequestFormat", "", f"resource.{member}", "An error has occurred.")
    return errors.unparsable(f"An error has occurred. Path '{member}'.")


def parsed(work):
    """What the helpers shared with the first back end cannot parse is refused in this one's form."""

    @functools.wraps(work)
    def run(call, *arguments):
        try:
            return work(call, *arguments)
        except errors.Refusal as refusal:
            if refusal.code != "InvalidRequestFormat" or call.switches.nfv_error_form != "model_state":
                raise
            if isinstance(refusal, ModelState):
                raise
            text = refusal.details[0]["message"] if refusal.details else refusal.message
            raise ModelState(refusal.code, refusal.message, text=text) from None

    return run


def document(shown_type, resource_id, body, previous, properties, location):
    """properties, id, name, type, etag, location, and what only some have."""
    made = {
        "properties": properties,
        "id": resource_id,
        "name": resource_id.rsplit("/", 1)[-1],
        "type": shown_type,
        "etag": previous["etag"] if previous else parts.new_etag(like=""),
        "location": parts.normal_location(location),
    }
    for name in ("tags", "identity"):
        if body.get(name) is not None:
            made[name] = body[name]
    return made


def state_last(properties):
    """This back end writes the state behind everything else."""
    made = {name: value for name, value in properties.items() if name != "provisioningState"}
    return {**made, "provisioningState": "Succeeded"}


def references(ids):
    return [{"id": found} for found in ids]


def size_of(*values):
    """Bytes of documents as they count against the limits."""
    return sum(len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) for value in values)


def shown_size(size):
    return f"{size / 2**20:.8f}".rstrip("0").rstrip(".") + " MB"


def is_since(call, version):
    """Whether a request may know of what came with an api-version."""
    return call.api_version >= version
