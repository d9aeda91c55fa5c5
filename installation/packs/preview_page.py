"""The page of a preview: the film, the sheet, and the wall label in all languages of the pack."""

import html

from installation.packs.manifest import Pack
from installation.packs.wall_label import label


def page(pack: Pack) -> str:
    """As HTML; walk.webm and sheet.jpg lie beside it."""
    titles = dict.fromkeys(pack.about.title.values())
    labels = [_section(pack, language) for language in pack.about.title]
    return _PAGE.format(
        title=html.escape(" / ".join(titles)),
        labels="".join(labels),
        places=_places(pack),
    )


def _section(pack: Pack, language: str) -> str:
    """The label in one language: its first line as a heading."""
    first, *rest = label(pack, [language]).split("\n")
    paragraphs = [f"<p>{html.escape(line)}</p>" for line in rest if line]
    body = "".join(paragraphs)
    return f'<section lang="{language}"><h2>{html.escape(first)}</h2>{body}</section>'


def _places(pack: Pack) -> str:
    """The titles of the places, numbered as on the sheet."""
    items = []
    for title in pack.titles:
        words = [text for text in title.values() if text]
        items.append(f"<li>{html.escape(' / '.join(words))}</li>")
    if not items:
        return ""
    return f"<h2>Places</h2><ol>{''.join(items)}</ol>"


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ margin: 0 auto; max-width: 75rem; padding: 2rem 1.5rem 4rem; background: #181818; color: #e8e6e3;
  font: 1.05rem/1.55 system-ui, sans-serif; }}
video, img {{ display: block; width: 100%; margin: 1.5rem 0; background: #000; }}
h1 {{ font-weight: 500; font-size: 2rem; margin: 0 }}
h2 {{ font-weight: 500; font-size: 1.25rem; margin: 0 0 .5rem }}
.labels {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 2rem; }}
p {{ margin: 0 0 .6rem }} ol {{ columns: 18rem; padding-left: 1.4rem }}
</style>
<h1>{title}</h1>
<video src="walk.webm" controls loop muted autoplay playsinline></video>
<img src="sheet.jpg" alt="{title}">
<div class="labels">{labels}</div>
{places}
</html>
"""
