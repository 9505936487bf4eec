"""S3: what is said of credentials and permissions, what headers objects get, and what happens when a store fails."""

from __future__ import annotations

import hashlib

import pytest

from mediagen.errors import ConfigError, StorageError
from mediagen.targets import native, s3, s3_store
from mediagen.targets.credentials import Credentials
from mediagen.targets.protocol import ABSENT, ChangedError, File
from tests.support.faults import first, puts
from tests.support.stores import KEYS, admin, passes_over_conditions, s3_server
from tests.support.vendors.server import closed_port

pytestmark = pytest.mark.s3
SECRET = "sekrit-0123456789"


def file(name="blobs/ab/abc.mp3", body=b"hello"):
    return File(name, body, "audio/mpeg", "public, max-age=31536000, immutable")


def manifest():
    return File("manifests/talk.json", b"hello", "application/json", "no-cache")


# -- what an object looks like ------------------------------------------------------------------------------------


def test_an_object_has_its_media_type_and_cache_control(behind):
    behind.open().put(file())
    head = behind.head("blobs/ab/abc.mp3")
    assert head["ContentType"] == "audio/mpeg"
    assert head["CacheControl"] == "public, max-age=31536000, immutable"


def asked(behind, *files, **settings) -> list[dict]:
    """The headers with which files are put; a store takes them that has all there is."""
    seen = []

    def take(handler):
        seen.append(dict(handler.headers))
        handler.reply(200, ETag=f'"{hashlib.md5(b"hello").hexdigest()}"')
        return True

    behind.proxy.fault = take
    target = behind.open(**settings)
    for one in files:
        target.put(one)
    return seen


def test_blobs_go_to_another_storage_class_and_manifests_do_not(behind):
    blob, index = asked(behind, file(), file("index.json"), storage_class="STANDARD_IA")
    assert blob["x-amz-storage-class"] == "STANDARD_IA"
    assert "x-amz-storage-class" not in index


def test_encryption_is_asked_for(behind):
    [one] = asked(behind, file(), sse="aws:kms", kms_key="alias/media")
    assert one["x-amz-server-side-encryption"] == "aws:kms"
    assert one["x-amz-server-side-encryption-aws-kms-key-id"] == "alias/media"


def test_the_base_url_is_that_of_the_cdn_of_the_store_or_of_aws(behind):
    assert behind.place(public_url="https://cdn.example.com/").base_url == "https://cdn.example.com"
    assert behind.place().base_url == f"{behind.proxy.url}/{behind.bucket}/media"
    virtual = behind.place(endpoint="https://r2.example.com", path_style=False)
    assert virtual.base_url == f"https://{behind.bucket}.r2.example.com/media"
    aws = behind.place(endpoint="", region="eu-central-1")
    assert aws.base_url == f"https://{behind.bucket}.s3.eu-central-1.amazonaws.com/media"
    assert behind.place(public=False).base_url == ""


def test_a_list_takes_one_request_for_a_thousand_names(behind):
    target = behind.open()
    target.put(file())
    behind.proxy.asked.clear()
    assert len(list(target.list(""))) == 1
    assert len(behind.proxy.asked) == 1


# -- credentials --------------------------------------------------------------------------------------------------


def test_credentials_come_from_the_profile_files_too(behind, tmp_path):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/credentials").write_text("[media]\naws_access_key_id = a\naws_secret_access_key = b\n")
    (tmp_path / ".aws/config").write_text("[profile media]\nregion = eu-west-3\n")
    seen = []
    behind.proxy.fault = lambda h: bool(seen.append(h.headers["Authorization"]))
    place = behind.place(environment={"HOME": str(tmp_path)}, profile="media")
    with pytest.raises((ConfigError, StorageError)) if s3_server()[1] != KEYS else _no_error():
        place.open().put(file())
    assert seen[0].startswith("AWS4-HMAC-SHA256 Credential=a/")
    assert "/eu-west-3/s3/" in seen[0]


def _no_error():
    import contextlib

    return contextlib.nullcontext()


