"""YAML, CSV and JSONL files → values of the plan, strictly, each fault with its place."""
