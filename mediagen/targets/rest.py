"""HTTP to a Supabase project: one connection pool, what may pass is tried again, refusals are told as ours."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from mediagen.errors import ConfigError, MediagenError, StorageError
from mediagen.network import environment_told

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
_TRIES = 7
_ELSEWHERE = (
    "check SUPABASE_URL, or `url` of the target; is there a proxy between, or a network that wants you to sign in?"
)
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 20.0
_PASSES = {408, 425, 429, 500, 502, 503, 504, 544}
"""Statuses after which the same request may do: 544 is Storage's own for a data base that is busy."""


class RefusedError(Exception):
    """The server said no, for good. Supabase's Storage tells of most faults as HTTP 400 with the real status in the
    body: `status` is that one, and `code` its word for it.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class PassingError(Exception):
    """The request did not come through, and may do later: at the earliest `after` so many seconds."""

    def __init__(self, problem: str, after: float = 0.0) -> None:
        super().__init__(problem)
        self.after = after


class Patience:
    """How long to wait before the same is asked for again, and when to give up."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._tries = 0
        self._pause = _FIRST_PAUSE

    def again(self, problem: PassingError) -> None:
        """Wait. Raises StorageError, which says `what` was asked for, when that was done often enough."""
        self._tries += 1
        if self._tries == _TRIES:
            raise StorageError(
                f"{self._what}: {problem}", remedy="run again in a while: what is there stays", retryable=True
            ) from problem
        time.sleep(max(self._pause, problem.after))
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)


class Rest:
    """A Supabase project's REST, for the holder of one of its keys."""

    def __init__(self, url: str, key: str, key_variable: str) -> None:
        import httpx

        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
        headers = {"Authorization": f"Bearer {key}", "apikey": key}
        with environment_told(httpx):
            self._http = httpx.Client(base_url=url, headers=headers, timeout=60.0, limits=limits)
        self.url = url
        self.key_variable = key_variable

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        content: Callable[[], Any] | None = None,
        headers: dict[str, str] | None = None,
        what: str,
    ) -> httpx.Response:
        """The answer to a request: `body` goes as JSON, or what `content` gives anew for each try.

        Raises RefusedError, and StorageError (which says `what` was asked for) when the server stays out of reach.
        """
        sent = None if body is None else json.dumps(body).encode()
        own = {**({} if sent is None else {"Content-Type": "application/json"}), **(headers or {})}
        patience = Patience(what)
        while True:
            try:
                with contextlib.ExitStack() as stack:
                    return self.once(method, path, _opened(content(), stack) if content else sent, own)
            except PassingError as problem:
                patience.again(problem)

    def told_of(self, kind: type[T], method: str, path: str, *, body: Any = None, what: str) -> T:
        """What the answer says in JSON, which is of that `kind`. Raises what `ask` does, and StorageError where it is
        not: what a proxy says, or another server.
        """
        answer = self.ask(method, path, body=body, what=what)
        try:
            said = answer.json()
        except ValueError:
            said = None
        if isinstance(said, kind):
            return said
        raise self.not_supabase(what, answer.headers.get("Content-Type", "of no type").partition(";")[0])

    def not_supabase(self, what: str, said: str) -> StorageError:
        """The error for an answer that is no answer to what was asked."""
        return StorageError(f"{what}: what answers at {self.url} is not Supabase ({said})", remedy=_ELSEWHERE)

    def once(self, method: str, path: str, content: Any, headers: dict[str, str]) -> httpx.Response:
        """The answer to a request that is tried once. Raises RefusedError and PassingError."""
        import httpx

        try:
            answer = self._http.request(method, path, headers=headers, content=content)
        except httpx.RequestError as error:  # broken off, or encoded as it does not say
            raise PassingError(f"{type(error).__name__}: {error}") from error
        if answer.status_code < 300:
            return answer
        refusal = _refusal(answer)
        if refusal.status not in _PASSES:
            raise refusal
        raise PassingError(f"{refusal.status} {refusal.message}", _retry_after(answer))

    def told(self, refusal: RefusedError, what: str, needs: str) -> MediagenError:
        """A refusal that is nobody's business but the user's."""
        text = f"{what}: {refusal.status} {refusal.message}"
        if refusal.status in {401, 403}:
            return ConfigError(
                f"{text}: the key ({self.key_variable}) may not {needs}",
                remedy=f"put the service_role (or secret) key into {self.key_variable}, or allow it by a policy",
            )
        moved = 300 <= refusal.status < 400
        return StorageError(text, remedy=_ELSEWHERE if moved else "see the message; run again when it is mended")


def _opened(content: Any, stack: contextlib.ExitStack) -> Any:
    return stack.enter_context(content) if hasattr(content, "__enter__") else content


def _refusal(answer: httpx.Response) -> RefusedError:
    try:
        said = answer.json()
        status = int(said.get("statusCode") or answer.status_code)
        code = str(said.get("code") or said.get("error") or "")
        return RefusedError(status, code, str(said.get("message") or code))
    except (ValueError, AttributeError, TypeError):
        line = answer.text.strip()  # TUS says a line, gateways a page
        said_so = 0 < len(line) <= 200 and not line.startswith("<")
        return RefusedError(answer.status_code, "", line if said_so else answer.reason_phrase)


def _retry_after(answer: httpx.Response) -> float:
    try:
        return min(float(answer.headers.get("Retry-After", 0)), _LONGEST_PAUSE)
    except ValueError:
        return 0.0
