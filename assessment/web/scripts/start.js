// What the letter's QR code says stands behind the #, so that it never reaches a server's log.
(() => {
  const said = new URLSearchParams(window.location.hash.slice(1));
  for (const name of ["name", "code"]) {
    const field = document.getElementById(name);
    if (field && said.get(name)) field.value = said.get(name);
  }
  if (window.location.hash) {
    history.replaceState(null, "", window.location.pathname + window.location.search);
    document.getElementById("password")?.focus();
  }
})();
