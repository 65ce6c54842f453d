// One tick for all firms of the list.
(() => {
  const all = document.getElementById("all");
  all?.addEventListener("change", () => {
    for (const one of document.querySelectorAll("input[name=firm]")) one.checked = all.checked;
  });
})();