@pytest.mark.parametrize(
    ("environment", "message", "remedy"),
    [
        ({}, "AWS_ACCESS_KEY_ID is not set, and profile default has no key", "export AWS_ACCESS_KEY_ID"),
        ({"AWS_PROFILE": "ci"}, "profile ci has no key", "export AWS_ACCESS_KEY_ID"),
        ({"AWS_ACCESS_KEY_ID": "a"}, "AWS_SECRET_ACCESS_KEY is not set", "export AWS_SECRET_ACCESS_KEY"),
        ({"AWS_SECRET_ACCESS_KEY": "a"}, "AWS_ACCESS_KEY_ID is not set", "export AWS_ACCESS_KEY_ID"),
    ],
)
def test_credentials_that_are_missing_are_named(behind, tmp_path, environment, message, remedy):
    with pytest.raises(ConfigError) as caught:
        behind.place(environment={"HOME": str(tmp_path), **environment}).open()
    assert message in caught.value.message
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("mangled", [f"{SECRET}\n", f'"{SECRET}"', f"{SECRET} ", f"{SECRET}é"])
@pytest.mark.parametrize("variable", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
def test_credentials_that_are_mangled_are_named_and_not_shown(behind, variable, mangled):
    with pytest.raises(ConfigError, match=f"{variable} has quotation marks, blanks") as caught:
        behind.place(environment={**KEYS, variable: mangled}).open()
    assert SECRET not in f"{caught.value!r} {caught.value.remedy}"


def test_a_key_that_is_mangled_in_a_profile_is_told_by_its_line(behind, tmp_path):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/credentials").write_text(
        f'[default]\naws_access_key_id = "a"\naws_secret_access_key = {SECRET}\n'
    )
    with pytest.raises(ConfigError, match="aws_access_key_id of profile default has quotation marks"):
        behind.place(environment={"HOME": str(tmp_path)}).open()


def test_credentials_are_not_shown_where_they_are_printed():
    shown = repr(Credentials("the-key", "the-secret", "the-token", "profile ci"))
    assert not any(value in shown for value in ("the-key", "the-secret", "the-token"))


def test_a_profile_that_only_aws_tools_follow_says_how_to_go_on(behind, tmp_path):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text("[profile ci]\nsso_session = us\n")
    with pytest.raises(ConfigError, match="sso_session") as caught:
        behind.place(environment={"HOME": str(tmp_path), "AWS_PROFILE": "ci"}).open()
    assert "aws configure export-credentials --profile ci" in caught.value.remedy


# -- refusals -----------------------------------------------------------------------------------------------------


def test_a_permission_that_is_missing_is_named_with_its_resource(behind):
    behind.proxy.fault = lambda h: h.refuse(403, "AccessDenied") is None
    target = behind.open()
    inside = f"arn:aws:s3:::{behind.bucket}/media/*"
    with pytest.raises(ConfigError, match=r"may not do s3:PutObject on ") as caught:
        target.put(file())
    assert f"allow s3:PutObject on {inside}" in caught.value.remedy
    with pytest.raises(ConfigError, match="may not do s3:GetObject"):
        target.get("index.json")
    with pytest.raises(ConfigError, match="may not do s3:ListBucket") as caught:
        list(target.list(""))
    assert caught.value.remedy.startswith(f"allow s3:ListBucket on arn:aws:s3:::{behind.bucket} ")
    denied = (
        b"<DeleteResult><Error><Key>media/a</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>"
    )
    behind.proxy.fault = lambda h: h.reply(200, denied) is None
    with pytest.raises(ConfigError, match="may not do s3:DeleteObject"):
        target.delete(["a"])


def test_what_an_answer_without_a_body_cannot_tell_is_asked_for(behind):
    """A session that ends in the middle of a run: to HEAD the store says 400, and no more."""
    behind.proxy.fault = lambda h: h.refuse(400, "" if h.command == "HEAD" else "ExpiredToken") is None
    with pytest.raises(ConfigError, match="ExpiredToken"):
        behind.open().put(file("index.json"), ABSENT)


def test_credentials_that_may_only_read_are_told_apart(behind):
    behind.open().put(file())
    behind.proxy.fault = lambda h: h.command == "PUT" and h.refuse(403, "AccessDenied") is None
    target = behind.open()
    assert target.get("blobs/ab/abc.mp3")[0] == b"hello"
    with pytest.raises(ConfigError, match="s3:PutObject"):
        target.put(file())


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("InvalidAccessKeyId", "AWS_ACCESS_KEY_ID"),
        ("SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY"),
        ("ExpiredToken", "AWS_SESSION_TOKEN"),
        ("RequestTimeTooSkewed", "clock"),
    ],
)
def test_a_refusal_says_which_credential_or_the_clock(behind, code, remedy):
    behind.proxy.fault = lambda h: h.refuse(403, code) is None
    with pytest.raises(ConfigError, match=code) as caught:
        behind.open().put(file())
    assert remedy in caught.value.remedy


