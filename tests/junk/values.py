# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that belong nowhere, and every place of a document where one can stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Path = tuple[Any, ...]  # names of members, and positions in lists
_MARK = "what-stands-here-is-replaced"
GONE = "missing"  # the one that is no value

# As they stand in the text of an answer.
JUNK: dict[str, bytes] = {
    GONE: b"",
    "null": b"null",
    "true": b"true",
    "false": b"false",
    "nought": b"0",
    "a number": b"5",
    "a negative number": b"-1",
    "a fraction": b"1.5",
    "a huge number": b"1" * 40,
    "a number of 5,000 digits": b"9" * 5000,
    "NaN": b"NaN",
    "beyond all numbers": b"1e999",
    "an empty text": b'""',
    "a text": b'"junk"',
    "a text that is a number": b'"80"',
    "an id of something else": b'"/subscriptions/s/resourceGroups/g/providers/Microsoft.Other/things/x"',
    "a long text": b'"' + b"x" * 10_000 + b'"',
    "half of a surrogate pair": rb'"\ud800"',
    "what a terminal obeys": rb'"\u001b[2J\n\u202e"',
    "no UTF-8": b'"\xff\xfe"',
    "an empty list": b"[]",
    "a list of texts": b'["junk"]',
    "a list of null": b"[null]",
    "a list with null": b'[null, "junk"]',
    "a list of objects": b"[{}]",
    "lists in lists": b"[[[[[[[[]]]]]]]]",
    "lists in lists, 50 levels": b"[" * 50 + b"]" * 50,
    "lists in lists, 500 levels": b"[" * 500 + b"]" * 500,
    "lists in lists, 100,000 levels": b"[" * 100_000 + b"]" * 100_000,
    "an empty object": b"{}",
    "a strange object": b'{"id": 5, "name": [], "properties": true}',
    "objects in objects, 100,000 levels": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
}


def places(value: Any, above: Path = ()) -> Iterator[Path]:
    """Where something stands in a document, itself first."""
    yield above
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inner:
        yield from places(item, (*above, step))


def alike(path: Path) -> Path:
    """The same for each entry of a list."""
    return tuple("*" if isinstance(step, int) else step for step in path)


def written(path: Path) -> str:
    """`properties.routes[0].name`, and `all of it` for the document."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".") or "all of it"


def spoilt(text: bytes, path: Path, junk: str) -> bytes:
    """The text of an answer with junk in one place; as it is where there is no such place any more."""
    try:
        document = json.loads(text)
        if not path:
            return JUNK[junk]
        holder = document
        for step in path[:-1]:
            holder = holder[step]
        if path[-1] not in (range(len(holder)) if isinstance(holder, list) else holder):
            return text
    except (ValueError, LookupError, TypeError):
        return text
    if junk == GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = _MARK
    return json.dumps(document).encode().replace(f'"{_MARK}"'.encode(), JUNK[junk])
