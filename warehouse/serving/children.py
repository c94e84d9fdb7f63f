"""The processes of one running warehouse: started together, kept up, stopped together."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

STOP_SECONDS = 15.0  # longer than gunicorn's graceful_timeout, so that it can finish
RESTART_SECONDS = 1.0
LOOK_SECONDS = 60.0
_PR_SET_PDEATHSIG = 1  # prctl(2)


class Crew:
    """A web server and a job worker; without the first nothing makes sense, the second returns."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Keep the environment that the children get."""
        self._environ = environ
        self._wake = threading.Event()
        self._stopping = False
        self._web: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start both, and from now on take SIGINT and SIGTERM as the wish to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: self._wake.set())
        self._web = self._run("warehouse.serving", str(os.getpid()))
        self._worker = self._run("warehouse.cli", "worker", "--starter", str(os.getpid()))

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Whether the server became `ready` in time; False as well when it ended instead."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self._stopping and self._alive(self._web):
            if ready():
                return True
            self._wake.wait(0.05)
            self._wake.clear()
        return False

    def stay(self, look_around: Callable[[], bool]) -> int:
        """Stay until asked to stop, then stop everything; 0, or 1 if the web server failed.

        Args:
            look_around: Called every minute; True means that the web server must reread its
                certificate, which it does without dropping a request.
        """
        try:
            while not self._stopping and self._alive(self._web):
                if not self._wake.wait(LOOK_SECONDS) and look_around():
                    self._signal(self._web, signal.SIGHUP)
                self._wake.clear()
                self._keep_worker()
            return 0 if self._stopping else 1
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask both to finish what they are doing; after 15 seconds insist."""
        self._stopping = True
        crew = [child for child in (self._web, self._worker) if child]
        for child in crew:
            self._signal(child, signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        for child in crew:
            try:
                child.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("process %s did not stop in time and is ended", child.pid)
                child.kill()
                child.wait()

    def _keep_worker(self) -> None:
        if self._stopping or self._alive(self._worker):
            return
        log.error("the job worker ended and is started again")
        self._wake.wait(RESTART_SECONDS)
        if not self._stopping:
            self._worker = self._run("warehouse.cli", "worker", "--starter", str(os.getpid()))

    def _run(self, *module: str) -> subprocess.Popen[bytes]:
        # -P keeps the current folder out of the path: a stray file there must not be imported.
        command = [sys.executable, "-P", "-m", *module]
        return subprocess.Popen(command, env=dict(self._environ))  # noqa: S603 - our own modules

    def _asked_to_stop(self, *_: object) -> None:
        self._stopping = True
        self._wake.set()

    @staticmethod
    def _alive(child: subprocess.Popen[bytes] | None) -> bool:
        return child is not None and child.poll() is None

    @staticmethod
    def _signal(child: subprocess.Popen[bytes] | None, number: signal.Signals) -> None:
        if child is not None and child.poll() is None:
            child.send_signal(number)


def die_with(starter: int) -> None:
    """Ask the kernel for SIGTERM when the process that started this one is gone, even if killed.

    Linux only; elsewhere a killed `warehouse run` leaves its children to be stopped by hand.

    Args:
        starter: Its process id, as it told us: it may have gone before we came to ask.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != starter:
        os.kill(os.getpid(), signal.SIGTERM)
