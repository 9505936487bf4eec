"""YAML, CSV and JSONL files → values of the plan, strictly, each fault with its place.

documents.py  `Library`: documents by name or path;  folders.py  which files are documents;  seen.py  what was read
load.py       a file → a document;  decode.py  its bytes → text;  yaml_strict.py, scalars.py  text → values
stand_ins.py  what stands for parts that are at fault
lists.py      files → rows, row_formats.py by format;  each.py  the rows that a document names;  variants.py  of an ad
checker.py    what is only wrong in company: narrative_checks.py, ad_checks.py;  texts.py  what templates and styles say
faults.py     what pydantic finds, in plain English;  yaml_faults.py  what PyYAML finds
schema.py     JSON Schemas for editors
"""