def test_a_bucket_that_is_not_there_is_named(behind):
    target = behind.open(bucket="no-such-bucket-here")
    for call in (lambda: target.put(file()), lambda: list(target.list("")), lambda: target.get("index.json")):
        with pytest.raises(ConfigError, match="there is no bucket no-such-bucket-here"):
            call()


# -- failures that pass, and those that do not --------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        lambda h: h.refuse(503, "SlowDown"),
        lambda h: h.refuse(500, "InternalError"),
        lambda h: h.refuse(429, "SlowDown"),
        lambda h: h.reset(),
        lambda h: h.reset(after=40_000),
    ],
    ids=["503", "500", "429", "reset", "reset in the body"],
)
def test_what_may_pass_is_tried_again(behind, fault):
    behind.proxy.fault = first(2, fault, puts("abc"))
    target = behind.open()
    target.put(file(body=bytes(100_000)))
    behind.proxy.fault = lambda _h: False
    assert target.get("blobs/ab/abc.mp3")[0] == bytes(100_000)


@pytest.fixture
def unhesitant(monkeypatch):
    """What passes is tried again at once."""
    for module in (native, s3):
        monkeypatch.setattr(module, "pause", lambda _attempt: None)


@pytest.mark.parametrize(
    "fault", [lambda h: h.reset(), lambda h: h.lose(), lambda h: h.cut()], ids=["reset", "lost", "cut"]
)
def test_a_connection_that_breaks_in_a_list_or_a_delete_is_made_again(behind, unhesitant, fault):
    target = behind.open()
    target.put(file())
    behind.proxy.fault = first(2, fault)
    assert [one.name for one in target.list("blobs/")] == ["blobs/ab/abc.mp3"]
    behind.proxy.fault = first(2, fault)
    target.delete(["blobs/ab/abc.mp3"])
    assert target.get("blobs/ab/abc.mp3") is None


def test_a_list_that_breaks_goes_on_behind_what_came(behind, unhesitant):
    target, asked = behind.open(), []

    def page(*names, more):
        each = "<Contents><Key>media/{}</Key><Size>1</Size><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>"
        token = "<NextContinuationToken>more</NextContinuationToken>" if more else ""
        whole = f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{''.join(map(each.format, names))}"
        return f"<ListBucketResult>{whole}</ListBucketResult>".encode()

    def paged(handler):
        asked.append(handler.path)
        if "start-after" in handler.path:
            handler.reply(200, page("blobs/c", more=False))
        elif "continuation-token" in handler.path:
            handler.cut()
        else:
            handler.reply(200, page(*(f"blobs/b{n:04}" for n in range(1_000)), more=True))
        return True

    behind.proxy.fault = paged
    assert [one.name for one in target.list("blobs/")][-2:] == ["blobs/b0999", "blobs/c"]
    assert len(asked) == 3
    assert "start-after=media%2Fblobs%2Fb0999" in asked[-1]


@pytest.mark.parametrize(("status", "code"), [(400, "RequestTimeout"), (409, "OperationAborted")])
def test_an_upload_that_the_store_gave_up_is_made_again(behind, unhesitant, status, code):
    behind.proxy.fault = first(2, lambda h: h.refuse(status, code), puts("abc"))
    behind.open().put(file())
    assert behind.head("blobs/ab/abc.mp3")["ContentLength"] == 5


def test_a_store_that_changes_bytes_is_found_out(behind):
    """What is never changed is deleted: the next run would take it for whole by its name and size."""

    def wrong(handler):
        if handler.command == "PUT":
            handler.reply(200, ETag=f'"{hashlib.md5(b"other").hexdigest()}"')
        elif handler.command == "GET":
            handler.reply(200, b"hellp", "audio/mpeg", ETag='"x"', Last_Modified="Sat, 21 Nov 2026 18:00:00 GMT")
        return handler.command in {"PUT", "GET"}

    target = behind.open()
    behind.proxy.fault = wrong
    for one, asked in ((file(), ["PUT", "GET", "GET", "POST"]), (manifest(), ["PUT", "GET", "GET"])):
        behind.proxy.asked.clear()
        with pytest.raises(StorageError, match="not what was sent"):
            target.put(one)
        assert [request.partition(" ")[0] for request in behind.proxy.asked] == asked


