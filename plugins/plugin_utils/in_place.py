# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module run from where this collection is installed. For the controller only.

Ansible packs a module and all that it imports into an archive, once for each play, and Python compiles the archive's
sources for each task. Where a task runs on Ansible's own machine, with Ansible's own Python and as the same user,
nothing has to be packed, and Python keeps what it has compiled.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ansible import constants
from ansible.executor import module_common
from ansible.plugins.action.normal import ActionModule as Normal
from ansible.plugins.filter.core import to_json

_COLLECTION = "adx.outbound"
_ROOT = Path(__file__).resolve().parents[2]
_INTERPRETER = "INTERPRETER_PYTHON"  # the setting of which ansible_python_interpreter is the variable
# What Ansible runs in the place of the archive; like that, it finds no library beside the playbook. The packages are
# made here, since one of that name may be installed that does not know where this collection is. A module that nobody
# has given its options reads them from standard input.
_SCRIPT = """\
import importlib, io, sys, types

sys.path = [place for place in sys.path if place not in ("", ".")]
for name, path in (("ansible_collections", []), ("ansible_collections.adx", []), ({package!r}, [{root!r}])):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = path
sys.argv, sys.stdin = [{name!r}], io.TextIOWrapper(io.BytesIO({options!r}))
importlib.import_module({package!r} + ".plugins.modules." + {name!r}).main()
"""


class InPlace(Normal):
    """Runs the module as Ansible would without this plugin, and does not pack it where that is not needed."""

    def _configure_module(
        self, module_name: str, module_args: dict[str, Any], task_vars: dict[str, Any] | None = None
    ) -> tuple[Any, ...]:
        name = module_name.removeprefix(f"{_COLLECTION}.")
        path = _ROOT / "plugins" / "modules" / f"{name}.py"
        if path.is_file() and self._can_stay(task_vars or {}):
            options = to_json({"ANSIBLE_MODULE_ARGS": module_args}).encode()
            if built := _built(path, options):
                self._display.vvv(f"Running {name} from where it is installed")
                return built
        packed: tuple[Any, ...] = super()._configure_module(module_name, module_args, task_vars)
        return packed

    def _can_stay(self, task_vars: dict[str, Any]) -> bool:
        if self._connection.transport != "local" or self._connection.become:
            return False
        if constants.DEFAULT_KEEP_REMOTE_FILES:  # whoever keeps the archive wants to look at it
            return False
        host = task_vars
        if self._task.delegate_to:
            host = task_vars.get("ansible_delegated_vars", {}).get(self._task.delegate_to, {})
        interpreter = constants.config.get_config_value(_INTERPRETER, variables=host)
        return bool(self._templar.template(interpreter) == sys.executable)


def _built(path: Path, options: bytes) -> tuple[Any, ...] | None:
    """What Ansible takes for a module that is ready to run; None for a version that takes something else.

    It has a class of its own from ansible-core 2.19 on.
    """
    package = f"ansible_collections.{_COLLECTION}"
    shebang = f"#!{sys.executable}"
    script = _SCRIPT.format(package=package, root=str(_ROOT), name=path.stem, options=options)
    ready = {"module_style": "new", "shebang": shebang, "b_module_data": f"{shebang}\n{script}".encode()}
    own_class = getattr(module_common, "_BuiltModule", None)
    if own_class is None:
        return (*ready.values(), str(path))
    try:
        return own_class(**ready, serialization_profile="legacy"), str(path)
    except TypeError:
        return None
