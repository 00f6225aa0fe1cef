"""Text of articles, questions and models → HTML that can only be looked at."""

import html
from typing import Final

# Gradio's HTML templates know ${…} and {{…}}; text must not be able to write either.
_TEMPLATE_CHARACTERS: Final = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;"})


def escaped(text: str) -> str:
    """A text as HTML text, safe between tags and in quoted attributes."""
    return html.escape(text, quote=True).translate(_TEMPLATE_CHARACTERS)
