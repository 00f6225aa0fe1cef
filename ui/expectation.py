"""A strictness → what it means for answers, in plain words under the slider."""

from qa.strictness import load_expectations
from ui.markup import escaped


def render_expectation(strictness: float) -> str:
    """How many of a hundred questions get which answer, as counted on questions of our own."""
    known = load_expectations()
    level = known.at(min(max(float(strictness), 0.0), 1.0))
    answered, right = round(100 * level.answered), round(100 * level.right)
    said = (
        f"Of 100 questions that the articles answer, about {answered} get an answer, {right} of "
        f"them with the right quote. Of 100 that they don’t answer, about "
        f"{round(100 * level.fooled)} get one all the same. Further right: fewer answers, fewer "
        f"wrong ones. Counted on {known.questions:,} test questions; yours may differ."
    )
    return f'<p class="aside expected">{escaped(said)}</p>'
