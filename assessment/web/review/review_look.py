"""What the office's screens need beyond the theme: a head that stays, quiet rows, fitting pictures.

Sizes are for a desk first; on a phone rows stack and every target is 44 px high.
"""

STYLE = """<style>
[data-testid=stLayoutWrapper]:has(> .st-key-review-head) { position: sticky; top: 0;
  z-index: 20; }
.st-key-review-head { background: #fff; padding: 4px 0 8px; border-bottom: 1px solid #cdd1d5; }
.st-key-review-whose h1, .st-key-whose h1 { font-size: 19px !important; padding: 0; }
.st-key-review-totals { flex-wrap: nowrap; }
.st-key-review-why { padding-bottom: 4px; }
[class*=st-key-row-] { padding: 10px 14px; }
[class*=st-key-row-] p, [class*=st-key-fold-] p { font-size: 15px; line-height: 1.45; }
[class*=st-key-row-] img { max-height: 110px; border-radius: 6px; border: 1px solid #cdd1d5; }
[class*=st-key-why-] { background: #fff3db; border-radius: 8px; padding: 6px 10px; }
[class*=st-key-found-] button, [class*=st-key-reason-] button { min-height: 40px; }
[class*=st-key-mark-] label { min-height: 40px; align-items: center; }
[class*=st-key-said-] [role=radiogroup] label { min-height: 36px; align-items: center;
  padding-block: 5px; }
.st-key-keys { display: none; }
[data-testid=stLayoutWrapper]:has(> .st-key-assign-bar) { position: sticky; bottom: 0;
  z-index: 20; }
.st-key-assign-bar { background: #ecf2fe; border-top: 2px solid #256ef4; padding: 8px 12px; }
.st-key-inbox-filters, .st-key-firms-filters { gap: 12px; }
@media (max-width: 640px) {
  .st-key-review-help, .stElementToolbar { display: none; }
  [data-testid=stLayoutWrapper]:has(> .st-key-review-head) { position: static; }
  .st-key-inbox-filters > *, .st-key-firms-filters > * { flex: 1 1 42% !important;
    width: auto !important; min-width: 0; }
  .st-key-inbox-filters > :first-child, .st-key-firms-filters > :first-child {
    flex-basis: 100% !important; }
  .st-key-inbox-filters, .st-key-firms-filters { gap: 8px; }
  .st-key-review-totals { flex-wrap: wrap; }
  .st-key-review-totals > * { flex: 1 1 auto; }
  [class*=st-key-found-] button, [class*=st-key-reason-] button { min-height: 44px; }
  [class*=st-key-mark-] label, [class*=st-key-said-] [role=radiogroup] label,
  [class*=st-key-seen-] button, [class*=st-key-cause-] button { min-height: 44px; }
}
</style>"""
