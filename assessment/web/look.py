"""The style sheet: the little that Streamlit's theme cannot say."""

from assessment.locale import language
from assessment.locale import translate as _
from assessment.web.answering import item_list, progress

_FRAME = """
.stMainBlockContainer { padding: 1rem 1.25rem 3rem; max-width: 1280px; }
.stApp, .stApp [data-testid=stMarkdownContainer], .stApp [data-testid=stMarkdownContainer] *,
.stApp [data-testid=stRadioCaption] *, .stApp [data-testid=stCaptionContainer] *,
.stApp h1, .stApp h1 *, .stApp h2, .stApp h2 *, .stApp h3, .stApp h3 * {
  word-break: keep-all; overflow-wrap: anywhere; }
header.stAppHeader { background: transparent; }
header.stAppHeader, header.stAppHeader div { pointer-events: none; }
header.stAppHeader button { pointer-events: auto; }
.stAppDeployButton, #MainMenu, .stMainMenu { display: none; }
.skip { position: absolute; left: -999px; }
.skip:focus { position: fixed; top: 8px; left: 8px; z-index: 1000000; padding: 10px 16px;
  background: #fff; border-radius: 8px; }
.notice { background: #fff3db; color: #1e2124; border-left: 4px solid #ffb114; padding: 4px 12px;
  font-size: 15px; }
.stApp:has(.st-key-places) .stMainBlockContainer { max-width: 1080px; }
.st-key-foot { margin-top: 1.5rem; }
:focus-visible { outline: 3px solid #0b50d0 !important; outline-offset: 2px; }
.stButton button, .stDownloadButton button, .stLinkButton a, .stPageLink a,
.stPopover button, .stFormSubmitButton button, .stExpander summary,
[data-testid=stSidebarNavLink], [data-testid=stTab], [data-testid=stTextInputRootElement],
[data-testid=stNumberInputContainer], [data-testid=stFileUploaderDropzone] button,
.stCheckbox label, [data-testid=stExpandSidebarButton],
[data-testid=stSidebarCollapseButton] button { min-height: 44px; }
[data-testid=stExpandSidebarButton], [data-testid=stSidebarCollapseButton] button {
  min-width: 44px; }
.stSelectbox input { min-height: 43px; }
[data-testid=stTextInputRootElement] input:focus-visible, .stSelectbox input:focus-visible,
[data-testid=stNumberInputContainer] input:focus-visible { outline: none !important; }
[data-testid=stTextInputRootElement]:has(> input:focus-visible),
.stSelectbox div:has(> input:focus-visible),
[data-testid=stNumberInputContainer]:has(input:focus-visible) {
  outline: 3px solid #0b50d0; outline-offset: 2px; }
[data-testid=InputInstructions] { display: none; }
[data-testid=stButtonGroup] [data-selected] * { color: #0b50d0; }
.stSidebar { min-width: 210px !important; max-width: 210px !important; }
.stSidebar[data-collapsed=true] { visibility: hidden; }
.stMainBlockContainer h1 { padding: 0.25rem 0 0.5rem; }
.stMainBlockContainer h2 { padding: 0.5rem 0 0.75rem; }
.st-key-asked h1 { font-size: 20px !important; line-height: 1.4; padding: 0; }
.st-key-headline h1 { font-size: 24px !important; line-height: 1.4; }
[data-testid=stCaptionContainer], [data-testid=stCaptionContainer] * {
  color: #58616a !important; opacity: 1 !important; }
.stSkipToContent, [data-testid=stSkipToContent] { display: none; }
.st-key-frame { gap: 0 1rem; }
.st-key-frame > :first-child { flex: 1 1 auto !important; }
.st-key-top { gap: 4px; }
.st-key-places { border-bottom: 1px solid #cdd1d5; }
.st-key-places .stPageLink a { border-radius: 8px 8px 0 0; padding: 0 12px; }
body:has(.stApp:not([data-test-connection-state=CONNECTED])) > .stDialog { display: none; }
.st-key-application-parts button, .st-key-application-faults button,
.st-key-application-faults .stPageLink a { min-height: 44px; background: #fff; width: 100%;
  border-bottom: 1px solid #e6e8ea; border-radius: 0; justify-content: flex-start;
  text-align: left; }
.st-key-application-parts button > div, .st-key-application-faults button > div {
  justify-content: flex-start; text-align: left; width: 100%; }
.st-key-application-faults .stPageLink a p { white-space: normal; font-weight: 400; }
.stElementContainer:has(> .stHtml > style:only-child) { display: none; }
.stElementContainer:has([data-testid=stVegaLiteChart]) .stElementToolbar { display: none; }
[data-testid=stElementToolbarButton]:has([aria-label^="Download"]) { display: none; }
@media (max-width: 640px) {
  .stElementToolbar { display: none; }
  .stMainBlockContainer { padding: 0.5rem 1rem 3rem; }
  h1 { font-size: 24px !important; }
  .stMainBlockContainer > .stVerticalBlock, .stMainBlockContainer .stColumn > .stVerticalBlock,
  .stMainBlockContainer .stColumn > div > .stVerticalBlock { gap: 0.75rem; }
  .stApp:has(.st-key-pager) .st-key-frame > :has(> .st-key-who) { display: none; }
  .stSidebar { max-width: 80vw !important; }
  .st-key-headline h1 { font-size: 21px !important; }
  .stApp:has([data-testid=stExpandSidebarButton]) .st-key-frame { padding: 8px 0 6px 54px; }
  [data-testid=stExpandSidebarButton] { background: #fff; border: 1px solid #cdd1d5;
    border-radius: 8px; }
  .st-key-frame { gap: 0 0.75rem; }
  .st-key-frame [data-testid=stCaptionContainer] p { font-size: 13px; }
  .st-key-frame > :first-child { flex: 1 1 0 !important; min-width: 0; }
  .st-key-frame > :first-child p { line-height: 1.25; }
  .st-key-frame > :has(> .st-key-who) { order: 5; flex: 1 0 100%; }
  .st-key-places { gap: 0 !important; }
  .st-key-places .stPageLink a { padding: 0 9px; }
  .st-key-places .stPageLink a > :has([data-testid=stIconMaterial]),
  .st-key-places [data-testid=stIconMaterial] { display: none; }
}
"""

