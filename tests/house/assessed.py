"""Assessed work of the house's people: prepared, handed in, judged, sampled, passed, appealed; and asked of others."""

import hashlib
import io
from datetime import date

from sqlalchemy.orm import Session

from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.models import (
    Appeal,
    ModerationSample,
    SubmissionFile,
    WitnessNote,
    appeal_place,
    witness_place,
)
from learnmentor.assessment.assessed.rules import AssignmentKind, HandedInPart, JudgementKind, Outcome
from learnmentor.certificates.models import AwardValidation
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault
from tests import factories
from tests.assessment.assessed import handed, works
from tests.house.world import NOW


def assessed_of_the_house(
    db: Session, vault: Vault, people: dict[str, factories.Person], files: FileStore
) -> dict[str, str]:
    """Amina prepares P1, and was judged; Carys judges, Farid moderates; Hana is asked for a record of the pair."""
    amina, carys, farid = people["amina"], people["carys"], people["farid"]
    works.brief(db)
    judging = works.assessor(db, carys)
    factories.unit(db, "P1", segments=0).family = "practice"
    works.assessor(db, farid, role=RoleName.MODERATOR)
    prepared = works.submission(db, amina, public_id="aminaswork")
    works.written(db, vault, prepared, "Aminas account")
    file = files.put(io.BytesIO(b"Aminas file"))
    db.add(
        SubmissionFile(public_id="aminasfile", submission_id=prepared.id, part="account", name="account.txt",
                       media_type="text/plain", size=file.size, sha256=file.sha256, storage_key=file.key, added_at=NOW)
    )  # fmt: skip
    works.released(db, vault, prepared, other=people["hana"], text="Aminas meeting", public_id="askedofhana")
    token = "witnesslink"
    db.add(
        WitnessNote(public_id="aminaswitness", submission_id=prepared.id, part="listening",
                    token_sha256=hashlib.sha256(token.encode()).hexdigest(), asked_at=NOW,
                    asked=vault.seal({"name": "Tess", "address": "tess@example.org", "about": "A meeting"},
                                     place=witness_place("aminaswitness")), worth_until=NOW.replace(year=2027))
    )  # fmt: skip
    waiting = works.handed_in(db, vault, works.submission(db, amina, level=5), public_id="aminastry")
    works.assigned(db, waiting, carys)
    sampled = works.handed_in(db, vault, works.submission(db, amina, level=6), public_id="aminassampled")
    first = works.judged(db, vault, sampled, carys)
    db.add(
        ModerationSample(try_id=sampled.id, judgement_id=first.id, sampled=True, reasons=["new-assessor"],
                         seed="0" * 64, drawn_at=NOW)
    )  # fmt: skip
    works.assigned(db, sampled, farid, kind=AssignmentKind.SECOND)
    queued = works.handed_in(db, vault, works.submission(db, people["ben"], level=4), public_id="benstry")
    _with_a_file(db, vault, people["hana"], carys)
    discussed = works.handed_in(db, vault, works.submission(db, amina, unit="P5", public_id="aminastalk"),
                                public_id="aminastalktry")  # fmt: skip
    discussed.rule = {**handed.P5, "unit": "P5"}
    works.assigned(db, discussed, carys)
    handed.times_proposed(db, vault, discussed)
    _judged_twice(db, vault, people["ben"], carys, farid)
    referred = works.passed(db, vault, amina, carys, level=7, outcome=Outcome.REFER)
    db.add(
        Appeal(public_id="aminasappeal", result_id=referred.result.id, made_at=NOW,
               body=vault.seal({"reasons": "Aminas reasons", "answer": ""}, place=appeal_place("aminasappeal")))
    )  # fmt: skip
    db.add(
        AwardValidation(public_id="housevalidation", award_code="HOUSE-P1", body="Northern Universities",
                        reference="NU/1", valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31),
                        recorded_by_id=people["grace"].id, recorded_at=NOW)
    )  # fmt: skip
    db.flush()
    return {
        "validation": "housevalidation",
        "assessed_unit": "p1", "assessed_level": "4", "submission": prepared.public_id, "work_part": "account",
        "record_part": "meetings", "record_kind": "meeting", "extract_part": "listening",
        "work_file": "aminasfile", "released": "askedofhana", "witness": "aminaswitness",
        "witness_link": token, "try_to_judge": waiting.public_id, "try_sampled": sampled.public_id,
        "try_queued": queued.public_id, "result": referred.result.public_id, "referred": referred.submission.public_id,
        "appeal": "aminasappeal", "assessor": carys.public_id, "assessor_role": str(judging.role_id),
        "try_compared": "benscompared", "try_number": "1", "discussed": "aminastalk", "try_discussed": "aminastalktry",
        "try_with_file": "hanastry", "file_of_try": "hanasworkfile",
    }  # fmt: skip


def _with_a_file(db: Session, vault: Vault, hana: factories.Person, carys: factories.Person) -> None:
    """Hana's try, which Carys judges, with a file of these bytes that lies in the store already."""
    made = works.submission(db, hana)
    file = works.kept_file(db, made, b"notes", name="notes.txt", media_type="text/plain", public_id="hanasworkfile")
    handed = works.work(parts=[HandedInPart("account", "About 800 words", files=(file,))])
    works.assigned(db, works.handed_in(db, vault, made, handed=handed, public_id="hanastry"), carys)


def _judged_twice(
    db: Session, vault: Vault, ben: factories.Person, carys: factories.Person, farid: factories.Person
) -> None:
    """Ben's try, of which Carys and Farid came to different outcomes."""
    tried = works.handed_in(db, vault, works.submission(db, ben, level=5), public_id="benscompared")
    first = works.judged(db, vault, tried, carys)
    works.judged(db, vault, tried, farid, outcome=Outcome.REFER, kind=JudgementKind.SECOND)
    db.add(
        ModerationSample(try_id=tried.id, judgement_id=first.id, sampled=True, reasons=["close"], seed="0" * 64,
                         drawn_at=NOW)
    )  # fmt: skip
