// What is typed and not sent yet outlives the end of the sign-in: this tab keeps it, and the same
// person finds it where it stood. Passwords and codes are never kept.
(() => {
  const NAME = "typing";
  const VALID = 12 * 60 * 60 * 1000;
  const LONGEST = 4000;
  // a field that has just appeared may be drawn once more and lose what was filled in
  const STAYS = 1000;
  const OFTEN = 200;
  const FIELDS = "textarea, input[type=text], input[type=number], input:not([type])";
  const NEVER = "[autocomplete=one-time-code], [autocomplete=off], [role=combobox], [readonly]";
  const typed = new Map();
  const before = new WeakMap();
  let person = "", left = [];

  const here = () => window.location.pathname + window.location.search;
  const mark = () => document.querySelector("[data-account]");
  const keyOf = (field) =>
    [...(field.closest("[class*=st-key-]")?.classList ?? [])].find((one) => one.startsWith("st-key-"));
  const labelOf = (field) => field.getAttribute("aria-label") ?? "";
  const among = (selector, one) => [...document.querySelectorAll(selector)]
    .filter((field) => labelOf(field) === one.label);
  const fieldOf = (one) => {
    if (!one.key) return among(FIELDS, one)[0];
    const same = among(`.${CSS.escape(one.key)} :is(${FIELDS})`, one);
    if (same.length) return same[0];
    // of one assessment and item: only the number after them may be another in a new session
    const stem = one.key.match(/^.+-\d+-[^-]+-(?=\d+$)/);
    if (!stem) return undefined;
    const alike = among(`[class*="${CSS.escape(stem[0])}"] :is(${FIELDS})`, one);
    return alike.length === 1 ? alike[0] : undefined;
  };

  const remember = (one) => typed.set(`${one.key} ${one.label}`, one);
  // what was stored or sent since stands in its field no more
  const forget = () => {
    if (!mark()) return; // signed out: the fields went with the screen, not because they were sent
    for (const [name, one] of typed) if (fieldOf(one)?.value !== one.text) typed.delete(name);
  };

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.(FIELDS)) before.set(target, target.value);
  }, true);
  document.addEventListener("input", ({ target, isTrusted }) => {
    if (!isTrusted || !target.matches?.(FIELDS) || target.matches(NEVER)) return;
    person = mark()?.dataset.account ?? person;
    if (/password|-code/.test(keyOf(target))) return;
    const one = { key: keyOf(target), label: labelOf(target), text: target.value };
    remember({ ...one, base: before.get(target) ?? "", address: here() });
  }, true);
  document.addEventListener("pointerdown", forget, true);
  document.addEventListener("keydown", forget, true);

  const keep = () => {
    forget();
    const now = [...typed.values()].filter(
      (one) => one.address === here() && one.text !== one.base && one.text.length <= LONGEST,
    );
    const again = ({ key, label, address }) =>
      now.some((one) => one.key === key && one.label === label && one.address === address);
    // what was kept before and has not found its field yet goes on waiting
    const fields = [...left.filter((one) => !one.filled && !again(one)), ...now];
    const kept = { person, at: Date.now(), address: here(), fields };
    if (person) sessionStorage.setItem(NAME, JSON.stringify(kept));
  };

  const fill = (field, text) => {
    const kind = field.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const say = (words) => {
    const line = document.createElement("div");
    line.className = "notice";
    line.role = "status";
    mark().before(line);
    line.textContent = words;
  };

  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
    if (!kept) return;
    let asked = false, told = false;
    left = kept.fields;
    const look = () => {
      const now = mark();
      if (!now) return;
      const stale = Date.now() - kept.at > VALID || now.dataset.account !== kept.person;
      if (!stale && here() !== kept.address && here() === "/" && !asked) {
        history.pushState({}, "", kept.address);
        dispatchEvent(new PopStateEvent("popstate"));
      }
      asked = true;
      if (!stale) {
        left = left.filter((one) => {
          const field = here() === one.address ? fieldOf(one) : undefined;
          if (!field || field.disabled || ![one.base, one.text].includes(field.value)) return true;
          if (field.value === one.text) return Date.now() - (one.filled ?? 0) < STAYS;
          field.focus();
          fill(field, one.text);
          // not sent yet: kept again where this sign-in ends, too
          person = kept.person;
          remember({ ...one, key: keyOf(field), filled: undefined });
          if (!told) say(now.dataset.restored);
          told = true;
          one.filled = Date.now();
          return true;
        });
      }
      if (stale || !left.length) {
        left = [];
        sessionStorage.removeItem(NAME);
        clearInterval(clock);
      }
    };
    const clock = setInterval(look, OFTEN);
  };

  window.typing = { keep };
  // both ways out stay in this tab: what it keeps is not known to a new one
  document.addEventListener("click", (event) => {
    const way = event.target.closest?.("a[href]")?.getAttribute("href") ?? "";
    if (way === "/login?ended=1") keep();
    else if (way === "/logout") typed.clear();
    else return;
    event.preventDefault();
    window.location.assign(way);
  }, true);
  restore();
})();
