"""Memory: threads share a heap, what is free is kept while sound is made, and what is larger than a frame is the
system's again in what follows.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

HELD = """
import ctypes, os, sys
from mediagen.video.memory import give_back

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000

give_back()
libc.free(libc.malloc(30_000_000))  # from here on glibc alone would keep blocks of that size
before = resident()
blocks = [libc.malloc(10_000_000) for _ in range(12)]
for block in blocks:
    ctypes.memset(block, 1, 10_000_000)
most = resident() - before
for block in blocks[:-1]:
    libc.free(block)
print(most, resident() - before)
"""


KEPT = """
import ctypes, resource, threading
from mediagen.video.memory import kept

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]

def use():
    # pages that the system had to give for 12 MB
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    block = libc.malloc(12_000_000)
    ctypes.memset(block, 1, 12_000_000)
    libc.free(block)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

def run():
    with kept():
        first, again = use(), use()
    print(first, again, use())

thread = threading.Thread(target=run)
thread.start()
thread.join()
"""

ONE_HEAP = """
import ctypes, threading
from mediagen.video.memory import one_heap

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
one_heap()

def near(begun):
    # all threads are there at once, so none has the heap of one that is gone
    begun.wait()
    places.append(libc.malloc(5_000))
    begun.wait()

places, begun = [], threading.Barrier(4)
threads = [threading.Thread(target=near, args=(begun,)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
with open("/proc/self/maps") as file:
    heap = next(line for line in file if "[heap]" in line).split()[0]
start, end = (int(address, 16) for address in heap.split("-"))
print(sum(start <= place < end for place in places))
"""

CODE = """
import hashlib
import cv2, numpy as np
from mediagen.video.memory import forget_code

def of_files():
    # MB of files' pages that this process has in memory
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) // 1000 for line in file if line.startswith("RssFile"))

def work():
    picture = np.arange(64 * 64 * 3, dtype=np.uint8).reshape(64, 64, 3)
    return hashlib.sha256(cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2YUV), (31, 17))).hexdigest()

first, before = work(), of_files()
forget_code()
after = of_files()
print(before, after, first == work())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc can be told")
def test_large_blocks_are_given_back_though_a_later_one_is_in_use():
    most, left = map(int, subprocess.check_output([sys.executable, "-c", HELD]).split())
    assert most >= 115
    assert left <= 15


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc can be told")
def test_what_a_thread_frees_is_used_again_within_and_given_back_at_the_end():
    first, again, after = map(int, subprocess.check_output([sys.executable, "-c", KEPT]).split())
    assert again < 10
    assert min(first, after) > 1_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc can be told")
def test_all_threads_share_one_heap_once_that_is_said():
    assert int(subprocess.check_output([sys.executable, "-c", ONE_HEAP])) == 4


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be told")
def test_code_that_is_forgotten_takes_no_memory_and_runs_as_before():
    before, after, same = subprocess.check_output([sys.executable, "-c", CODE]).split()
    assert int(after) < int(before) / 2
    assert same == b"True"
