"""Are the pictures that leave the house signed, and by whom?"""

from pathlib import Path

from installation.common.check_result import CheckResult
from installation.config.schema import MarksConfig
from installation.faults import BadConfig
from installation.marks import content_credentials
from installation.marks.content_credentials import CredentialSigner
from installation.marks.marker import NO_WHEEL, Marker
from installation.marks.signing_key import OWN_FILE
from installation.vocabulary import Severity

_WHAT = "marks"
_OTHERS = "watermark and IPTC fields"
_REMEDY = (
    "[marks] certificate and key name the certificate of an authority, where the house has one"
)


def check(marks: MarksConfig, state: Path) -> CheckResult:
    """Makes nothing: the house's own certificate is made when it is first used."""
    if not content_credentials.is_here():
        return CheckResult(Severity.WARN, _WHAT, f"{_OTHERS}, but no signature: {NO_WHEEL}", "")
    if not marks.certificate and not marks.key and not (state / OWN_FILE).exists():
        words = "will be signed with a certificate that the house makes itself, at first use"
        return CheckResult(Severity.OK, _WHAT, words, _REMEDY)
    try:
        key = Marker(marks, state).key()
        CredentialSigner(key)
    except (BadConfig, OSError) as fault:
        remedy = "until it is mended, pictures leave with their other marks"
        return CheckResult(Severity.WARN, _WHAT, f"pictures are not signed: {fault}", remedy)
    if key.is_self_made:
        words = "signed with a certificate that the house made itself: nobody vouches for its name"
        return CheckResult(Severity.OK, _WHAT, words, _REMEDY)
    return CheckResult(Severity.OK, _WHAT, f"signed with {state / marks.certificate}", "")
