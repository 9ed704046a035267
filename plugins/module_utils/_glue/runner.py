# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From AnsibleModule to a task and back: the session made when it is first needed, and the one try."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from .._arm.login.login import Login
from .._arm.login.secrets import Secrets
from .._arm.login.session import Session
from .._arm.wire.errors import ArmError
from .._arm.wire.patience import Patience
from .._arm.write import locks
from .._arm.write.reconcile import Outcome, reconcile
from .._arm.write.resource import Resource
from .._plan.documents.backups import Backup
from .._plan.evidence.request import OPTION_MEMBERS
from .._plan.lockdown import approval
from .._plan.values import resource_ids, words
from .._plan.values.blanks import is_blank
from .._plan.values.change import Change, Document, has_failed, state_of
from .._plan.values.errors import PlanError
from .._plan.values.printable import printable, readable
from .._plan.values.resource_ids import ResourceId
from .._plan.values.words import plain
from . import backups, failures, progress, sessions
from .arguments import AZURE, REQUIRED_IF

EVIDENCE = "evidence"  # the option that has those of another module as its members
_FACTS = ("code", "status", "request_id")  # of an error, besides its sentence


class Task:
    """What a module's function may see of Ansible: parameters, check mode, a voice; and the login, when asked for."""

    def __init__(self, module: AnsibleModule, variables: Mapping[str, str] | None = None) -> None:
        self._variables = variables
        self.params: dict[str, Any] = module.params
        self.check_mode: bool = module.check_mode
        self._module = module
        self.backup_files: dict[ResourceId, str] = {}
        self._done: set[ResourceId] = set()  # written by this task already, so that a backup of them is kept as it is
        self.secrets = Secrets(module.no_log_values.add)
        self._teller = progress.teller(os.environ, self.secrets.masked)
        self.tell: Callable[[str], None] = self._teller or (lambda _line: None)
        self.written: Callable[[], str] | None = None  # what a call of several writes has written so far

    def warn(self, text: str) -> None:
        """Warn of something, as Ansible does after the run."""
        self._module.warn(self.shown(text))

    def shown(self, text: str) -> str:
        """A sentence as it may leave: with options as the user calls them, without secrets, and without what acts
        instead of being seen.
        """
        prefix, members = self.params.get("option_prefix") or "", OPTION_MEMBERS if EVIDENCE in self.params else ()
        named = failures.in_words_of(text, prefix, self._variables, dict.fromkeys(members, EVIDENCE))
        return printable(self.secrets.masked(named))

    @cached_property
    def patience(self) -> Patience:
        """The deadline of the whole task."""
        return Patience(self.params["timeout"], tell=self._teller)

    @cached_property
    def login(self) -> Login:
        """Who logs in where, worked out without asking anybody."""
        return sessions.resolve(self.params, self.secrets)

    @cached_property
    def session(self) -> Session:
        """The login; asking for it is the first thing that talks to anybody."""
        return sessions.log_in(self.login, self.params["timeout"], self.warn, self.secrets, self._teller)

    def close(self) -> None:
        """Tell what only the whole run shows, once."""
        if "session" in vars(self) and (told := self.session.versions.told):
            self.warn(told)

    def subscription(self) -> str:
        """The subscription of whatever is given by name; only a login without one has to be asked."""
        return self.login.subscription_id or self.patience.read(lambda: self.session.subscription)

    def reconcile(
        self,
        resource: Resource,
        change: Change,
        view: Callable[[Any], Any],
        *,
        also: Iterable[ResourceId] = (),
        ours: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Bring our slice of a resource to what the change says, or in check mode tell what would come of it.

        `also` are further resources that are busy while this one is written, `ours` says what of it a backup is about.
        """
        if self.params.get("backup"):
            resource = replace(resource, before_write=lambda document: self._keep(resource, document, ours or {}))
        cloud = resource.session.http.base
        turn = locks.held([resource.id, *also], resource.patience, cloud=cloud, warn=self.warn)
        with nullcontext() if self.check_mode else turn:
            done = reconcile(resource, change, view=view, check_mode=self.check_mode)
        if done.changed:
            self._done.add(resource.id)
        if has_failed(done.document):
            self.warn(
                f"{words.begun(resource.id.described())} is in provisioning state {state_of(done.document)}: what it"
                " holds may not be in effect."
            )
        return done

    def told(self) -> str:
        """What has been written so far, for a task that goes no further; nothing where no call of it is over yet."""
        if self.check_mode:
            return ""
        done = ", ".join(one.described() for one in self._done)
        return self.written() if self.written else f"This task has written {done}." if done else ""

    def approved(self, part: approval.Part, id_: ResourceId, change: Change, view: Callable[[Any], Any]) -> Change:
        """The change, held to the part of a plan hash that was approved, where one is given."""
        given = self.params["expect_plan"]
        return approval.held_to(given, part, id_, change, view) if given else change

    def _keep(self, resource: Resource, document: Document | None, ours: Mapping[str, Any]) -> None:
        """Write a backup in the place of an earlier one of this resource: somebody else wrote since that. What stood
        there before the first write of this task stays kept when it takes that write back.
        """
        id_, versions = resource.id, resource.session.versions
        if id_ in self._done:
            return
        earlier = self.backup_files.get(id_)
        kept = Backup(id_, document, ours, versions.version(str(id_)))
        self.backup_files[id_] = backups.keep(self.params["backup"], kept)
        if earlier:
            os.unlink(earlier)

    def resource_id(self, option: str, type_: str, *, parent: str | None = None) -> ResourceId:
        """Return the resource an option names, by name or by id."""
        return resource_ids.resolve(
            self.params[option],
            type_,
            subscription=self.subscription,
            resource_group=self.params.get("resource_group"),
            parent=parent,
        )

    def optional_id(self, option: str, type_: str) -> ResourceId | None:
        """The same for an option that may be left out."""
        return self.resource_id(option, type_) if self.params[option] else None


class _Module(AnsibleModule):
    """Knows that an empty string is no login option: a survey, AWX or `| default('')` hands blank fields over so."""

    def _load_params(self) -> None:
        super()._load_params()
        self.params = {name: one for name, one in self.params.items() if name not in AZURE or not is_blank(one)}


# So many objects are made before what goes round in circles is looked for: a fleet's documents stay until the end, and
# looking through them is time for nothing.
_GARBAGE = 50_000


def run(
    spec: dict[str, Any],
    ensure: Callable[[Task], dict[str, Any]],
    *,
    several: bool = False,
    variables: Mapping[str, str] | None = None,
    **keywords: Any,
) -> None:
    """Run a module: `ensure` takes a Task and returns the result; every known failure becomes one sentence.

    `several` is for a module that may write more than one resource, and so makes more than one backup. `variables` are
    the options for which the role has a variable of another name, without what all of them begin with.
    A result with `failed` and `msg` is a failure that has more to tell than a sentence.
    """
    gc.set_threshold(_GARBAGE)
    module = _Module(argument_spec=spec, supports_check_mode=True, required_if=REQUIRED_IF, **keywords)
    task = Task(module, variables)
    try:
        try:
            _require_time(task.params["timeout"])
            result = ensure(task)
        finally:
            task.close()
    except Exception as error:  # a fault of ours included: people get a sentence, not a traceback
        ours = isinstance(error, (ArmError, PlanError))
        facts = {name: getattr(error, name, None) for name in _FACTS} if ours else {}
        known = {name: fact for name, fact in facts.items() if fact not in (None, "")}
        said = " ".join(filter(None, (failures.sentence(error), task.told())))
        module.fail_json(msg=task.shown(said), **known)
    else:
        result = readable(plain(result), task.shown)
        if not module._diff:
            result.pop("diff", None)
        if task.backup_files:
            kept = sorted(task.backup_files.values())
            result |= {"backup_files": kept} if several else {"backup_file": kept[0]}
        if result.get("failed"):
            module.fail_json(**result)
        module.exit_json(**result)


def _require_time(seconds: int) -> None:
    if seconds < 0:
        raise PlanError(f"O(timeout) is {seconds}, which is no time; give it in seconds.")


def diff(before: str, after: str, id_: ResourceId) -> dict[str, str]:
    """The diff of one resource, for `--diff`."""
    return {"before": before, "after": after, "before_header": id_.described(), "after_header": id_.described()}
