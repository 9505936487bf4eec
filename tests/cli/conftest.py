"""A project that has been seeded, for what only looks at it, and copies for what changes it."""

from __future__ import annotations

import shutil

import pytest

from tests.conftest import Project


@pytest.fixture(scope="session")
def seeded(tmp_path_factory):
    """A small project, seeded once; tests that change it copy it."""
    project = Project(tmp_path_factory.mktemp("seeded") / "my projéct")
    project.narrative(["Hello there.", "Good night."], voices="nova, onyx")
    project.first = project.here("seed", "--json")
    return project


@pytest.fixture
def copy(seeded, tmp_path):
    shutil.copytree(seeded.folder, tmp_path / "copy")
    return Project(tmp_path / "copy")
