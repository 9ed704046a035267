# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are not what the service said: what a proxy, a cache or somebody worse on the way makes of them."""

from __future__ import annotations

import json
import zlib

MEGABYTE = 1024 * 1024


def answer(fault, url, status, headers, text):
    """(status, headers, text) as they arrive; `url` is the request's own."""
    spoil = KINDS.get(fault.kind) if fault else None
    return spoil(fault, url, status, headers, text) if spoil else (status, headers, text)


def _truncated(_fault, _url, status, headers, text):
    return status, headers, text[: len(text) // 2]


def _as_text(_fault, _url, status, headers, text):
    return status, {**headers, "Content-Type": "text/plain"}, text


def _bloated(_fault, _url, status, headers, text):
    """Ten megabytes in a member that nobody knows; an error says it all in its message."""
    padding = "x" * (10 * MEGABYTE)

    def grow(document):
        if isinstance(document.get("error"), dict):
            document["error"]["message"] = padding
        return {**document, "padding": padding}

    return status, headers, _edited(text, grow)


def _redirected(fault, url, _status, headers, _text):
    left = {name: value for name, value in headers.items() if name != "Content-Type"}
    return fault.status or 307, {**left, "Location": fault.target or url}, b""


def _sent_elsewhere(fault, _url, status, headers, text):
    """The operation of a write is to be asked for at another host."""
    names = ("Azure-AsyncOperation", "Location")
    return status, {name: fault.target if name in names else value for name, value in headers.items()}, text


def _linked(fault, url, status, headers, text):
    return status, headers, _edited(text, lambda document: {**document, "nextLink": fault.target or url})


def _with_nulls(_fault, _url, status, headers, text):
    """No property has a value, neither of the document nor of the entries of a list."""
    return status, headers, _edited(text, lambda document: _emptied(document, dict.fromkeys))


def _without_properties(_fault, _url, status, headers, text):
    return status, headers, _edited(text, lambda document: _emptied(document, lambda _properties: None))


def _null_entries(_fault, _url, status, headers, text):
    """Every list, at whatever depth, holds null alone."""
    return status, headers, _edited(text, _hollow)


def _null(_fault, _url, status, headers, _text):
    return status, headers, b"null"


def _in_another_charset(_fault, _url, status, headers, text):
    """UTF-8, of which the header says something else."""
    said = {**headers, "Content-Type": "application/json; charset=iso-8859-1"}
    return status, said, json.dumps(json.loads(text), ensure_ascii=False).encode()


def _packed(_fault, _url, status, headers, _text):
    """A quarter of a gigabyte of blanks before anything else, and next to nothing on the way."""
    packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    packed = b"".join(packer.compress(b" " * MEGABYTE) for _megabyte in range(256)) + packer.flush()
    return status, {**headers, "Content-Encoding": "gzip"}, packed


def _patient(fault, _url, status, headers, text):
    """Whoever follows the operation is asked to wait."""
    return status, {**headers, **fault.headers()}, text


def _edited(text, edit):
    try:
        document = json.loads(text)
    except ValueError:
        return text
    return json.dumps(edit(document)).encode() if isinstance(document, dict) else text


def _emptied(document, empty):
    made = dict(document)
    if isinstance(made.get("properties"), dict):
        made["properties"] = empty(made["properties"])
    for name in ("value", "values"):
        if isinstance(made.get(name), list):
            made[name] = [_emptied(item, empty) for item in made[name]]
    return made


def _hollow(value):
    if isinstance(value, dict):
        return {name: _hollow(member) for name, member in value.items()}
    return [None] if isinstance(value, list) and value else value


KINDS = {
    "truncate": _truncated,
    "wrong_type": _as_text,
    "bloat": _bloated,
    "redirect": _redirected,
    "operation_elsewhere": _sent_elsewhere,
    "link": _linked,
    "nulls": _with_nulls,
    "no_properties": _without_properties,
    "null_entries": _null_entries,
    "null": _null,
    "charset": _in_another_charset,
    "packed": _packed,
    "patient": _patient,
}
