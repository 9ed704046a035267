# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy on the way: the one of a company, or one that leads whoever asks for the public cloud to the emulator."""

from __future__ import annotations

import contextlib
import select
import socket
import threading


class Proxy:
    """Opens tunnels and remembers where to; all of them to one port here, or none at all, if that is wanted."""

    def __init__(self, port=None, refuses=False):
        self.tunnels, self._port, self._refuses = [], port, refuses
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=self._listener.accept()[:1], daemon=True).start()

    def _serve(self, client):
        with client, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            method, target, _version = head.split(b"\r\n")[0].decode().split()
            self.tunnels.append((method, target))
            if self._refuses:
                client.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                return
            host, _colon, port = target.partition(":")
            address = ("127.0.0.1", self._port) if self._port else (host, int(port))
            with socket.create_connection(address) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._pass_on(client, server)

    def _pass_on(self, client, server):
        other = {client: server, server: client}
        while True:
            for end in select.select([client, server], [], [])[0]:
                piece = end.recv(65536)
                if not piece:
                    return
                other[end].sendall(piece)
