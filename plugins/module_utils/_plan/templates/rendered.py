# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One door to the languages: the files of the plans of clusters, with what each cannot say.

They stand beside the formats for appliances, and not among them: those are one text about what is needed, these are
several files about what is written, since rules and routes are deployed one after the other, and into different groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..values.errors import PlanError
from ..values.printable import printable
from ..values.resource_ids import ResourceId
from . import arm, bicep, headers, marks, terraform
from .resources import left_out, resources
from .tree import Form, Language, Loss, Stage, Tree, symbol

_NAME = re.compile("[A-Za-z][A-Za-z0-9_-]{0,62}")


@dataclass(frozen=True)
class File:
    """One file. `resource` is what it is about, `target` what `terraform apply -target` takes for a stage of its own;
    a file with nothing but providers is about nothing and of no stage.
    """

    name: str
    text: str
    form: str = Form.WHOLE
    stage: str = ""
    resource: ResourceId | None = None
    plan_hash: str = ""
    target: str = ""
    losses: tuple[Loss, ...] = ()

    def as_option(self) -> dict[str, Any]:
        """The file as users see it in results."""
        id_ = self.resource
        return {
            "name": self.name,
            "content": self.text,
            "form": self.form,
            "stage": self.stage,
            "resource": str(id_) if id_ else "",
            "subscription_id": id_.subscription if id_ else "",
            "resource_group": id_.resource_group if id_ else "",
            "plan_hash": self.plan_hash,
            "target": self.target,
            "unexpressed": [loss.as_option() for loss in self.losses],
        }


@dataclass(frozen=True)
class LeftBehind:
    """A file that is there, and the cluster that it is about and that the new one of the same resource leaves out:
    applying that may take away what the cluster's traffic still needs.
    """

    file: str
    cluster: str

    def as_option(self) -> dict[str, str]:
        """The same as users see it in results."""
        return {"file": self.file, "cluster": self.cluster}


@dataclass(frozen=True)
class Rendered:
    """The files in the order in which they are deployed, and what is in none of them."""

    files: tuple[File, ...]
    left_out: tuple[Loss, ...] = ()
    left_behind: tuple[LeftBehind, ...] = ()

    def as_option(self) -> dict[str, Any]:
        """The same as a filter returns it."""
        told = dict.fromkeys(loss for file in self.files for loss in file.losses)
        return {
            "files": [file.as_option() for file in self.files],
            "unexpressed": [loss.as_option() for loss in (*told, *self.left_out)],
            "left_behind": [one.as_option() for one in self.left_behind],
        }


def rendered(
    plans: Iterable[Mapping[str, Any]], language: str, *, name: str = "adx", standing: Mapping[str, str] | None = None
) -> Rendered:
    """Return the files that bring about what these plans want; `name` begins the name of each. `standing` are the texts
    of files that are there, by their names: clusters that are left out now are told.

    Raise PlanError for another language or name, and for plans that no file could be made of.
    """
    if language not in _WRITERS:
        raise PlanError(f"There is no language {language!r} for templates; choose from {', '.join(_WRITERS)}.")
    if not _NAME.fullmatch(name):
        raise PlanError(f"name is {name!r}; it takes a letter, then letters, digits, '_' and '-', at most 63 in all.")
    known = list(plans)
    files = tuple(_WRITERS[language](resources(known), name))
    return Rendered(files, left_out(known), tuple(_left_behind(files, standing or {})))


def _left_behind(files: Iterable[File], standing: Mapping[str, str]) -> Iterator[LeftBehind]:
    """Clusters that a file has as it stands, and that of the same resource will not have."""
    now = {_about(file.name): {one.lower() for one in marks.clusters(file.text)} for file in files}
    for name in sorted(standing):
        for id_ in marks.clusters(standing[name]):
            if _about(name) in now and id_.lower() not in now[_about(name)]:
                yield LeftBehind(printable(name), printable(id_))


def _about(name: str) -> str:
    """Stage and resource in the name of a file, whatever its prefix is, and whether it is a fragment."""
    return "-".join(name.partition(".")[0].rsplit("-", 2)[1:])


def _arm(trees: Iterable[Tree], name: str) -> list[File]:
    def whole(tree: Tree, about: list[str]) -> str:
        return arm.text(arm.template(tree, about))

    def part(tree: Tree, about: list[str]) -> str:
        return arm.text(arm.fragments(tree, about))

    return _both(trees, name, Language.ARM, whole, part)


def _bicep(trees: Iterable[Tree], name: str) -> list[File]:
    return _both(trees, name, Language.BICEP, bicep.template, bicep.fragments)


def _terraform(trees: Iterable[Tree], name: str) -> list[File]:
    known = list(trees)
    files = [File(f"{name}-providers.tf", terraform.providers(known, name))]
    for tree in known:
        losses = terraform.losses(tree)
        about = headers.lines(tree, name, Language.TERRAFORM, losses)
        text, target = (
            terraform.template(tree, about, name),
            terraform.target(tree) if tree.stage == Stage.RULES else "",
        )
        files.append(_file(tree, f"{_stem(tree, name)}.tf", text, losses, target=target))
    return files


Writer = Callable[[Tree, list[str]], str]


def _both(trees: Iterable[Tree], name: str, language: Language, whole: Writer, part: Writer) -> list[File]:
    """The file of what is whole in each tree, and that of its fragments; none for what it has not."""
    files, ending = [], marks.ENDINGS[language]
    for tree in trees:
        losses, stem = arm.losses(tree), _stem(tree, name)
        if tree.whole:
            about = headers.lines(tree, name, language, losses)
            files.append(_file(tree, f"{stem}.{ending}", whole(tree, about), losses))
        if tree.fragments:
            about = headers.lines(tree, name, language, (), is_fragment=True)
            text = part(tree, about)
            files.append(_file(tree, f"{stem}.fragment.{ending}", text, losses, form=Form.FRAGMENT))
    return files


def _file(
    tree: Tree, name: str, text: str, losses: tuple[Loss, ...], *, form: Form = Form.WHOLE, target: str = ""
) -> File:
    return File(name, text, form, tree.stage, tree.shared, tree.plan_hash, target, (*tree.losses, *losses))


def _stem(tree: Tree, name: str) -> str:
    return f"{name}-{tree.stage}-{symbol(tree.shared)}"


_WRITERS: Mapping[str, Callable[[Iterable[Tree], str], list[File]]] = {
    Language.ARM: _arm,
    Language.BICEP: _bicep,
    Language.TERRAFORM: _terraform,
}
