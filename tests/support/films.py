"""A style's film for tests: four scenes, words enough to write an ad from, nothing special."""

from __future__ import annotations

from mediagen.plan.documents import Style


def film(seconds=(6, 8, 9, 7), transitions=(0, 0.5, 0.5, 0.5), kind="fade", **changes):
    scenes = [
        {
            "id": name,
            "seconds": length,
            "task": f"say the {name}",
            "prompt": None if name == "cta" else f"{{{{ kind }}}}, {name}",
            "transition": {"kind": kind, "seconds": into},
            "lines": ["{{ product }}. {{ benefit }}."] if name != "cta" else ["{{ product }}. {{ cta }}."],
            "titles": ["{{ feature }}"] if name == "proof" else [],
        }
        for name, length, into in zip(("hook", "benefit", "proof", "cta"), seconds, transitions, strict=True)
    ]
    return {
        "scenes": scenes,
        "headline": {"font": "Inter"},
        "body": {"font": "Inter"},
        "captions": {"type": {"font": "Inter"}},
        "music": {"mood": "calm"},
        "hooks": ["Meet {{ product }}"],
        "ctas": ["Find yours"],
        **changes,
    }


def style(name="plain", **changes):
    look = {"prompt": "calm", "background": "#101010", "deep": "#303030", "accent": "#C0A060", "light": "#F0F0F0"}
    return Style.model_validate({"kind": "template", "schema": 1, "id": name, "look": look, "film": film(), **changes})
