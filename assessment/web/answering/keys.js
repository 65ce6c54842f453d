// Keys of the questionnaire: 1-9 an option, N not applicable, ? unknown, arrows back and on, M comment.
// It only presses what is on the page, and follows the list beside the question; nothing is sent.
export default function (component) {
  const press = (selector) => document.querySelector(selector)?.click();

  // what is on the page while the server draws may already be the question before
  const settled = (act, patience = 40) => {
    const state = document.querySelector(".stApp")?.dataset.testScriptState;
    if (state === "running" && patience > 0) setTimeout(() => settled(act, patience - 1), 50);
    else act();
  };

  const choose = (wanted) => {
    const rows = document.querySelector("[class*=st-key-options-]");
    if (!rows) return;
    const labels = [...rows.querySelectorAll("[role=radiogroup] label")];
    const special = rows.className.includes("st-key-options-2") ? 2 : 1;
    const options = labels.slice(0, labels.length - special);
    const row =
      wanted === "?" ? labels[labels.length - 1]
      : wanted === "n" ? (special === 2 ? labels[labels.length - 2] : undefined)
      : options[Number(wanted) - 1];
    row?.click();
  };

  const comment = () => {
    press(".st-key-open-comment button");
    let patience = 50;
    const focus = () => {
      const field = document.querySelector("[class*=st-key-comment-] textarea");
      if (field) field.focus();
      else if (patience-- > 0) setTimeout(focus, 20);
    };
    focus();
  };

  const onKey = (event) => {
    const field = event.target;
    const typing = field.isContentEditable || field.tagName === "TEXTAREA" ||
      field.tagName === "SELECT" || (field.tagName === "INPUT" && field.type !== "radio");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key) || key === "n" || key === "?") settled(() => choose(key));
    else if (key === "arrowright") settled(() => press(".st-key-next button"));
    else if (key === "arrowleft") settled(() => press(".st-key-previous button"));
    else if (key === "m") settled(comment);
    else return;
    // a radio row that has the focus would move by the arrows
    event.preventDefault();
    event.stopPropagation();
  };

  // the app goes to another of its addresses as by the browser's own arrows
  const onClick = (event) => {
    const link = event.target.closest?.(".aside a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate"));
  };

  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey, true);
  document.body.dataset.keys = "answers";
  return () => {
    delete document.body.dataset.keys;
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("click", onClick);
  };
}
