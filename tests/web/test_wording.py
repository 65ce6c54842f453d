"""What people write is shown as they wrote it, and is nothing else."""

import pytest

from assessment.web.wording import cited, plain

JOINER = "\u2060"


@pytest.mark.parametrize(
    "typed",
    ["https://evil.example/x", "HTTP://evil.example", "www.evil.example", "업체 Www.evil.kr 끝"],
)
def test_an_address_that_people_write_is_no_link(typed: str) -> None:
    """Markdown links bare addresses whatever is escaped in them."""
    shown = plain(typed).replace("\\", "")
    assert JOINER in shown
    assert shown.replace(JOINER, "") == typed


def test_an_address_of_our_own_sources_stays_one() -> None:
    assert cited("www.ansan.go.kr").replace("\\", "") == "www.ansan.go.kr"


def test_no_mark_formats_or_links_anything() -> None:
    assert plain("[x](javascript:alert(1)) **a** <b> $1$ :red[x]") == (
        r"\[x\](javascript\:alert(1)) \*\*a\*\* \<b\> \$1\$ \:red\[x\]"
    )
    assert plain("12) 도금") == r"12\) 도금"


def test_a_unit_in_brackets_is_read_aloud_without_marks() -> None:
    assert plain("현장 인력 (명, 꼭 필요)") == "현장 인력 (명, 꼭 필요)"
