"""What a corpus holds → HTML: files, articles by month, publisher and language, and a table."""

from collections.abc import Iterator, Sequence
from typing import Final

from index import ArticleSummary, Coverage, FailedFile, near_copies
from qa.phrases import PHRASES
from ui.markup import escaped

_MAX_ROWS: Final = 200  # of a table; a browser takes no pleasure in 100,000
_MAX_NAMES: Final = 30  # of publishers
_MAX_COPIES: Final = 4  # of an article, by name


def render_coverage(coverage: Coverage, wanted: str = "") -> str:
    """The report and the table of articles.

    Args:
        wanted: shows the articles that have it in title, publisher, day, language or id.
    """
    grouped = sum(len(group) for group in coverage.copies.values())
    return (
        '<div class="coverage">'
        f"<p><strong>{len(coverage.articles):,} articles</strong>, {grouped:,} of them with near "
        f"copies in the index. {escaped(PHRASES['en'].found(coverage.files))}</p>"
        f'<div class="counts">{_counts("By month", coverage.months, "no date", None)}'
        f"{_counts('By publisher', coverage.publishers, 'not said', _MAX_NAMES)}"
        f"{_counts('By language', coverage.languages, 'in doubt', None)}</div>"
        f"{_failures(coverage.failures)}{_table(coverage, wanted)}</div>"
    )


def _counts(
    heading: str, counts: Sequence[tuple[str, int]], unknown: str, limit: int | None
) -> str:
    most = max((count for _name, count in counts), default=1)
    rows = "".join(
        f"<tr><th scope='row'>{escaped(name or unknown)}</th><td>{count:,}</td>"
        f'<td class="bar"><span style="width:{100 * count / most:.1f}%"></span></td></tr>'
        for name, count in counts[:limit]
    )
    left = len(counts) - len(counts[:limit])
    more = f'<p class="aside">and {left:,} others</p>' if left else ""
    return f"<section><h3>{heading}</h3><table>{rows}</table>{more}</section>"


def _failures(failures: Sequence[FailedFile]) -> str:
    if not failures:
        return "<h3>Could not be read</h3><p>Every file was read.</p>"
    rows = "".join(
        f"<li><code>{escaped(one.path)}</code>{escaped(f', {one.part}' if one.part else '')}: "
        f"{escaped(one.reason)}</li>"
        for one in failures[:_MAX_ROWS]
    )
    left = len(failures) - _MAX_ROWS
    more = f'<p class="aside">and {left:,} others: see `citewell report`</p>' if left > 0 else ""
    return f'<h3>Could not be read</h3><ul class="failures">{rows}</ul>{more}'


def _table(coverage: Coverage, wanted: str) -> str:
    fit = [one for one in coverage.articles if _fits(one, wanted.strip().casefold())]
    copies = coverage.copies
    rows = "".join(_row(one, *near_copies(one, copies, _MAX_COPIES)) for one in fit[:_MAX_ROWS])
    shown = min(len(fit), _MAX_ROWS)
    heads = "".join(f"<th scope='col'>{escaped(name)}</th>" for name in _COLUMNS)
    return (
        f'<h3>Articles</h3><p class="aside shown">{shown:,} shown of {len(fit):,}</p>'
        f'<div class="wide"><table class="articles"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


_COLUMNS: Final = ("Title", "Publisher", "Day", "Language", "Passages", "Masked", "Near copies")


def _fits(one: ArticleSummary, wanted: str) -> bool:
    facts = (one.title, one.publisher, one.published, one.language, one.article_id)
    return any(wanted in fact.casefold() for fact in facts if fact)


def _row(one: ArticleSummary, copies: Sequence[str], left: int) -> str:
    others = ", ".join(copies)
    if left:
        others += f" and {left:,} others"
    cells = "".join(f"<td>{escaped(cell)}</td>" for cell in _cells(one))
    title = f'{escaped(one.title)}<br><span class="aside">{escaped(one.article_id)}</span>'
    return f"<tr><td>{title}</td>{cells}<td>{escaped(others) or '–'}</td></tr>"


def _cells(one: ArticleSummary) -> Iterator[str]:
    yield one.publisher or "–"
    yield one.published or "–"
    yield one.language or "–"
    yield f"{one.passages:,}"
    yield f"{one.masked:.0%}"
