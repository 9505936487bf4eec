"""S3: what is asked for an object (ACL, encryption, storage class) holds for small and large ones."""

from __future__ import annotations

import os

import pytest

from mediagen.errors import ConfigError
from mediagen.targets.protocol import ABSENT, File

pytestmark = pytest.mark.s3
MEDIA = "public, max-age=31536000, immutable"


@pytest.fixture(params=[5, 9 << 20], ids=["small", "in parts"])
def file(request, tmp_path):
    """A blob of 5 bytes, or one on the disk that goes in two parts."""
    (tmp_path / "film.mp4").write_bytes(bytes(request.param))
    body = tmp_path / "film.mp4" if request.param > 5 else bytes(5)
    return File("blobs/ab/film.mp4", body, "video/mp4", MEDIA)


def test_without_an_acl_an_object_is_the_owners(private):
    private.open().put(File("index.json", b"1", "application/json", "no-cache"))
    assert not private.anybody_can_read("index.json")


def test_an_acl_makes_an_object_public_from_its_first_moment(private, file):
    target = private.open(acl="public-read")
    target.put(file)
    assert private.anybody_can_read("blobs/ab/film.mp4")
    etag = target.put(File("index.json", b"1", "application/json", "no-cache"), ABSENT)
    target.put(File("index.json", b"2", "application/json", "no-cache"), etag)
    assert private.anybody_can_read("index.json")


def test_an_acl_is_signed_and_sent_with_what_writes_alone(private, file):
    seen = []
    private.proxy.fault = lambda h: bool(seen.append((h.command, h.headers["x-amz-acl"], h.headers["Authorization"])))
    target = private.open(acl="bucket-owner-full-control")
    target.put(file)
    target.get(file.name)
    list(target.list(""))
    assert {acl for command, acl, _ in seen if command in {"PUT", "POST"}} == {"bucket-owner-full-control"}
    assert all(";x-amz-acl;" in signed for command, _, signed in seen if command in {"PUT", "POST"})
    assert {acl for command, acl, _ in seen if command in {"GET", "HEAD"}} == {None}


def test_a_bucket_that_takes_no_acl_says_what_to_do(private, file):
    private.proxy.fault = lambda h: "x-amz-acl" in h.headers and h.refuse(400, "AccessControlListNotSupported") is None
    with pytest.raises(ConfigError, match="AccessControlListNotSupported") as caught:
        private.open(acl="public-read").put(file)
    assert "leave out `acl` of the target" in caught.value.remedy


@pytest.mark.parametrize(
    ("code", "setting"),
    [("InvalidArgument", "kms_key"), ("InvalidStorageClass", "storage_class"), ("KMS.NotFoundException", "kms_key")],
)
def test_what_the_store_does_not_have_names_the_setting(private, file, code, setting):
    private.proxy.fault = lambda h: h.command in {"PUT", "POST"} and h.refuse(400, code) is None
    with pytest.raises(ConfigError, match=code) as caught:
        private.open(sse="aws:kms", kms_key="lost", storage_class="COLD").put(file)
    assert f"`{setting}`" in caught.value.remedy


def test_the_permission_to_set_acls_is_named_too(private, file):
    private.proxy.fault = lambda h: h.command in {"PUT", "POST"} and h.refuse(403, "AccessDenied") is None
    with pytest.raises(ConfigError, match="may not do s3:PutObject and s3:PutObjectAcl on arn:aws:s3:::"):
        private.open(acl="public-read").put(file)


@pytest.mark.parametrize("acl", ["public-read-write", "everybody"])
def test_an_acl_by_which_others_may_write_or_that_there_is_not_is_refused(private, acl):
    with pytest.raises(ConfigError, match=r"targets\.cdn\.acl"):
        private.open(acl=acl)


def test_what_is_not_public_is_not_made_so_by_an_acl(private):
    with pytest.raises(ConfigError, match="public-read"):
        private.open(acl="public-read", public=False)


@pytest.mark.skipif("TEST_S3_URL" in os.environ, reason="needs a storage class and a KMS on that server")
def test_encryption_storage_class_and_headers_hold(private, file):
    private.open(sse="aws:kms", kms_key="alias/media", storage_class="STANDARD_IA").put(file)
    head = private.head(file.name)
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", "alias/media")
    assert head["StorageClass"] == "STANDARD_IA"
    assert (head["ContentType"], head["CacheControl"]) == ("video/mp4", MEDIA)


@pytest.mark.parametrize("which", ["?uploads", "partNumber=1", "partNumber=2", "?uploadId"])
def test_an_answer_that_is_lost_while_it_goes_in_parts_costs_nothing(private, tmp_path, which):
    """A store may have forgotten the upload when it is told for the second time that all parts are there."""
    (tmp_path / "film.mp4").write_bytes(bytes(9 << 20))
    lost = []

    def fault(handler):
        if which not in handler.path or handler.command not in {"PUT", "POST"}:
            return False
        lost.append(handler)
        if which == "?uploadId" and len(lost) == 2:
            handler.refuse(404, "NoSuchUpload")
        elif len(lost) == 1:
            handler.lose()
        else:
            return False
        return True

    private.proxy.fault = fault
    target = private.open()
    target.put(File("blobs/ab/film.mp4", tmp_path / "film.mp4", "video/mp4", MEDIA))
    assert len(lost) == 2
    assert target.get("blobs/ab/film.mp4")[0] == bytes(9 << 20)
