"""A headless Chromium over its DevTools protocol: opens a page, presses keys, reads what is shown.

Run as a script it takes pictures: `python tests/integration/browser.py URL PICTURE.png WIDTH`.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
KEYS = {"Tab": 9, "Enter": 13}
START_SECONDS = 60
ANSWER_SECONDS = 60


def program() -> str | None:
    """The browser of this machine, `CHROMIUM` before those on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One tab. `asked` are the addresses that it wanted, `faults` what went wrong in it."""

    def __init__(self, connection: ClientConnection) -> None:
        self.asked: list[str] = []
        self.faults: list[str] = []
        self._connection = connection
        self._count = 0
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._count += 1
        request = {"id": self._count, "method": method, "params": parameters}
        self._connection.send(json.dumps(request))
        while True:
            answer = self._receive()
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._connection.recv(ANSWER_SECONDS))
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.asked.append(message["params"]["request"]["url"])
            case "Runtime.exceptionThrown":
                self.faults.append(json.dumps(message["params"]["exceptionDetails"]))
            case "Log.entryAdded":
                self.faults.append(message["params"]["entry"]["text"])
        return message

    def open(self, url: str, *, width: int = 1280, height: int = 900) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1}
        self.call("Emulation.setDeviceMetricsOverride", **size, mobile=width < 600)
        self.call("Page.navigate", url="about:blank")  # a new fragment alone would not load it
        self.call("Page.navigate", url=url)
        while self._receive().get("method") != "Page.loadEventFired":
            pass
        self.settle()

    def settle(self) -> None:
        """Wait until what was just asked for is drawn."""
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def run(self, expression: str) -> Any:
        """Return the value of an expression in the page, or raise what it throws."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        code = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        text = {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **code, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **code)
        self.settle()

    def click(self, selector: str) -> None:
        """Click the middle of the first element that a selector finds, as a mouse does."""
        x, y = self.run(
            f"(() => {{ const it = document.querySelector({json.dumps(selector)});"
            " it.scrollIntoView({block: 'center'}); const box = it.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        place = {"x": x, "y": y, "button": "left", "clickCount": 1}
        self.call("Input.dispatchMouseEvent", type="mousePressed", **place)
        self.call("Input.dispatchMouseEvent", type="mouseReleased", **place)
        self.settle()

    def picture(self, file: Path) -> None:
        answer = self.call("Page.captureScreenshot", captureBeyondViewport=False)
        file.write_bytes(base64.b64decode(answer["data"]))


@contextmanager
def browser() -> Iterator[Page]:
    """A browser of our own with a new profile, and its one page."""
    found = program()
    if found is None:
        raise FileNotFoundError("no Chromium on this machine")
    profile = Path(tempfile.mkdtemp(prefix="browser-"))
    options = "--headless --no-sandbox --disable-gpu --no-first-run --disable-sync --mute-audio"
    quiet = "--disable-background-networking --disable-component-update --remote-debugging-port=0"
    process = subprocess.Popen(
        [found, *options.split(), *quiet.split(), f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        address = next(line for line in process.stderr if "DevTools listening on" in line).split()[
            -1
        ]
        with connect(address, max_size=None, proxy=None, open_timeout=START_SECONDS) as root:
            root.send(json.dumps({"id": 1, "method": "Target.getTargets", "params": {}}))
            targets = json.loads(root.recv(ANSWER_SECONDS))["result"]["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        base = address.partition("/devtools/")[0]
        with connect(f"{base}/devtools/page/{page}", max_size=None, proxy=None) as tab:
            yield Page(tab)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=10)
        if process.poll() is None:
            process.kill()
        shutil.rmtree(profile, ignore_errors=True)


if __name__ == "__main__":
    with browser() as shown:
        shown.open(sys.argv[1], width=int(sys.argv[3]))
        shown.call(
            "Emulation.setDeviceMetricsOverride",
            width=int(sys.argv[3]),
            height=min(shown.run("document.documentElement.scrollHeight"), 3000),
            deviceScaleFactor=1,
            mobile=int(sys.argv[3]) < 600,
        )
        shown.settle()
        shown.picture(Path(sys.argv[2]))
        print("\n".join(shown.faults))