def test_an_etag_that_is_no_checksum_has_the_object_read_back(behind):
    def kms(handler):
        if handler.command == "PUT":
            handler.reply(200, ETag='"0123456789abcdef0123456789abcdef"')
        elif handler.command == "GET":
            handler.reply(200, b"hello", "audio/mpeg", ETag='"x"', Last_Modified="Sat, 21 Nov 2026 18:00:00 GMT")
        return True

    behind.proxy.fault = kms
    behind.open(sse="aws:kms").put(file())
    assert [one.partition(" ")[0] for one in behind.proxy.asked] == ["PUT", "GET"]


def test_a_store_that_passes_over_conditions_is_looked_at_first(behind):
    """Some stores take every conditional write: the one that comes later must see the one before."""
    target = behind.open()
    target.put(file("index.json", b"one"))

    assert target.is_exclusive(file("index.json", b"one"))
    behind.proxy.fault = passes_over_conditions
    for wrong in (ABSENT, "0" * 32):
        with pytest.raises(ChangedError):
            target.put(file("index.json", b"two"), wrong)
    assert not target.is_exclusive(file("index.json", b"one"))


def test_a_store_that_refuses_every_if_match_is_guarded_by_a_lock(behind):
    """Ceph 16 answers 412 to an etag that is right."""
    target = behind.open()
    etag = target.put(file("index.json", b"one"))
    behind.proxy.fault = lambda h: "If-Match" in h.headers and h.refuse(412, "PreconditionFailed") is None
    target.put(file("index.json", b"two"), etag)
    assert target.get("index.json")[0] == b"two"
    assert [one.name for one in target.list("locks/")] == []


def knows_no_conditions(handler):
    """Backblaze B2 answers so."""
    conditional = "If-Match" in handler.headers or "If-None-Match" in handler.headers
    return conditional and handler.refuse(501, "NotImplemented") is None


def test_a_store_that_knows_no_conditions_is_looked_at_first_and_guarded_by_a_lock(behind, unhesitant, monkeypatch):
    monkeypatch.setattr(s3_store, "_RETRY_SECONDS", 0.1)
    target = behind.open()
    behind.proxy.fault = unknown = knows_no_conditions
    etag = target.put(file("index.json", b"one"), ABSENT)
    for wrong in (ABSENT, "0" * 32):
        with pytest.raises(ChangedError):
            target.put(file("index.json", b"two"), wrong)
    behind.proxy.fault = lambda h: h.command == "PUT" and "index" not in h.path and unknown(h)  # it is not asked again
    target.put(file("index.json", b"two"), etag)
    assert target.get("index.json")[0] == b"two"
    assert [one.name for one in target.list("locks/")] == []
    assert not target.is_exclusive(file("index.json", b"two"))


def test_of_two_who_create_the_same_where_no_conditions_are_known_the_later_has_done_it(behind, monkeypatch):
    monkeypatch.setattr(s3_store, "_RETRY_SECONDS", 0.1)
    behind.proxy.fault = knows_no_conditions
    first_one, later = behind.open(), behind.open()
    monkeypatch.setattr(s3, "pause", lambda _attempt: later.put(file("locks/index.json", b"theirs")))
    with pytest.raises(ChangedError):
        first_one.put(file("locks/index.json", b"ours"), ABSENT)
    assert later.get("locks/index.json")[0] == b"theirs"


NO_ADDRESS = "it is an address like https://HOST:PORT/PATH"
NO_NAME = "it is a name: letters, digits, and . _ - within"


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("endpoint", "127.0.0.1:9000", NO_ADDRESS),
        ("endpoint", "http://127.0.0.1:99999", NO_ADDRESS),
        ("endpoint", "http://[::bad", NO_ADDRESS),
        ("endpoint", "http://me:hunter2@127.0.0.1", "a user name or a password does not belong here"),
        ("public_url", "https://cdn.example.com/?v=1", NO_ADDRESS),
        ("public_url", "https://cdn.example.com/#top", NO_ADDRESS),
        ("public_url", "https://me:hunter2@cdn.example.com", "a user name or a password does not belong here"),
        ("bucket", "my media", NO_NAME),
        ("bucket", "../media", NO_NAME),
        ("bucket", "media/sub", NO_NAME),
        ("region", "eu central", NO_NAME),
        ("prefix", "../x", "it is a folder such as app/media"),
        ("prefix", "a//b", "it is a folder such as app/media"),
    ],
)
def test_a_setting_that_nothing_can_be_asked_with_is_refused_at_its_place(behind, setting, value, said):
    with pytest.raises(ConfigError, match=rf"targets\.cdn\.{setting}: ") as caught:
        behind.place(**{setting: value})
    assert said in caught.value.message
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])
def test_an_endpoint_of_the_environment_is_looked_at_too(behind, variable):
    with pytest.raises(ConfigError, match=f"{variable}.*: {NO_ADDRESS}"):
        behind.place({**KEYS, variable: "http://127.0.0.1:99999"}, endpoint="")


