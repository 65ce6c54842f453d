"""The wire between a browser and the server, to be cut: a forwarder on a port of its own."""

import contextlib
import socket
import threading

from tests.web.server import free_port


class Cable:
    """Passes bytes on to `port` until it is cut; while it is cut nobody gets through."""

    def __init__(self, port: int) -> None:
        self._to, self.port, self._whole = port, free_port(), True
        self._ends: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._answer, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """At once and in the middle of whatever is under way."""
        with self._guard:
            self._whole = False
            ends, self._ends = self._ends, set()
        for end in ends:
            _hang_up(end)

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self.cut()
        _hang_up(self._door)

    def _answer(self) -> None:
        while True:
            try:
                browser, _ = self._door.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._to)) if self._whole else None
            except OSError:
                server = None
            with self._guard:
                if server is None or not self._whole:
                    _hang_up(browser)
                    continue
                self._ends |= {browser, server}
            for source, sink in ((browser, server), (server, browser)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            _hang_up(end)
            with self._guard:
                self._ends.discard(end)


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
