"""Benchmarks of the targets in docs/performance.md: `python -m tests.benchmarks.bench_X`. Not part of the tests.

Each prints what it reached against a reference that is measured in the same run, in turns, and PASS or FAIL.
"""
