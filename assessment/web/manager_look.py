"""What the programme office's screens need beyond the theme.

Sizes are for a desk first; on a phone one row of filters scrolls sideways and rows stack.
"""

COLOURS = ("#063a74", "#256ef4", "#0b78cb", "#86aff9", "#6d7882", "#b1b8be", "#d8e5fd")
"""Parts of a bar, in the order of the criteria; neighbours differ in lightness too."""
BONUS = "#ffb114"

STYLE = """<style>
.st-key-filters { flex-wrap: nowrap !important; overflow-x: auto; padding: 3px; gap: 8px;
  scrollbar-width: thin; }
.st-key-filters > * { min-width: 150px; }
.st-key-numbers { gap: 12px; }
.st-key-numbers { align-items: stretch; }
.st-key-numbers > * { flex: 1 1 200px !important; min-width: 0; }
.st-key-numbers > * > * { height: 100%; padding: 10px 14px; }
.st-key-numbers [data-testid=stMetric] { padding: 0; }
.st-key-numbers [data-testid=stMetricValue] { font-size: 32px; line-height: 1.3; }
.st-key-numbers :is([data-testid=stMetricValue], [data-testid=stMetricLabel]) * {
  white-space: normal; overflow: visible; }
.st-key-numbers [data-testid=stCaptionContainer] { margin: 0; }
.st-key-numbers [data-testid=stCaptionContainer] p { font-size: 14px; margin: 0; }
.st-key-cells table { min-width: 600px; }
.st-key-cells :is(td, th) { white-space: nowrap; }
.st-key-call-name h1 { font-size: 24px !important; padding: 0; }
.st-key-call-line p { font-size: 17px; margin: 0; }
[class*=st-key-call-card-] button, [class*=st-key-call-card-] button > div,
[class*=st-key-open-] button, [class*=st-key-open-] button > div {
  justify-content: flex-start; text-align: left; }
[class*=st-key-call-card-] button p { font-size: 19px; white-space: normal; }
[class*=st-key-applicant-] p { margin: 0; font-size: 16px; }
[class*=st-key-applicant-] [data-testid=stMarkdownContainer],
[class*=st-key-why-] [data-testid=stMarkdownContainer] { margin-bottom: 0; }
[class*=st-key-applicant-] { border-bottom: 1px solid #e6e8ea; padding: 6px 0; gap: 2px; }
[class*=st-key-applicant-] code, [class*=st-key-summary-] code { white-space: nowrap; }
.st-key-ranks { gap: 0; }
.st-key-ranks > * { width: 100%; }
[class*=st-key-ranked-] { border-bottom: 1px solid #e6e8ea; gap: 0 12px !important; padding: 2px 0;
  flex-wrap: nowrap; }
[class*=st-key-ranked-] > :first-child { flex: 0 0 250px !important; min-width: 0; }
[class*=st-key-ranked-] > :last-child { flex: 1 1 auto !important; min-width: 0; }
[class*=st-key-open-] button { min-height: 44px; padding: 0 4px; }
.figures { display: grid; align-items: center; gap: 0 10px; font-size: 15px;
  grid-template-columns: 52px minmax(120px, 1fr) 76px 74px 56px 86px 86px;
  font-variant-numeric: tabular-nums; min-height: 44px; }
.figures > * { text-align: right; }
.figures > .bar { text-align: left; }
.figures.head > :nth-child(2) { text-align: left; }
.figures.head { color: #464c53; min-height: 32px; font-weight: 700; }
.figures .k { display: none; color: #58616a; }
.figures .score { font-weight: 700; }
.bar { display: flex; height: 18px; background: #f4f5f6; border-radius: 3px; overflow: hidden; }
.bar > i { display: block; border-right: 1px solid #fff; }
.zone { border-radius: 4px; padding: 1px 6px; font-weight: 700; font-size: 14px;
  display: inline-block; text-align: center !important; }
.zone.safe { background: #eaf6ec; color: #267337; }
.zone.toss_up { background: #fff3db; color: #7a5200; }
.zone.out { background: #e6e8ea; color: #464c53; }
.line { display: flex; align-items: center; gap: 10px; font-weight: 700; color: #bd2c0f;
  padding: 4px 0; }
.line::before, .line::after { content: ""; border-top: 2px dashed #de3412; flex: 1; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 14px; color: #464c53; }
.legend b { display: inline-block; width: 12px; height: 12px; margin-right: 5px;
  border-radius: 2px; }
[class*=st-key-why-] { background: #f4f5f6; border-radius: 8px; padding: 10px 14px; gap: 6px;
  margin: 0 0 8px; }
[class*=st-key-why-] p { font-size: 16px; margin: 0; }
[class*=st-key-why-] [data-testid=stCaptionContainer] { margin: 0; }
[class*=st-key-why-] [data-testid=stCaptionContainer] p { font-size: 14px; }
.st-key-what-if, .st-key-comparison { border: 2px dashed #ffb114; border-radius: 8px;
  padding: 12px; }
[class*=st-key-why-] td:not(:first-child), [class*=st-key-why-] th:not(:first-child),
.st-key-limits td { white-space: nowrap; }
.st-key-limits th { word-break: keep-all; }
.ways { width: 100%; border-collapse: collapse; font-size: 15px;
  font-variant-numeric: tabular-nums; }
.ways caption { text-align: left; color: #464c53; padding: 0 0 4px; }
.ways th, .ways td { padding: 6px 8px; border-bottom: 1px solid #e6e8ea; text-align: right;
  vertical-align: top; }
.ways th:first-child { text-align: left; }
.ways td:last-child, .ways tr:first-child th:last-child { text-align: left; }
.ways tr.rule { background: #ecf2fe; }
.ways small { display: block; font-weight: 400; font-size: 14px; color: #464c53; }
.way { border-radius: 4px; padding: 1px 6px; font-size: 14px; background: #fff3db; color: #7a5200;
  white-space: nowrap; }
.rule .way { background: #256ef4; color: #fff; }
@media (max-width: 640px) {
  .st-key-numbers { gap: 8px; }
  .st-key-numbers > * { flex: 1 1 calc(50% - 8px) !important; }
  .st-key-numbers [data-testid=stMetric] { padding: 8px 10px; }
  .st-key-numbers [data-testid=stMetricValue] { font-size: 24px; }
  .st-key-numbers [data-testid=stMetricLabel] p { font-size: 15px; }
  [class*=st-key-ranked-] { flex-wrap: wrap; padding: 4px 0 8px; }
  [class*=st-key-ranked-] > :first-child { flex: 1 1 100% !important; }
  .figures { grid-template-columns: repeat(6, 1fr); gap: 4px 8px; font-size: 14px; }
  .figures > * { text-align: left; grid-column: span 2; overflow-wrap: normal; }
  .figures > .score { grid-column: span 1; font-size: 16px; }
  .figures > .bar { grid-column: span 5; }
  .figures.head { display: none; }
  .figures .k { display: inline; margin-right: 4px; }
  .line { font-size: 15px; gap: 6px; }
  .ways, .ways tbody, .ways caption, .ways th, .ways td { display: block; }
  .ways tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0 10px;
    border-bottom: 1px solid #cdd1d5; padding: 6px 4px; }
  .ways tr:first-child { display: none; }
  .ways th:first-child, .ways td:last-child { grid-column: span 2; }
  .ways th, .ways td { border: 0; padding: 2px 0; text-align: left; }
  .ways td::before { content: attr(data-label) " "; color: #58616a; }
  .st-key-call-name h1 { font-size: 22px !important; }
}
@media print { .st-key-filters { display: none; } }
</style>"""
