# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tokens of a query: what is text in it and what is a comment, so that neither is taken for a call.

As Microsoft's own lexer does it (microsoft/Kusto-Query-Language, TokenParser.cs), with one difference: what that one
mends by guessing, such as a text without an end, ends the reading here, since nobody can tell what stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..values.words import Word

_TOKEN = re.compile(
    r"""
      (?P<blank>[\s\ufeff]+|//[^\r\n]*|\#[^\r\n]*)                     # a directive goes to the end of its line
    | [hH]?@?(?P<lines>```|~~~)(?P<text>.*?)(?P=lines)                 # tildes are the older form
    | [hH]?@(?P<quote>['"])(?P<verbatim>(?:(?!(?P=quote))[^\r\n]|(?P=quote){2})*)(?P=quote)(?!(?P=quote))
    | [hH]?(?P<mark>['"])(?P<escaped>(?:(?!(?P=mark))[^\\\r\n]
        |\\(?:[\\'"abfnrtv]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]))*)(?P=mark)
    | (?P<name>[\w$]+)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LAST_LETTER = 0x10FFFF
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_QUOTES = "'\"`"
_DOUBTFUL_ENDS = re.compile("[\u0085\u2028\u2029]")  # of lines, for some programs


class Kind(Word):
    """What a token is. TEXT is a literal: several in a row are one text, as the language joins them."""

    TEXT = "text"
    NAME = "name"
    SIGN = "sign"


@dataclass(frozen=True)
class Token:
    """A name or a sign as it stands there, or what a literal says."""

    kind: Kind
    value: str


@dataclass(frozen=True)
class Tokens:
    """The tokens of a query. `ends` has where each bracket is closed, by where it is opened; `why` says why the query
    could not be read to its end, as a part of a sentence, and is empty where it was.
    """

    all: tuple[Token, ...]
    ends: dict[int, int]
    why: str

    def is_sign(self, index: int, sign: str) -> bool:
        """True where this sign stands there."""
        return 0 <= index < len(self.all) and self.all[index] == Token(Kind.SIGN, sign)

    def is_name(self, index: int, name: str = "") -> bool:
        """True where this name stands there, or any name if none is given."""
        if not 0 <= index < len(self.all) or self.all[index].kind != Kind.NAME:
            return False
        return not name or self.all[index].value == name

    def parts(self, opening: int) -> Iterator[range]:
        """Where the parts stand between a bracket and its end, cut at the commas that are in no other bracket."""
        start = index = opening + 1
        end = self.ends[opening]
        while index < end:
            if self.is_sign(index, ","):
                yield range(start, index)
                start = index + 1
            index = self.ends.get(index, index) + 1
        if start < end:
            yield range(start, end)

    def text(self, part: range) -> str | None:
        """What a part says that is nothing but a literal; None for any other."""
        if len(part) != 1 or self.all[part[0]].kind != Kind.TEXT:
            return None
        return self.all[part[0]].value


def tokens(text: str) -> Tokens:
    """The tokens of a query, as far as it can be read."""
    found: list[Token] = []
    ends: dict[int, int] = {}
    opened: list[int] = []
    for match in _TOKEN.finditer(text):
        if match["blank"] is not None:
            continue
        token = _token(match)
        if token.kind == Kind.SIGN and token.value in _QUOTES:
            return Tokens(tuple(found), ends, "a text in it has no end")
        if token.kind == Kind.SIGN and token.value in _PAIRS:
            opened.append(len(found))
        elif token.kind == Kind.SIGN and token.value in _PAIRS.values():
            if not opened or _PAIRS[found[opened[-1]].value] != token.value:
                return Tokens(tuple(found), ends, "a bracket in it closes nothing")
            ends[opened.pop()] = len(found)
        _add(found, token)
    if opened:
        return Tokens(tuple(found), ends, "a bracket in it is not closed")
    return Tokens(tuple(found), ends, "a line in it may end in two places" if _DOUBTFUL_ENDS.search(text) else "")


def _add(found: list[Token], token: Token) -> None:
    """Literals with nothing but blanks and comments between them are one ("Splicing string literals")."""
    if token.kind == Kind.TEXT and found and found[-1].kind == Kind.TEXT:
        found[-1] = Token(Kind.TEXT, found[-1].value + token.value)
    else:
        found.append(token)


def _token(match: re.Match[str]) -> Token:
    if match["text"] is not None:
        return Token(Kind.TEXT, match["text"])
    if match["verbatim"] is not None:
        return Token(Kind.TEXT, match["verbatim"].replace(match["quote"] * 2, match["quote"]))
    if match["escaped"] is not None:
        return Token(Kind.TEXT, _ESCAPE.sub(_meant, match["escaped"]))
    if match["name"] is not None:
        return Token(Kind.NAME, match["name"])
    return Token(Kind.SIGN, match["sign"])


def _meant(escape: re.Match[str]) -> str:
    said = escape[1]
    if said[0] in "uUx" and len(said) > 1:
        number = int(said[1:], 16)
    elif said.isdigit():
        number = int(said, 8)
    else:
        return _LETTERS.get(said, said)
    return chr(number) if number <= _LAST_LETTER else "\ufffd"
