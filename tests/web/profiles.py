"""Browser profiles that outlive a test: what they loaded of the app stays, all else goes."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.web.traffic import watch

STORED = "local_storage,indexeddb,service_workers,cache_storage"


class Profiles:
    """One for each size, and as many more as a test holds at the same time."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: dict[str, list[BrowserContext]] = {}
        self._kind: dict[BrowserContext, str] = {}

    def take(self, viewport: dict[str, int], *, has_touch: bool) -> BrowserContext:
        kind = f"{viewport} {has_touch}"
        if idle := self._idle.get(kind):
            return idle.pop()
        made = self._browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            locale="ko-KR",
            has_touch=has_touch,
            reduced_motion="reduce",
        )
        watch(made)
        self._kind[made] = kind
        return made

    def give_back(self, context: BrowserContext) -> None:
        """Nobody was here: no page, no cookie, nothing stored."""
        kind = self._kind[context]
        try:
            for page in context.pages:
                _forget(page)
                page.close()
            context.clear_cookies()
        except Error:  # a page that has crashed takes its profile with it
            del self._kind[context]
            context.close()
        else:
            self._idle.setdefault(kind, []).append(context)

    def close(self) -> None:
        for context in self._kind:
            context.close()


def _forget(page: Page) -> None:
    address = urlsplit(page.url)
    if address.netloc:
        origin = f"{address.scheme}://{address.netloc}"
        session = page.context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORED})
