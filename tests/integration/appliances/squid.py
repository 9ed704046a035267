# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Squid on loopback with an exported file, in front of a stub that takes the place of everything it would reach."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# Who owns an address decides what its name is: Squid must not ask.
HOSTS = "192.0.2.7 login.live.com\n192.0.2.8 ocsp.digicert.com\n"
CONFIGURATION = """\
http_port 127.0.0.1:{port}
include {exported}
http_access deny all
cache_peer 127.0.0.1 parent {stub} 0 no-query no-digest default
never_direct allow all
cache deny all
hosts_file {folder}/hosts
dns_nameservers 127.0.0.1
visible_hostname squid.example.com
pid_filename none
access_log none
cache_log {folder}/cache.log
coredump_dir {folder}
"""


class _Stub(BaseHTTPRequestHandler):
    def do_CONNECT(self):
        self._answer()

    def do_GET(self):
        self._answer()

    def _answer(self):
        self.server.asked.append((self.command, self.path))
        self.close_connection = True
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args):
        pass


@dataclass
class Proxy:
    """A running Squid: ask it, and see what it forwarded."""

    port: int
    forwarded: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, method: str, target: str, source: str = "127.0.0.1") -> int:
        """Send one request as a client of the proxy does, from an address of the loopback; return the status."""
        authority = target.partition("://")[2].partition("/")[0] or target
        request = f"{method} {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.port), 20, (source, 0)) as connection:
            connection.sendall(request.encode())
            with connection.makefile("rb") as answer:
                return int(answer.readline().split()[1])


@contextlib.contextmanager
def running(program: str, text: str) -> Iterator[Proxy]:
    """Run Squid with an exported file; it is stopped by its own process id."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), _free_port()
        folder.chmod(0o777)  # started as root, squid writes its log as another user
        stub = ThreadingHTTPServer(("127.0.0.1", 0), _Stub)
        stub.asked = []
        threading.Thread(target=stub.serve_forever, daemon=True).start()
        (folder / "hosts").write_text(HOSTS, encoding="utf-8")
        (folder / "exported.conf").write_text(text, encoding="utf-8")
        configuration = folder / "squid.conf"
        settings = {"port": port, "stub": stub.server_port, "folder": folder, "exported": folder / "exported.conf"}
        configuration.write_text(CONFIGURATION.format(**settings), encoding="utf-8")
        process = subprocess.Popen([program, "-N", "-f", str(configuration)], stderr=subprocess.DEVNULL)
        try:
            _wait_for(port, process, folder / "cache.log")
            yield Proxy(port, stub.asked)
        finally:
            process.kill()  # by its own id, and at once: it has nothing to keep
            process.wait(20)
            stub.shutdown()
            stub.server_close()


def parsed(program: str, text: str) -> str:
    """What Squid says about an exported file besides that it reads it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "squid.conf"
        path.write_text(f"cache_log {os.devnull}\n{text}http_access deny all\n", encoding="utf-8")
        done = subprocess.run([program, "-k", "parse", "-f", str(path)], capture_output=True, text=True, check=False)
        noted = [line for line in done.stderr.splitlines() if any(word in line for word in ("WARN", "ERR", "FATAL"))]
        return "\n".join(noted) if noted or done.returncode == 0 else done.stderr


def _free_port() -> int:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        return reserved.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8") if log.exists() else "squid wrote no log")