def test_what_the_client_trips_over_all_the_same_is_told_as_any_fault(behind):
    with pytest.raises(StorageError, match="InvalidUri"):
        behind.open(endpoint="http://ünï.example").get("index.json")


def test_a_server_that_cannot_be_reached_may_be_the_wrong_one(behind, monkeypatch):
    monkeypatch.setattr(s3_store, "_RETRY_SECONDS", 0.1)
    with pytest.raises(StorageError, match="no answer from http") as caught:
        behind.open(endpoint=closed_port()).get("index.json")
    assert "check the network, proxies and `endpoint`" in caught.value.remedy


def test_a_web_page_in_place_of_a_list_is_told_apart(behind):
    behind.proxy.fault = lambda h: h.reply(200, b"<!doctype html><p>Sign in", "text/html") is None
    with pytest.raises(StorageError, match="what answers is not S3") as caught:
        list(behind.open().list(""))
    assert "check the network, proxies and `endpoint`" in caught.value.remedy


def test_a_server_that_does_not_speak_tls_is_told_apart(behind, monkeypatch):
    monkeypatch.setattr(s3_store, "_RETRY_SECONDS", 0.1)
    with pytest.raises(StorageError, match="it does not speak TLS"):
        behind.open(endpoint=behind.proxy.url.replace("http://", "https://")).get("index.json")


def test_certificates_that_are_not_there_are_told_with_what_names_them(behind, tmp_path, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with pytest.raises(ConfigError, match="S3 cannot be asked: No CA certificates were loaded") as caught:
        behind.open()
    assert "SSL_CERT_DIR" in caught.value.remedy


@pytest.mark.parametrize(("status", "code"), [(400, "AuthorizationHeaderMalformed"), (301, "PermanentRedirect")])
def test_a_region_that_is_wrong_is_named(behind, status, code):
    behind.proxy.fault = lambda h: h.refuse(status, code) is None
    for call in (lambda: behind.open().put(file()), lambda: list(behind.open().list(""))):
        with pytest.raises(ConfigError, match="another region"):
            call()


def test_an_endpoint_that_sends_elsewhere_is_told(behind):
    behind.proxy.fault = lambda h: h.reply(301, Location=f"https://127.0.0.1{h.path}") is None
    with pytest.raises(StorageError) as caught:
        behind.open().put(file())
    assert "check `endpoint` (http or https)" in caught.value.remedy


def test_an_object_with_a_name_that_nobody_can_ask_for_is_told(behind):
    admin().put_object(Bucket=behind.bucket, Key="media/blobs//of another tool", Body=b"")
    with pytest.raises(StorageError, match="blobs//of another tool") as caught:
        list(behind.open().list(""))
    assert caught.value.remedy.startswith("an object with such a name is no work of mediagen's")


def test_the_reader_reads_by_an_s3_url(behind, monkeypatch):
    from mediagen.client import Manifest, NotReadableError

    behind.open().put(file("manifests/talk.json", b'{"schema": 1, "document": "talk", "items": []}'))
    for name, value in {**s3_server()[1], "AWS_ENDPOINT_URL_S3": behind.proxy.url, "AWS_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    manifest = Manifest.load(f"s3://{behind.bucket}/media/manifests/talk.json")
    assert (manifest.document, len(manifest), manifest.refresh()) == ("talk", 0, False)
    behind.open().put(file("manifests/talk.json", b'{"schema": 1, "document": "speech", "items": []}'))
    assert (manifest.refresh(), manifest.document) == (True, "speech")
    with pytest.raises(NotReadableError):
        Manifest.load(f"s3://{behind.bucket}/media/manifests/other.json")
