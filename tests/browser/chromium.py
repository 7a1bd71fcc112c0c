"""A Chromium without a window, driven over two pipes by its own protocol; nothing else is needed.

The protocol is https://chromedevtools.github.io/devtools-protocol/, one JSON message after another,
each ended by a zero byte.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: Seconds without an answer after which a browser counts as dead.
PATIENCE = 60
#: Where Playwright puts its browsers.
CACHES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")


def found() -> str | None:
    """The Chromium of this machine; None if there is none."""
    named = os.environ.get("CHROMIUM")
    known = [named] if named else [shutil.which(name) for name in NAMES]
    for cache in CACHES:
        for name in ("headless_shell", "chrome-headless-shell", "chrome"):
            known += [str(path) for path in sorted(Path(cache).expanduser().glob(f"*/*/{name}"))]
    return next((path for path in known if path and os.access(path, os.X_OK)), None)


class Chromium:
    """One page of one browser; use it in a `with`."""

    def __init__(self, program: str) -> None:
        self.home = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        (down, self.write), (self.read, up) = os.pipe(), os.pipe()
        # The browser reads from 3 and writes to 4, whatever numbers the pipes have here.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (down, up)]

        def arrange() -> None:
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.process = subprocess.Popen(
            [
                program,
                *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
                *("--remote-debugging-pipe", "--hide-scrollbars", "--no-first-run"),
                f"--user-data-dir={self.home.name}",
            ],
            preexec_fn=arrange,  # noqa: PLW1509 (nothing else runs in this process)
            pass_fds=(3, 4),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (down, up, *ends):
            os.close(end)
        self.number, self.rest, self.events = 0, b"", list[dict[str, Any]]()
        self.session: str | None = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its answer; events on the way are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session is not None:
            message["sessionId"] = self.session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            if not select.select([self.read], [], [], PATIENCE)[0]:
                raise RuntimeError(f"the browser has said nothing for {PATIENCE} seconds")
            piece = os.read(self.read, 1 << 16)
            if not piece:
                raise RuntimeError("the browser has ended")
            self.rest += piece
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def show(self, address: str, width: int, height: int, *, dark: bool = False) -> None:
        """Open a page at a width; below 600 px as on a phone."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", media="screen", features=[scheme])
        # From another page: an address with another anchor alone would load nothing.
        self._open("about:blank")
        self._open(address)

    def _open(self, address: str) -> None:
        self.events.clear()
        self.ask("Page.navigate", url=address)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """The value of a script on the page, awaited."""
        answer = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def requests(self) -> list[str]:
        """Addresses that the page has asked for."""
        sent = (e for e in self.events if e.get("method") == "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in sent]

    def complaints(self) -> list[str]:
        """What the page has written to the console, and errors."""
        kinds = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [json.dumps(e["params"]) for e in self.events if e.get("method") in kinds]

    def picture(self, height: int | None = None) -> bytes:
        """The page as PNG, as far down as asked."""
        whole = {} if height is None else {"captureBeyondViewport": True}
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png", **whole)["data"])

    def paper(self) -> bytes:
        """The page as PDF, as it is printed."""
        options = {"printBackground": True, "preferCSSPageSize": True}
        return base64.b64decode(self.ask("Page.printToPDF", **options)["data"])

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        for end in (self.read, self.write):
            os.close(end)
        self.home.cleanup()
