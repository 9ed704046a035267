# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was approved, and whether it is still what would be written.

A plan hash holds two short digests per resource that a plan writes, of our slice as found and as wanted. One digest of
everything could refuse just as well; these can also say what is no longer as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import resource_ids
from .errors import PlanError
from .resource_ids import ResourceId
from .situation import Change, Document, Situation

RULES, ROUTES, SUBNET = "rules", "routes", "subnet"
_WORDS = {RULES: ("rule collections", "are"), ROUTES: ("routes", "are"), SUBNET: ("route table", "is")}
_DIGITS = 16  # 64 bits: nobody makes another slice with the same digest while an approval waits
_PART = re.compile(rf"({'|'.join(_WORDS)})-([0-9a-f]{{{_DIGITS}}})-([0-9a-f]{{{_DIGITS}}})")


@dataclass(frozen=True)
class Slice:
    """Our part of a resource as found and as wanted, in the user's shape; None where there is no resource.

    `settled` is False while an operation is running on the resource.
    """

    id: ResourceId
    found: Any
    wanted: Any
    settled: bool = True

    @property
    def is_pending(self) -> bool:
        """True when something has to be written, or waited for: nobody can tell how a running operation ends."""
        return self.found != self.wanted or not self.settled

    @property
    def digests(self) -> tuple[str, str]:
        """Those of what was found and of what is wanted."""
        return _digest(self.id, self.found), _digest(self.id, self.wanted)


def plan_hash(slices: Mapping[str, Slice]) -> str:
    """The text that stands for a plan: the same for every order and casing of the same things."""
    return "_".join("-".join((part, *slices[part].digests)) for part in _WORDS if part in slices)


def require(approved: str, slices: Mapping[str, Slice]) -> None:
    """Raise PlanError, naming what drifted, unless the slices of a plan are those of the approved one."""
    parts = _parse(approved)
    _require_none([drift for part in _WORDS for drift in _drift(part, parts.get(part), slices.get(part))])


def held_to(
    approved: str, part: str, id_: ResourceId, change: Change, view: Callable[[Document | None], Any]
) -> Change:
    """The same change, which raises PlanError before anything but what was approved is written."""
    parts = _parse(approved)

    def checked(seen: Situation) -> Document | None:
        wanted = change(seen)
        _require_none(list(_drift(part, parts.get(part), Slice(id_, view(seen.document), view(wanted)))))
        return wanted

    return checked


def _parse(text: str) -> dict[str, tuple[str, str]]:
    matched = [_PART.fullmatch(piece) for piece in text.strip().split("_")]
    parts = {match[1]: (match[2], match[3]) for match in matched if match}
    if len(parts) != len(matched):
        raise PlanError(f"expect_plan is '{text}', which is no plan hash; give the one that a preview returned, whole.")
    return parts


def _drift(part: str, approved: tuple[str, str] | None, now: Slice | None) -> Iterator[str]:
    """What is already as approved needs no write, so a run that was cut short may be repeated."""
    what, are = _WORDS[part]
    if now is None or approved is None:
        if now is not None:
            yield f"the approved preview leaves the {what} of {now.id.described()} alone, and this plan does not"
        elif approved is not None:
            yield f"the approved preview would write the {what}, and this plan does not"
        return
    found, wanted = now.digests
    if found not in approved:
        yield f"the {what} found on {now.id.described()} {are} no longer what the approved preview found"
    if wanted != approved[1]:
        yield f"the {what} wanted for {now.id.described()} {are} not what was approved"


def _require_none(drifts: list[str]) -> None:
    if drifts:
        raise PlanError(
            f"This is not what was approved: {'; '.join(drifts)}. Run the preview again and have its plan hash"
            " approved."
        )


def _digest(id_: ResourceId, value: Any) -> str:
    text = json.dumps([resource_ids.key(id_), _canonical(value)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _canonical(value: Any) -> Any:
    """Order means nothing in any of our slices, and Azure gives ids back in other casings."""
    if isinstance(value, Mapping):
        return {str(name): _canonical(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return sorted((_canonical(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, str) and value.lower().startswith("/subscriptions/"):
        return resource_ids.key(value)
    return value
