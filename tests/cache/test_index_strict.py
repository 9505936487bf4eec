"""The index never unpickles anything, whoever wrote it there (diskcache does: CVE-2025-69872)."""

from __future__ import annotations

import pickle
import sqlite3

import diskcache
import pytest

from mediagen.cache.index import Index, Record
from mediagen.cache.stats import stats
from mediagen.cache.store import Cache
from mediagen.cache.verify import verify
from tests.support.workshop import entry, keep, key, names

RAW, BINARY, TEXT, PICKLE = 1, 2, 3, 4


class Bomb:
    """Unpickled, it writes a file."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return open, (str(self.marker), "w")


@pytest.fixture
def marker(tmp_path):
    return tmp_path / "was-unpickled"


def tamper(root, statement, *values):
    with sqlite3.connect(root / "index" / "cache.db") as connection:
        assert connection.execute(statement, values).rowcount == 1
    connection.close()


def use(root):
    """All that reads or writes rows."""
    with Cache(root) as cache:
        assert cache.lookup(key("a")) is None
        assert list(cache.lookup_many([key("a"), key("b")])) == [key("b")]
        assert names(cache) == {"b"}
        assert verify(cache).sound
        stats(cache)
        a = keep(cache, "a", b"made anew")
        assert cache.lookup(key("a")) == a
        assert cache.read(a) == b"made anew"
        cache.drop([a], "pruned")
        assert cache.lookup(key("a")) is None


def test_the_bomb_goes_off_in_diskcache_itself(tmp_path, marker):
    with diskcache.Cache(tmp_path / "plain") as plain:
        plain["a"] = Bomb(marker)
        plain["a"].close()
    assert marker.exists()


@pytest.mark.parametrize("mode", [RAW, BINARY, TEXT, PICKLE])
def test_a_pickle_in_a_row_is_never_unpickled(root, marker, mode):
    with Cache(root) as cache:
        keep(cache, "a")
        keep(cache, "b")
    bomb = pickle.dumps(Bomb(marker))
    tamper(root, "UPDATE Cache SET mode = ?, value = ? WHERE key = ?", mode, bomb, key("a"))
    use(root)
    assert not marker.exists()


@pytest.mark.parametrize("mode", [RAW, BINARY, TEXT, PICKLE])
def test_a_pickle_in_a_file_is_never_unpickled(root, marker, mode):
    with Cache(root) as cache:
        keep(cache, "a")
        keep(cache, "b")
    (root / "index" / "bomb.val").write_bytes(pickle.dumps(Bomb(marker)))
    tamper(root, "UPDATE Cache SET mode = ?, value = NULL, filename = 'bomb.val' WHERE key = ?", mode, key("a"))
    use(root)
    assert not marker.exists()
    assert (root / "index" / "bomb.val").exists()  # what a row names is not deleted either


def test_a_pickle_as_a_key_is_never_unpickled(root, marker):
    with Cache(root) as cache:
        keep(cache, "a")
        keep(cache, "b")
    tamper(root, "UPDATE Cache SET raw = 0, key = ? WHERE key = ?", pickle.dumps(Bomb(marker)), key("a"))
    use(root)
    assert not marker.exists()


@pytest.mark.parametrize("name", ["meta:totals", "lease:" + key("a")])
def test_a_pickle_in_the_place_of_totals_or_of_a_lease_is_never_unpickled(root, marker, name):
    with Cache(root) as cache:
        a = keep(cache, "a")
        assert cache.leases.acquire(entry("a", status="pending")) is None
        cache.catch_up()
        tamper(root, "UPDATE Cache SET mode = 4, value = ? WHERE key = ?", pickle.dumps(Bomb(marker)), name)
        with Cache(root) as another:
            assert another.lookup(a.key) == a
            another.leases.acquire(entry("a", status="pending"))
            assert another.catch_up().offset == cache.journal.size()
    assert not marker.exists()


@pytest.mark.parametrize("value", [b"bytes", 1, 1.5, None, ["list"], {"a": 1}, "text that is no record", entry("a")])
def test_a_value_of_another_type_is_refused(tmp_path, value):
    index = Index(tmp_path)
    with pytest.raises(TypeError, match="values are records"):
        index.write(lambda cache: cache.set("a", value))
    index.close()


@pytest.mark.parametrize("name", [b"bytes", 7, None, ("a", "b")])
def test_a_key_of_another_type_is_refused(tmp_path, name):
    index = Index(tmp_path)
    with pytest.raises(TypeError, match="keys are text"):
        index.write(lambda cache: cache.set(name, Record("{}")))
    index.close()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "not json",
        '{"key": "a"}',
        entry("a").dumps().replace('"completed"', '"finished"'),
        entry("a", b"x")
        .dumps()
        .replace(entry("a", b"x").digest, "../../../../../../../../../../../../../../../etc/passwd...a"),
        entry("a", b"x").dumps().replace('"size":1', '"size":"1"'),
        entry("a", attachments={"words": ("../../secret", 1)}).dumps(),
    ],
)
def test_a_row_that_is_no_entry_is_a_miss(root, text):
    with Cache(root) as cache:
        keep(cache, "a")
        keep(cache, "b")
    tamper(root, "UPDATE Cache SET value = ? WHERE key = ?", text, key("a"))
    use(root)


def test_nothing_is_evicted(root):
    with Cache(root) as cache:
        cache.index.write(lambda c: c.reset("size_limit", 1))
        for n in range(30):
            keep(cache, f"a{n}")
        assert len(names(cache)) == 30
        assert cache.index.write(lambda c: c.eviction_policy) == "none"


def test_only_its_owner_may_look_into_the_index(cache):
    assert (cache.root / "index").stat().st_mode & 0o777 == 0o700
