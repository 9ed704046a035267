# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS in front of the core: free port, throw-away CA, and the faults that need a connection."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

from ..arm.core import kind_of
from . import control, spoilt

HTML = b"<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
SLOW_SECONDS = 1.0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Microsoft-HTTPAPI/2.0"
    sys_version = ""
    # Headers and body in one segment; otherwise every answer waits for a delayed acknowledgement.
    wbufsize = 65536
    disable_nagle_algorithm = True

    def setup(self):
        # In the thread of the connection, so that a slow handshake holds up nobody else.
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.server.remember(self.request)
        super().setup()

    def finish(self):
        with contextlib.suppress(OSError):
            super().finish()
        self.server.forget(self.request)
        with contextlib.suppress(OSError):
            self.request.close()

    def _serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _mark, query = self.path.partition("?")
        if path.startswith(control.PREFIX):
            status, text = control.answer(self.server.control, path, body)
            self._send(status, {"Content-Type": "application/json"}, text)
            return
        with self.server.core.log.request(self.command) as under_way:
            self._answer(path, query, body, under_way)

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = do_HEAD = _serve

    def _answer(self, path, query, body, under_way):
        core = self.server.core
        fault = core.draw(self.command, path)
        kind = fault.kind if fault else ""
        if kind == "drop_before":
            self._note(path, query, 0, body)
            self._drop()
            return
        if kind == "hang":
            self._note(path, query, 0, body)
            self._outlast_client()
            return
        if kind in ("html", "text"):
            self._instead(fault, path, query, body)
            return
        status, headers, text = core.handle(self.command, path, query, dict(self.headers), body, fault)
        if kind == "slow":
            core.log.await_together(self.command, fault.together)
        if kind in ("slow", "stall"):
            core.sleep(SLOW_SECONDS if fault.retry_after is None else fault.retry_after)
        under_way.end()
        if kind in ("drop_after", "stall"):
            self._drop()
        elif kind == "break_off":
            self._send(status, headers, text, sent=len(text) // 2)
            self._drop()
        else:
            self._send(*spoilt.answer(fault, self.server.url + self.path, status, headers, text))

    def _instead(self, fault, path, query, body):
        """A proxy or a limit of rates on the way answers in the service's place, with a page or in plain text."""
        status, said = fault.status or 502, HTML if fault.kind == "html" else (fault.message or "Forbidden").encode()
        self._note(path, query, status, body)
        kind = "html" if fault.kind == "html" else "plain"
        self._send(status, {"Content-Type": f"text/{kind}; charset=utf-8", **fault.headers()}, said)

    def date_time_string(self, timestamp=None):
        """For the header Date: by the service's clock."""
        return super().date_time_string(self.server.core.now() if timestamp is None else timestamp)

    def _note(self, path, query, status, body):
        core = self.server.core
        with core.lock:
            core.log.add(self.command, path, query, status, dict(self.headers), body, kind_of(path))

    def _outlast_client(self):
        """Nothing is done and nothing answered until whoever asked has gone."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.recv(1)

    def _drop(self):
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, status, headers, text, sent=None):
        """`sent`: how many bytes of the text really go, whatever length is announced."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(text)))
        if headers.get("Connection") == "close":
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text[:sent])
            self.wfile.flush()

    def log_message(self, *_arguments):
        """The log is in the core; nothing goes to the terminal."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, directory, names=(), suffix="", beside=None):
        """`beside`: the server of the same world at another port."""
        super().__init__(("127.0.0.1", port), Handler)
        # A client that goes away before it is let in leaves nothing to accept, and a server that waits could not stop.
        self.socket.settimeout(1)
        self.ca_file = str(Path(directory) / "ca.pem")
        self.context = beside.context if beside else _context(self.ca_file, names, suffix)
        self.core = self.control = None  # set by the owner before the first request
        if beside:
            self.core, self.control = beside.core, beside.control
        self._open, self._open_lock = set(), threading.Lock()

    def server_bind(self):
        # Not HTTPServer's: that one asks the name service who we are, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]

    @property
    def url(self):
        return f"https://localhost:{self.server_port}"

    def remember(self, connection):
        with self._open_lock:
            self._open.add(connection)

    def forget(self, connection):
        with self._open_lock:
            self._open.discard(connection)

    def connections(self):
        """Those that are open: their requests are not all answered yet, or more may come."""
        with self._open_lock:
            return set(self._open)

    def handle_error(self, _request, _address):
        """Clients that go away or do not trust the CA are part of the tests."""

    def start(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()
        for connection in self.connections():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _context(ca_file, names, suffix):
    """For these names, and for whatever name below the suffix a client asks for: each cluster has one of its own."""
    authority, others = trustme.CA(), {}
    authority.cert_pem.write_to_path(ca_file)

    def made(*of):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*of).configure_cert(context)
        return context

    def choose(connection, asked, _context):
        if asked and suffix and asked.endswith(suffix):
            if asked not in others:
                others[asked] = made(asked)
            connection.context = others[asked]

    context = made("localhost", "127.0.0.1", *names)
    context.sni_callback = choose
    return context
