# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run as python -m truth_kit; --help says what it takes."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from . import notice, report
from .cluster import Cluster
from .facts import Fact
from .faults import Stopped, Unanswered
from .lent import VERSION as CLUSTERS
from .lent import Lent
from .network import SPACE, Network
from .policy import Policy
from .sandbox import Sandbox
from .scrub import Scrubber
from .wire import Wire

VERSION = "2026-03-01"  # the api-version that the modules of the collection use
GROUPS = "2021-04-01"  # that of resource groups
SUBJECTS: tuple[tuple[str, type[Network] | type[Policy]], ...] = (("truth_network", Network), ("truth_policy", Policy))
LENT_SUBJECT = "truth_cluster"
HOUR = 3600  # seconds for one change of a cluster, which has been seen to take minutes


def main(arguments: list[str] | None = None, sleep: Callable[[float], None] = time.sleep) -> int:
    """Say what would happen; with the flag do it, and return 0 when every question was answered and nothing is left."""
    options = _parse(arguments)
    run = f"t{uuid.uuid4().hex[:7]}"
    if not _is_agreed(options, run):
        return 2
    try:
        return Run(options, run, sleep).all()
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; see above whether anything is left.", file=sys.stderr)
        return 130


def _is_agreed(options: argparse.Namespace, run: str) -> bool:
    """Say what the run would do; True when its owner has agreed to that in so many words."""
    values = {"group": options.resource_group, "subscription": options.subscription, "run": run, "space": SPACE}
    if not options.cluster:
        print(notice.NOTICE.format(**values))
        if not options.create_and_delete:
            print(notice.ASK)
        return bool(options.create_and_delete)
    print(notice.CLUSTER_NOTICE.format(**values, cluster=options.cluster))
    if not options.throw_away:
        print(notice.CLUSTER_ASK.format(cluster=options.cluster))
    elif options.throw_away != options.cluster:
        print(notice.OTHER_NAME)
    return bool(options.throw_away == options.cluster)


