"use strict";
(() => {
  const all = (what, where = document) => Array.from(where.querySelectorAll(what));
  const byId = (id) => document.getElementById(id);
  const rows = all("tr.field");
  const filings = all("details.filing");
  const decision = byId("decision");
  const outcome = byId("outcome");
  const search = byId("search");
  let texts = null;
  let waiting = false;
  let here = null;
  let faded = false;

  const words = () => search.value.toLowerCase().split(/\s+/).filter(Boolean);

  // An amount is found with and without commas between its thousands.
  const searchable = (row) => {
    const said = row.textContent.toLowerCase();
    return `${said} ${said.replace(/(\d),(?=\d)/g, "$1")}`;
  };

  const fits = (row, number, wanted) =>
    (!decision.value || row.dataset.decision === decision.value) &&
    (!outcome.value || row.dataset.outcome === outcome.value) &&
    wanted.every((word) => texts[number].includes(word));

  const apply = () => {
    waiting = false;
    const wanted = words();
    if (wanted.length) texts ??= rows.map(searchable);
    let shown = 0;
    rows.forEach((row, number) => {
      row.hidden = !fits(row, number, wanted);
      shown += row.hidden ? 0 : 1;
    });
    // In a page of hundreds of filings there are many marks: they are left alone where they may be.
    if (faded || shown < rows.length) {
      const out = new Set(rows.filter((row) => row.hidden).map((row) => `#${row.id}`));
      all("pre a").forEach((mark) => {
        mark.classList.toggle("off", out.has(mark.getAttribute("href")));
      });
      faded = out.size > 0;
    }
    filings.forEach((filing) => {
      filing.hidden = shown < rows.length && !filing.querySelector("tr.field:not([hidden])");
    });
    byId("count").textContent = `${shown} of ${rows.length} fields`;
  };

  const soon = () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(apply);
    }
  };

  // What is looked at: its row and its places in the text.
  const look = (row) => {
    all(".here").forEach((each) => each.classList.remove("here"));
    here = row;
    row.classList.add("here");
    const pane = row.closest(".panes");
    const marks = all(`a[href="#${row.id}"]`, pane.querySelector(".text"));
    const start = byId(row.id.replace(/f(\d+)$/, "e$1"));
    if (start) {
      marks.push(start.closest("pre a, pre mark") ?? start);
      start.scrollIntoView({ block: "center" });
    }
    marks.forEach((mark) => mark.classList.add("here"));
    row.scrollIntoView({ block: "nearest" });
  };

  const step = (by) => {
    const shown = rows.filter((row) => !row.hidden);
    if (!shown.length) return;
    const at = shown.indexOf(here);
    const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by;
    const row = shown[Math.max(0, Math.min(shown.length - 1, next))];
    const filing = row.closest("details.filing");
    if (filing) filing.open = true;
    row.querySelector("a, summary").focus({ preventScroll: true });
    look(row);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, select");
    if (event.key === "Escape" && typing === search) {
      search.value = "";
      soon();
      search.blur();
    }
    if (typing) return;
    const act = { n: () => step(1), p: () => step(-1), "/": () => search.focus() }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr.field");
    if (row && row !== here && event.target.matches(":focus-visible")) look(row);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && byId(link.getAttribute("href").slice(1));
    const row = link && (link.closest("tr.field") || (target && target.closest("tr.field")));
    if (target && target.matches("details.filing")) target.open = true;
    if (row && !row.hidden) look(row);
  });

  // On paper nothing is folded away but the candidates.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = filings.filter((filing) => !filing.open);
    closed.forEach((filing) => (filing.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((filing) => (filing.open = false)));

  [decision, outcome].forEach((each) => each.addEventListener("change", soon));
  search.addEventListener("input", soon);
  byId("controls").hidden = false;
  apply();
})();
