"""What is kept of publications: a file for each target, whatever it is called."""

import pytest

from mediagen.commands.counts import note_published, note_unpublished, published
from mediagen.system import is_device

ONE = {"document": "talk", "published": 2, "missing": 1}


@pytest.mark.parametrize("target", ["web", "aux", "COM1", "nul.eu", "web/eu", "100 %"])
def test_a_target_of_any_name_has_a_file_that_any_system_takes(tmp_path, target):
    note_published(tmp_path, target, "folder", [ONE])
    assert [(name, one["published"]) for name, one in published(tmp_path).items()] == [(target, 2)]
    [file] = (tmp_path / "published").iterdir()
    assert not is_device(file.name)
    note_unpublished(tmp_path, target, "talk")
    assert published(tmp_path) == {}