_BESIDE_THE_ARROW = """
@media (max-width: 640px) {
  .stApp:has([data-testid=stExpandSidebarButton]) {
    header.stAppHeader { top: -6px; }
    .stMain { scroll-padding-top: 64px; }
    .st-key-frame > :first-child p { font-size: 16px; }
    [data-testid=stLayoutWrapper]:has(> .st-key-top), .st-key-top { display: contents; }
    [data-testid=stLayoutWrapper]:has(> .st-key-frame) { position: sticky; top: -44px; z-index: 30;
      background: #fff; margin-top: -8px; border-bottom: 1px solid #e6e8ea; }
    .st-key-frame > :has(> .st-key-who) { order: -1; height: 36px; overflow: hidden; }
    .st-key-who p { line-height: 18px; }
  }
}
"""
"""On a phone the sidebar's arrow floats over the page: the frame's row stays beneath it."""

_PAPER = """
@media print {
  header, .stSidebar, .st-key-frame, .st-key-places, .stButton { display: none !important; }
}
@media (prefers-contrast: more) { .stApp { color: #000; } }
"""

_ANSWERING = """
[class*=st-key-options-] [data-testid=stRadioGroup] { gap: 6px; width: 100%; }
[class*=st-key-options-] [data-testid=stRadioGroup] > div { position: relative; width: 100%;
  min-height: 48px; padding: 10px 12px; border: 1px solid #b1b8be; border-radius: 8px; gap: 0;
  justify-content: center; }
.stApp[data-test-script-state=running] [class*=st-key-options-] { pointer-events: none; }
[class*=st-key-options-] [data-testid=stRadioGroup] > div:hover { background: #f4f5f6; }
[class*=st-key-options-] [data-testid=stRadioGroup] > div[data-selected] {
  border-color: #256ef4; background: #ecf2fe; box-shadow: inset 0 0 0 1px #256ef4; }
[class*=st-key-options-] [data-testid=stRadioOption] p { font-size: 17px; line-height: 1.4; }
[class*=st-key-options-] [data-testid=stRadioOption]::after { content: ""; position: absolute;
  inset: 0; cursor: pointer; }
[class*=st-key-options-] [data-testid=stRadioCaption] p { font-size: 15px; color: #464c53; }
.st-key-options-1 [data-testid=stRadioGroup] > div:nth-last-child(1),
.st-key-options-2 [data-testid=stRadioGroup] > div:nth-last-child(2) { margin-top: 8px; }
[class*=st-key-options-] [data-testid=stRadioGroup] > div:has(input:focus-visible) {
  outline: 3px solid #0b50d0; outline-offset: 2px; }
[class*=st-key-options-] label:focus-visible, [class*=st-key-options-] label * {
  outline: none !important; }
.st-key-keys, :has(> .st-key-keys), .st-key-upward, :has(> .st-key-upward) {
  display: none !important; }
:has(> .st-key-pager) { position: sticky; bottom: 0; background: #fff; z-index: 5; }
.st-key-pager { padding: 8px 0; flex-wrap: nowrap; }
.key-help { color: #58616a; font-size: 15px; margin: 0; }
.st-key-areas button { justify-content: flex-start; min-height: 48px; }
.st-key-areas button > div { justify-content: flex-start; text-align: left; width: 100%; }
.st-key-words details { border: none; background: none; }
.st-key-words summary { padding: 4px 0; color: #0b50d0; }
.st-key-where > :last-child { margin-left: auto; }
.st-key-conflict, [class*=st-key-contradiction-] { background: #fff3db; }
@media (max-width: 640px) {
  .stColumn:has(.aside), .key-help { display: none; }
}
"""


def style() -> str:
    """All of it, for one `style` element; the only words in it are our own."""
    away = _("오프라인: 다시 연결하는 중…")
    words = (
        '.stApp:not([data-test-connection-state="CONNECTED"])::before {'
        f' content: "{away}"; position: fixed; top: 0; left: 0; right: 0;'
        " z-index: 999999; background: #fff3db; color: #1e2124; padding: 6px 16px;"
        " border-bottom: 2px solid #ffb114; }"
    )
    if language() == "en":  # four places in one row
        small = "font-size: 15px; padding: 0;"
        words += f"@media (max-width: 640px) {{ .st-key-places .stPageLink a p {{ {small} }} }}"
        words += "@media (max-width: 640px) { .st-key-places .stPageLink a { padding: 0 7px; } }"
    choose = _("파일 고르기")
    words += (
        "[data-testid=stFileUploaderDropzoneInstructions] { display: none; }"
        "[data-testid=stFileUploaderDropzone] button p { font-size: 0; }"
        f'[data-testid=stFileUploaderDropzone] button p::after {{ content: "{choose}";'
        " font-size: 17px; }"
    )
    screens = _FRAME + _BESIDE_THE_ARROW + _PAPER + _ANSWERING
    return f"<style>{screens}{progress.STYLE}{item_list.STYLE}{words}</style>"
