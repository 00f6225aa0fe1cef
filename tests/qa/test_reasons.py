import index.furniture.reasons
from index.metadata import front_matter
from qa.phrases import PHRASES
from qa.reasons import unsearched


def test_every_reason_is_said_in_every_language() -> None:
    settings = front_matter("---\ntitle: x\n---\ntext", "a.md")
    assert settings is not None
    known = vars(index.furniture.reasons)
    reasons = [text for name, text in known.items() if name.startswith("REASON_")]
    for reason in [*reasons, settings.reason]:
        assert unsearched(reason, "en") == f"Not searched: {reason}"
        others = {unsearched(reason, language) for language in PHRASES if language != "en"}
        assert len(others) == len(PHRASES) - 1
        assert not any(reason in said for said in others)
