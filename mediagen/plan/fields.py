"""What fields of documents are made of, and the head that every document has."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from mediagen.plan.text import name, narration

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=80)]
Text = Annotated[
    str,
    BeforeValidator(lambda v: narration(v) if isinstance(v, str) else v),
    StringConstraints(min_length=1, max_length=100_000),
]
Name = Annotated[
    str,
    BeforeValidator(lambda v: name(v) if isinstance(v, str) else v),
    StringConstraints(min_length=1, max_length=1_000),
]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
Number = Annotated[float, AfterValidator(lambda v: round(v, 4))]
"""Four decimals, so that a number has one notation in a key."""
Scalar = str | int | float | bool


def fraction(value: float | str) -> float:
    """A part of a whole, from 0 to 1, to four decimals; as text too. Raises ValueError."""
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise ValueError(f"a number from 0 to 1 is meant, not {value!r}")
    return round(number, 4)


Fraction = Annotated[
    Annotated[float, Field(json_schema_extra={"minimum": 0, "maximum": 1})] | str,
    AfterValidator(lambda v: v if isinstance(v, str) and "{" in v else fraction(v)),
]
"""A part of a whole, or text with a variable in it that will be one."""


def _no_answer(motion: bool | str) -> bool | str:
    if isinstance(motion, str) and motion.lower() in {"yes", "no", "on", "off", "true", "false", "none"}:
        raise ValueError(f"true, false or how it moves is meant, not {motion!r}")
    return motion


Motion = Annotated[bool | Text, AfterValidator(_no_answer)]
"""How a picture moves; whether it does. YAML's older `no` is text here, and would buy a clip."""


class Model(BaseModel):
    """What documents are made of: frozen, and unknown fields are errors."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, str_max_length=200_000, defer_build=True
    )


def wrong_fields(error: ValidationError, whole: str) -> str:
    """What is wrong with which fields of a reply, the first five; `whole` stands for the reply itself."""
    faults = [f"{'.'.join(map(str, e['loc'])) or whole}: {e['msg']}" for e in error.errors(include_url=False)]
    return "; ".join(faults[:5])


class InputSpec(Model):
    """What a variable may be."""

    type: Literal["string", "integer", "number", "boolean"] = Field("string", description="The value's type.")
    max_chars: int | None = Field(None, ge=1, description="Longest string allowed, in characters.")
    min: float | None = Field(None, description="Smallest number allowed.")
    max: float | None = Field(None, description="Largest number allowed.")
    choices: tuple[Scalar, ...] | None = Field(None, description="The only values allowed.")
    default: Scalar | None = Field(None, description="Used where no value is given; without it one must be.")
    case: Literal["keep", "ignore"] = Field(
        "keep", description="`ignore`: values that differ in letter case only are one (soccer, Soccer)."
    )
    description: str = Field("", description="For people.")


class Document(Model):
    """The head that every document has."""

    schema_: Literal[1] = Field(alias="schema", description="Version of the document format.")
    id: Id = Field(description="Name of the document: letters, digits, _ and -.")
    title: str = Field("", description="For people.")
    description: str = Field("", description="For people.")
