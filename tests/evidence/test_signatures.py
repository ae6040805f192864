"""LearnMentor promises that its packs are signed: who made one is proved offline, and no other passes for it."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from learnmentor.cli import main
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import CpdYear
from learnmentor.evidence.checks import pack as pack_check
from learnmentor.evidence.packs.services import PackBegun, Wanted
from learnmentor.evidence.packs.views import maker_for
from learnmentor.ground.db import database
from learnmentor.signing import jose, queries, rules, services
from learnmentor.signing.models import SigningKey
from learnmentor.stories import taking_out
from tests.cpd.ledger import A_DAY, VAULT, Ledger
from tests.page import Browser, upload

pytestmark = pytest.mark.usefixtures("time", "signing_key")

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
Change = Callable[[str, bytes], bytes | None]


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """The command line, on this application."""
    return lambda *arguments: CliRunner().invoke(main, list(map(str, arguments)), obj=lambda: app)


def _downloaded(browser: Browser) -> bytes:
    return browser.get("/cpd/2026-27/evidence-pack").submit("Download the pack").response.data


@pytest.fixture
def pack(mine: Ledger, as_amina: Browser, tmp_path: Path) -> Path:
    """A pack as it is downloaded."""
    mine.log(prose=Prose(impact="Shorter questions."))
    mine.db.commit()
    path = tmp_path / "evidence-2026-27.zip"
    path.write_bytes(_downloaded(as_amina))
    return path


def rewritten(path: Path, change: Change, **added: bytes) -> Path:
    """A pack written anew beside the first, with members changed or, for None, left out."""
    target = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if (member := change(name, old.read(name))) is not None:
                new.writestr(name, member)
    changed = path.with_name("changed.zip")
    changed.write_bytes(target.getvalue())
    return changed


def _only(name: str, change: Callable[[bytes], bytes | None]) -> Change:
    return lambda each, old: change(old) if each == name else old


def _said(path: Path, **more: Any) -> list[str]:
    return [str(finding) for finding in pack_check.verify(path, **more)]


def _forged(path: Path, key: tuple[str, dict[str, Any], str], *, kid: str | None = None) -> Path:
    """A pack of somebody else's making, with another name in it and a signature and a key of their own."""
    with zipfile.ZipFile(path) as archive:
        manifest = archive.read("manifest.json").replace(b"Amina Yusuf", b"Amira Yusuf")
    header = {"typ": rules.PACK_MANIFEST, "kid": f"http://localhost/keys/{kid or key[0]}"}
    signature = rules.detached(jose.signed(manifest, header=header, private=key[2])).encode()
    keys = json.dumps({"keys": [{**key[1], "kid": header["kid"]}]}).encode()
    forged = {"manifest.json": manifest, "manifest.jws": signature, "keys.json": keys}
    return rewritten(path, forged.get)


def test_a_pack_brings_its_signature_and_the_key_that_it_fits(pack: Path, signing_key: SigningKey) -> None:
    with zipfile.ZipFile(pack) as archive:
        assert archive.namelist()[-3:] == ["manifest.json", "manifest.jws", "keys.json"]
        assert json.loads(archive.read("manifest.json"))["signature"] == "manifest.jws"
        guide = archive.read("VERIFY.txt").decode()
    assert _said(pack) == []
    signature = pack_check.signature(pack)
    assert (signature.agrees, signature.proved) == (True, False)
    assert signature.published_at == "http://localhost/keys"
    first, second = rules.fingerprint(signing_key.kid)[:39], rules.fingerprint(signing_key.kid)[40:]
    assert first in guide
    assert second in guide
    assert "not signed" not in guide


def test_with_the_maker_s_keys_it_is_proved_who_made_it(pack: Path, mine: Ledger) -> None:
    keys = queries.published(mine.db)
    assert _said(pack, keys=keys) == []
    assert pack_check.signature(pack, keys=keys).proved


def test_a_changed_list_does_not_fit_its_signature(pack: Path) -> None:
    changed = rewritten(pack, _only("manifest.json", lambda old: old.replace(b"Amina", b"Amira")))
    assert _said(changed) == ["manifest.jws: It does not fit: the manifest is not the one that was signed."]


def test_a_signature_taken_out_is_missed(pack: Path) -> None:
    assert _said(rewritten(pack, _only("manifest.jws", lambda _old: None))) == [
        "manifest.jws: It is missing: the manifest says that it is signed."
    ]
    assert "not in keys.json" in _said(rewritten(pack, _only("keys.json", lambda _old: None)))[0]


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"a.b.c", b"." * 2000, b"..", b"\n"])
def test_rubbish_is_no_signature(pack: Path, content: bytes) -> None:
    changed = rewritten(pack, _only("manifest.jws", lambda _old: content))
    assert _said(changed) == ["manifest.jws: It is not a signature as we make it."]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"keys": 1}', b"[" * 100_000, b'{"keys": [{"kty": "RSA"}]}'])
def test_rubbish_holds_no_keys(pack: Path, content: bytes) -> None:
    assert "not in keys.json" in _said(rewritten(pack, _only("keys.json", lambda _old: content)))[0]