class Run:
    """One run: its login, its group, what it found, and what it could not find or delete."""

    def __init__(self, options: argparse.Namespace, run: str, sleep: Callable[[float], None]) -> None:
        self._run, self._sleep, self._directory = run, sleep, Path(options.directory)
        self._cluster, self._asks_inside = options.cluster, options.inside
        self.wire = Wire(options.resource_manager, VERSION, sleep)
        path = f"/subscriptions/{options.subscription}/resourceGroups/{options.resource_group}"
        answer = self.wire.get(path, GROUPS)
        if not answer.is_good:
            raise Stopped(f"Could not read resource group {options.resource_group}: {answer.sentence()}")
        self._group, self._location = answer.document["id"], answer.document["location"]
        self._scrubber = Scrubber(self.wire.base, options.subscription, answer.document["name"], run, options.cluster)
        self._read_group = self.wire.calls
        self.found: dict[str, list[Fact]] = {}
        self.unanswered: list[str] = []
        self.left: list[str] = []

    def all(self) -> int:
        """Ask everything, clean up, write the files and print the facts."""
        recordings = {}
        if self._cluster:
            self._ask_cluster()
            recordings[LENT_SUBJECT] = self.wire.calls
        for name, subject in () if self._cluster else SUBJECTS:
            self.wire.calls = list(self._read_group)
            self._ask(name, subject)
            recordings[name] = self.wire.calls
            if self.left:
                break
        self._write(recordings)
        for text in (*self.unanswered, *self.left):
            print(text, file=sys.stderr)
        return 1 if self.unanswered or self.left else 0

    def _ask_cluster(self) -> None:
        """Ask the cluster that its owner named as one to be thrown away."""
        self.wire.patience = HOUR
        lent = Lent(self.wire, f"{self._group}/providers/Microsoft.Kusto/clusters/{self._cluster}")
        self._location = lent.location
        self._go_through(
            LENT_SUBJECT,
            lambda: Cluster(lent, self._asks_inside).questions(),
            f"putting cluster {self._cluster} back",
            lent.put_back,
        )

    def _ask(self, name: str, subject: type[Network] | type[Policy]) -> None:
        sandbox = Sandbox(self.wire, self._group, self._location, self._run, self._sleep)
        self._go_through(name, lambda: subject(sandbox).questions(), f"deleting what {name} made", sandbox.remove)

    def _go_through(
        self, name: str, questions: Callable[[], list[Iterator[Fact]]], undoing: str, undo: Callable[[], list[str]]
    ) -> None:
        """Ask all questions, and undo what was done for them, whatever comes."""
        self.found[name] = []
        try:
            for question in questions():
                self._answer(name, question)
        except (Stopped, Unanswered) as error:
            self.unanswered.append(f"{name} was not finished: {error}")
        finally:
            print(undoing, file=sys.stderr)
            self.left += undo()
            for text in self.left:
                print(text, file=sys.stderr)

    def _answer(self, name: str, question: Iterator[Fact]) -> None:
        try:
            for fact in question:
                print(f"{fact.name}: {fact.value} ({fact.of})", file=sys.stderr)
                self.found[name].append(fact)
        except Unanswered as error:
            self.unanswered.append(f"{question.__name__} of {name} was not answered: {error}")
        except (KeyError, TypeError, ValueError) as error:
            reason = f"an answer had another shape than expected ({type(error).__name__}: {error})"
            self.unanswered.append(f"{question.__name__} of {name} was not answered: {reason}")

    def _write(self, recordings: dict[str, Any]) -> None:
        asked = datetime.now(timezone.utc).strftime("%Y-%m-%d")
        about = {"asked": asked, "region": self._location, "api_version": CLUSTERS if self._cluster else VERSION}
        facts = report.document(self.found, self.unanswered, about)
        files = {name: self._text(document) for name, document in {**recordings, "facts": facts}.items()}
        printed = self._scrubber.text("\n".join(report.lines(self.found)))
        if any(self._scrubber.leaks(text) for text in (*files.values(), printed)):
            raise Stopped("Nothing was written: an id of yours would still have been in it.")
        self._directory.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (self._directory / f"{name}.json").write_text(text, encoding="utf-8")
        print(f"{printed}\n\nThe same, and the exchanges that show it, are in {self._directory}.")

    def _text(self, document: Any) -> str:
        return json.dumps(self._scrubber.clean(document), indent=1) + "\n"


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m truth_kit", description="Ask Azure what nobody has shown yet.")
    parser.add_argument(
        "--resource-group", required=True, help="an existing group that may hold the things for a while"
    )
    parser.add_argument("--subscription", default=os.environ.get("AZURE_SUBSCRIPTION_ID"), help="id of a sandbox")
    parser.add_argument(
        "--resource-manager", default="https://management.azure.com", help="https URL, for other clouds"
    )
    parser.add_argument("--directory", default="facts", help="where the files go (facts)")
    parser.add_argument(notice.FLAG, action="store_true", help="do what is announced; without it nothing is done")
    parser.add_argument(
        "--cluster", default="", help="ask a cluster of the group about restricted outbound access instead"
    )
    parser.add_argument(
        notice.THROW_AWAY, default="", metavar="CLUSTER", help="its name once more, if it may be broken for some hours"
    )
    parser.add_argument("--inside", action="store_true", help="also ask the cluster itself, as an AllDatabasesAdmin")
    options = parser.parse_args(arguments)
    if options.cluster and options.create_and_delete:
        parser.error(f"give {notice.FLAG} or --cluster, and not both: they are two runs")
    if not options.cluster and (options.throw_away or options.inside):
        parser.error(f"{notice.THROW_AWAY} and --inside go with --cluster")
    if not re.fullmatch(r"[A-Za-z0-9]*", options.cluster):
        parser.error("--cluster takes the name of a cluster, which has letters and digits alone")
    if not options.subscription:
        parser.error("give --subscription, or set AZURE_SUBSCRIPTION_ID")
    return options


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped by a signal; see above whether anything is left."))
    sys.exit(main())
