"""Tells a command, a web address or a chat how a refresh went, within a time limit.

Chats, mail and the like are Apprise's: it knows the address of each service (`mailto://`, `slack://`,
`dingtalk://`, …).
"""

import json
import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from threading import Thread
from typing import Any

from flows.settings import PROJECT

_WEB = ("http://", "https://")
_LONGEST_QUOTE = 200
_MOST_NAMED = 10


class BadHook(ValueError):  # noqa: N818 - a verdict on what the keeper asked for
    """Neither a command nor an http(s) address nor one of a service."""


def check(hook: str) -> str:
    """Return a hook that can be called.

    Raises:
        BadHook: saying why it cannot.
    """
    if hook.startswith(_WEB):
        import httpx

        try:
            has_host = bool(httpx.URL(hook).host)
        except httpx.InvalidURL as error:
            raise BadHook(f"no web address: {error}") from None
        if not has_host:
            raise BadHook("the web address names no host")
    elif _is_service(hook):
        import apprise

        if not apprise.Apprise().add(hook):
            scheme = hook.partition("://")[0]
            raise BadHook(
                f"no web address (http, https), and no service that Apprise knows: {scheme}"
            )
    else:
        try:
            is_empty = bool(hook) and not shlex.split(hook)
        except ValueError as error:
            raise BadHook(f"no command: {error}") from None
        if is_empty:
            raise BadHook("the command is empty")
    return hook


def notify(hook: str, payload: Mapping[str, Any], seconds: float) -> str | None:
    """Hand a payload to a hook as JSON; return what went wrong, or None.

    Args:
        hook: a command, which reads it from its standard input; an http(s) address, to which it
            is posted; or the address of a service, which is told the message. An address can hold
            a secret: only its host or its service is ever named.
        payload: JSON-able.
        seconds: after that a command is killed and an answer no longer awaited.
    """
    body = json.dumps(payload, ensure_ascii=False).encode()
    try:
        if _is_service(hook):
            problem = _tell(hook, payload, seconds)
        else:
            problem = (_post if hook.startswith(_WEB) else _run)(hook, body, seconds)
    except OSError as error:
        problem = str(error)
    return f"notification failed: {problem}" if problem else None


def _is_service(hook: str) -> bool:
    return "://" in hook.partition(" ")[0] and not hook.startswith(_WEB)


def _tell(address: str, payload: Mapping[str, Any], seconds: float) -> str | None:
    """Tell a service, in a thread: each has time limits of its own."""
    import logging

    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it quotes addresses
    service = address.partition("://")[0]
    told: list[bool | None] = []

    def tell() -> None:
        to = apprise.Apprise()
        to.add(address)
        status = str(payload.get("status", ""))
        kind = {"success": "success", "partial": "warning"}.get(status, "failure")
        rejected = [
            f"{item['source_path']}: {item['detail']} [{item['reason']}]"
            for item in (payload.get("landing") or {}).get("rejected", [])[:_MOST_NAMED]
        ]
        text = "\n".join([str(payload.get("message", "")), *rejected])
        told.append(to.notify(body=text, title=f"{PROJECT}: {status}", notify_type=kind))

    thread = Thread(target=tell, daemon=True)
    thread.start()
    thread.join(seconds)
    if not told:
        return f"{service} did not answer within {seconds:g} s"
    return None if told[0] else f"{service} could not be told"


def _post(url: str, body: bytes, seconds: float) -> str | None:
    """Post, in a thread: httpx limits each read, not the whole exchange."""
    import httpx

    host = httpx.URL(url).host
    answers: list[str | None] = []

    def exchange() -> None:
        headers = {"Content-Type": "application/json"}
        try:
            with httpx.stream(
                "POST", url, content=body, headers=headers, timeout=seconds
            ) as answer:
                status = answer.status_code
                answers.append(None if answer.is_success else f"{host} answered {status}")
        except httpx.TimeoutException:
            pass
        except httpx.HTTPError as error:
            answers.append(f"{host}: {error}")

    thread = Thread(target=exchange, daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else f"{host} did not answer within {seconds:g} s"


def _run(command: str, body: bytes, seconds: float) -> str | None:
    """Run a command in a process group of its own, so that nothing of it outlives the limit."""
    words = shlex.split(command)
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(body)
        given.seek(0)
        try:
            child = subprocess.Popen(
                words,
                stdin=given,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )
        except OSError as error:
            return f"{words[0]}: {error.strerror}"
        try:
            status = child.wait(seconds)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            return f"{words[0]} did not end within {seconds:g} s"
        if status == 0:
            return None
        said.seek(0)
        lines = said.read().decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        quote = f": {last[:_LONGEST_QUOTE]}" if last else ""
        return f"{words[0]} ended with status {status}{quote}"
