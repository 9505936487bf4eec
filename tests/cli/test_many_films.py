"""What a render of many films says: what failed first, then the films, twenty in all."""

AD = """\
kind: ad
schema: 1
id: shops
each: cities
product: {name: "Kettle {{ city }}", description: A kettle that boils a litre in 90 seconds.}
style: minimal
voices: [nova]
limits: {videos: 30}
"""


def test_films_that_were_not_to_be_finished_are_only_counted_and_the_one_that_failed_is_named(project):
    rows = [f"City {number}" for number in range(1, 30)] + ["\U00013000"]
    project.write("narratives/cities.csv", "city\n" + "\n".join(rows) + "\n")
    project.write("narratives/shops.yaml", AD)
    run = project.here("render", "shops", "--stop-after", "script")
    assert run.status == 1
    _, stage, failed, remedy, *rest = run.out.splitlines()
    assert stage.split() == ["script_gen", "29", "0", "29", "0"]
    assert failed.startswith("failed: shops.")
    assert "no font has a glyph for" in failed
    assert remedy.startswith("  → ")
    assert [line.split(";")[0].split(":")[0] for line in rest] == ["30 films", "stopped as asked"]
    assert rest[0].startswith("30 films: 0 finished")
