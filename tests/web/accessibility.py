"""axe-core on a page as it stands: what would keep a person from reading or using it."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

_SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN = """async (rules) => {
  const found = await axe.run(document, {
    resultTypes: ["violations"], runOnly: {type: "tag", values: rules}});
  return found.violations.flatMap((one) => one.nodes.map((node) =>
    [one.impact, one.id, node.html.slice(0, 160), node.failureSummary.split("\\n").pop().trim()]));
}"""
GRAVE = ("serious", "critical")


def barriers(page: Page) -> list[str]:
    """Every serious or critical finding of WCAG 2.2 A and AA, with the element and the reason."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_SCRIPT)
    found = page.evaluate(_RUN, _RULES)
    return [f"{rule}: {html} ({why})" for impact, rule, html, why in found if impact in GRAVE]
