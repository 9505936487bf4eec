"""AWS credentials as other tools find them: the environment, then the profile files. Never written anywhere."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mediagen.errors import ConfigError
from mediagen.network import unmangled

_FROM_A_ROLE = (
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
"""Variables with which GitHub Actions, EKS and ECS lend a role; obstore takes it from there."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A key, or None where a role gives one; `origin` may be shown."""

    key: str | None = field(repr=False)
    secret: str | None = field(repr=False)
    token: str | None = field(repr=False)
    origin: str


def profile_values(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What ~/.aws/config and ~/.aws/credentials (or the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE
    name) say of a profile; nothing, where there is none. Raises ConfigError for a file that cannot be read.
    """
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home()) / ".aws"
    values: dict[str, str] = {}
    for variable, file, section in (
        ("AWS_CONFIG_FILE", "config", name if name == "default" else f"profile {name}"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials", name),
    ):
        path = Path(environment.get(variable) or home / file)
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read as a profile file", remedy="mend or remove it") from error
        if parser.has_section(section):
            values |= dict(parser.items(section))
    return values


def refuse_session(credentials: Credentials) -> None:
    """Raise ConfigError where they are no user's, but a session's."""
    if credentials.key is None or credentials.token:
        raise ConfigError(
            f"URLs that are signed with a session's credentials ({credentials.origin}) end with the session",
            remedy="sign with the key of a user (AWS_ACCESS_KEY_ID without AWS_SESSION_TOKEN), or leave out"
            " `signed_for` of the target",
        )


def find(profile: str, environment: Mapping[str, str], *, instance_role: bool) -> Credentials:
    """The credentials for a target: of `profile` where that is named. Raises ConfigError for none, and mangled ones."""
    key, secret = (environment.get(f"AWS_{name}", "") for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"))
    if not profile and (key or secret):
        if not (key and secret):
            missing = "AWS_SECRET_ACCESS_KEY" if key else "AWS_ACCESS_KEY_ID"
            raise ConfigError(
                f"{missing} is not set, but its pair is", remedy=f"export {missing}=… or put it into .env"
            )
        token = environment.get("AWS_SESSION_TOKEN", "")
        for variable, value in (("ACCESS_KEY_ID", key), ("SECRET_ACCESS_KEY", secret), ("SESSION_TOKEN", token)):
            unmangled(value, f"AWS_{variable}")
        return Credentials(key, secret, token or None, "environment")
    name = profile or environment.get("AWS_PROFILE") or "default"
    values = profile_values(name, environment)
    key, secret = values.get("aws_access_key_id", ""), values.get("aws_secret_access_key", "")
    if key and secret:
        for line in ("aws_access_key_id", "aws_secret_access_key", "aws_session_token"):
            unmangled(values.get(line, ""), f"{line} of profile {name}")
        return Credentials(key, secret, values.get("aws_session_token"), f"profile {name}")
    if instance_role or any(environment.get(variable) for variable in _FROM_A_ROLE):
        return Credentials(None, None, None, "role")
    indirect = next((n for n in ("sso_session", "sso_start_url", "credential_process", "role_arn") if n in values), "")
    if indirect:
        raise ConfigError(
            f"profile {name} says {indirect}, which only AWS's own tools follow",
            remedy=f'run `eval "$(aws configure export-credentials --profile {name} --format env)"` first',
        )
    raise ConfigError(
        f"there are no AWS credentials: AWS_ACCESS_KEY_ID is not set, and profile {name} has no key",
        remedy="export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or put them into .env), name a `profile` of"
        " ~/.aws/credentials, or say `instance_role = true` on a machine that has a role",
    )
