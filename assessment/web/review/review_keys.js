// Keys of a review: up and down an item, 1-9 a value, Enter same as claimed, R a reason, S send back.
// It only presses what is on the page; nothing is read from it and nothing is sent.
export default function (component) {
  let current = null;
  let reasons = false;
  const frame = document.createElement("style");
  document.head.appendChild(frame);

  const name = (row) => [...row.classList].find((one) => one.startsWith("st-key-row-"));
  const rows = () => [...document.querySelectorAll("[class*=st-key-row-]")];
  const here = () => document.querySelector("." + CSS.escape(current ?? "st-key-row-"));

  const stand = (row, scroll = true) => {
    if (!row) return;
    current = name(row);
    frame.textContent = `.${CSS.escape(current)} { outline: 3px solid #256ef4; outline-offset: -3px; }`;
    if (scroll) row.scrollIntoView({ block: "center" });
  };

  const step = (by) => {
    const all = rows();
    const at = all.findIndex((row) => name(row) === current);
    stand(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };

  const press = (kind, number) => {
    const group = here()?.querySelector(`[class*=st-key-${kind}-]`);
    group?.querySelectorAll("button")[number]?.click();
  };

  const same = () => {
    const button = here()?.querySelector("[class*=st-key-same-] button");
    if (button && !button.disabled) button.click();
    step(1);
  };

  const onKey = (event) => {
    const field = event.target;
    const typing = field.isContentEditable || field.tagName === "TEXTAREA" ||
      (field.tagName === "INPUT" && !["radio", "checkbox"].includes(field.type));
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("[role=dialog]")) return;
    const key = event.key.toLowerCase();
    if (key === "arrowdown" || key === "arrowup") {
      document.activeElement?.blur();
      reasons = false;
      step(key === "arrowdown" ? 1 : -1);
    } else if (!current) return;
    else if (/^[1-9]$/.test(key)) {
      press(reasons ? "reason" : "found", Number(key) - 1);
      reasons = false;
    } else if (key === "enter") {
      // who came to a control by Tab means that control
      if (field.matches?.("a, summary, button:focus-visible, input:focus-visible")) return;
      reasons = false;
      same();
    } else if (key === "r") reasons = true;
    else if (key === "s") here()?.querySelector("[class*=st-key-mark-] input")?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onClick = (event) => {
    const row = event.target.closest?.("[class*=st-key-row-]");
    if (row) stand(row, false);
  };

  document.addEventListener("keydown", onKey, true);
  document.addEventListener("click", onClick, true);
  document.body.dataset.keys = "review";
  return () => {
    delete document.body.dataset.keys;
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("click", onClick, true);
    frame.remove();
  };
}