def test_a_forger_s_pack_agrees_with_the_forger_s_key_and_is_not_proved_by_ours(pack: Path, mine: Ledger) -> None:
    stranger, keys = jose.new_key(), queries.published(mine.db)
    forged = _forged(pack, stranger)
    assert pack_check.signature(forged).fingerprint == rules.fingerprint(stranger[0])
    assert "not among those given" in _said(forged, keys=keys)[0]
    under_our_name = _forged(pack, stranger, kid=keys[0].kid)
    assert "It does not fit" in _said(under_our_name, keys=keys)[0]
    assert "not in keys.json" in _said(under_our_name)[0]


def test_a_pack_signed_with_a_revoked_key_is_refused_with_the_reason(
    pack: Path, mine: Ledger, signing_key: SigningKey
) -> None:
    services.revoke(mine.db, VAULT, signing_key, reason="A backup was stolen.", at=AT)
    [said] = _said(pack, keys=queries.published(mine.db))
    assert "the key it was signed with was revoked on 21 November 2026: A backup was stolen." in said


def test_a_pack_signed_before_a_rotation_is_still_proved(pack: Path, mine: Ledger) -> None:
    services.rotate(mine.db, VAULT, at=AT)
    assert pack_check.signature(pack, keys=queries.published(mine.db)).proved


def test_without_a_key_a_pack_goes_unsigned_and_says_so(
    mine: Ledger, as_amina: Browser, signing_key: SigningKey, tmp_path: Path
) -> None:
    mine.db.delete(signing_key)
    mine.db.commit()
    path = tmp_path / "unsigned.zip"
    path.write_bytes(_downloaded(as_amina))
    assert _said(path) == []
    assert pack_check.signature(path).checked is None
    with zipfile.ZipFile(path) as archive:
        assert "It is not signed" in archive.read("VERIFY.txt").decode()


def test_a_pack_of_several_years_is_signed_as_a_whole_and_year_by_year(
    app: Flask, mine: Ledger, stranger: Browser, tmp_path: Path
) -> None:
    mine.log(title="This year")
    mine.log(title="A year ago", on=A_DAY.replace(year=2025))
    mine.db.commit()
    with app.app_context():
        store = database()
    wanted = PackBegun("several", "evidence.zip", Wanted((CpdYear(2025), CpdYear(2026))), 0, 1)
    pieces = taking_out.chunks(maker_for(app.config["SETTINGS"]), store, learner=mine.actor, begun=wanted, at=AT)
    path = tmp_path / "evidence.zip"
    path.write_bytes(b"".join(pieces))
    keys = queries.published(mine.db)
    mine.db.rollback()
    assert _said(path, keys=keys) == []
    assert pack_check.signature(path, keys=keys).proved
    page = stranger.get("/check").submit("Check this file", file=upload(path.read_bytes(), "evidence.zip"))
    assert page.h1 == "We made this pack, and nothing in it was changed"
    assert "for the CPD years 2026-27, 2025-26." in page.words
    without = rewritten(path, _only("2025-26/manifest.jws", lambda _old: None))
    assert any("2025-26/manifest.jws: It is missing" in said for said in _said(without, keys=keys))


# The command


def test_the_command_names_the_key_to_compare_and_where(run: Callable[..., Result], pack: Path) -> None:
    result = run("verify", pack)
    assert result.exit_code == 0
    assert "this alone does not prove who made it" in result.output
    assert "Compare it with those at http://localhost/keys" in result.output
    assert "without the key" not in result.output


def test_the_command_proves_it_with_the_published_keys(
    run: Callable[..., Result], pack: Path, stranger: Browser, tmp_path: Path
) -> None:
    keys = tmp_path / "jwks.json"
    keys.write_bytes(stranger.get("/.well-known/jwks.json").response.data)
    result = run("verify", pack, "--keys", keys)
    assert result.exit_code == 0
    assert "signed with a key that is among those you gave" in result.output


def test_a_file_without_keys_is_said_to_be_one(run: Callable[..., Result], pack: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.json"
    nothing.write_text("[]")
    assert "nothing.json holds no keys." in run("verify", pack, "--keys", nothing).output


def test_the_command_refuses_what_the_keys_do_not_prove(
    run: Callable[..., Result], pack: Path, stranger: Browser, mine: Ledger, signing_key: SigningKey
) -> None:
    keys = pack.with_name("jwks.json")
    services.revoke(mine.db, VAULT, signing_key, reason="A backup was stolen.", at=AT)
    mine.db.commit()
    keys.write_bytes(stranger.get("/.well-known/jwks.json").response.data)
    revoked = run("verify", pack, "--keys", keys)
    assert revoked.exit_code == 1
    assert "A backup was stolen." in revoked.output
    plain = rewritten(pack, lambda name, old: None if name in {"manifest.jws", "keys.json"} else _unsigned(name, old))
    assert run("verify", plain).exit_code == 0
    told = run("verify", plain, "--keys", keys)
    assert (told.exit_code, "is not signed: nothing shows who made it" in told.output) == (1, True)


def _unsigned(name: str, old: bytes) -> bytes:
    if name != "manifest.json":
        return old
    manifest = json.loads(old)
    del manifest["signature"]
    return json.dumps(manifest).encode()
