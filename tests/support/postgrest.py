"""The table of published speech, as PostgREST 10 answers on the wire."""

from __future__ import annotations

import datetime as dt
import json

ANON = "anon-key-of-the-test"


class Tables:
    """That part of a request handler."""

    def _rest(self, table: str, query: dict[str, list[str]]) -> None:
        if len(self.path) > 8_000:
            return self._reply(414, b"<html>URI Too Long</html>", {"Content-Type": "text/html"})
        if table != "tts_cache" or self.server.rows is None:
            text = f'relation "public.{table}" does not exist'
            return self._json({"code": "42P01", "details": None, "hint": None, "message": text}, 404)
        if not self._allowed() and (self.headers.get("apikey") != ANON or self.command != "GET"):
            return self._json({"code": "PGRST301", "message": "JWSError JWSInvalidSignature"}, 401)
        return getattr(self, f"_rows_{self.command.lower()}")(query)

    def _rows_get(self, query: dict[str, list[str]]) -> None:
        after = query.get("content_hash", ["gt."])[0].removeprefix("gt.")
        limit = int(query.get("limit", ["1000"])[0])
        with self.server.lock:
            found = [r for h, r in sorted(self.server.rows.items()) if r["is_active"] and h > after][:limit]
        names = query["select"][0].split(",")
        self._json([row if names == ["*"] else {name: row[name] for name in names} for row in found])

    def _rows_post(self, query: dict[str, list[str]]) -> None:
        merge = "merge-duplicates" in self.headers.get("Prefer", "")
        with self.server.lock:
            rows = json.loads(self.body)
            rows = rows if isinstance(rows, list) else [rows]
            for row in rows:
                name = row["content_hash"]
                if name in self.server.rows and not merge:
                    return self._json({"code": "23505", "message": "duplicate key value"}, 409)
                before = self.server.rows.get(name, {"created_at": dt.datetime.now(dt.UTC).isoformat()})
                self.server.rows[name] = {**before, **row}
        if "return=representation" in self.headers.get("Prefer", ""):
            return self._json([self.server.rows[row["content_hash"]] for row in rows], 201)
        return self._reply(201, b"", {})

    def _rows_patch(self, query: dict[str, list[str]]) -> None:
        hashes = query["content_hash"][0].removeprefix("in.(").removesuffix(")").split(",")
        with self.server.lock:
            for name in hashes:
                if name in self.server.rows:
                    self.server.rows[name] |= json.loads(self.body)
        self._reply(204, b"", {})
