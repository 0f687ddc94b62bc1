"use strict";
(() => {
  const $ = (query, from = document) => from.querySelector(query);
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const csrf = () => $('meta[name="csrf"]').content;
  const RETRIES = 10;
  let work = null; // the filing on the page: {task, lease, token, shown, since, comments, ...}

  /* ---- asking the server -------------------------------------------------------------- */

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  async function call(path, body, keepalive = false) {
    const asked = {
      method: "POST", keepalive, cache: "no-store", credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf() },
      body: JSON.stringify(body),
    };
    for (let tried = 1; ; tried += 1) {
      try {
        const answer = await fetch(`/calls/${path}`, asked);
        const said = await answer.json().catch(() => ({ message: "The server's answer is broken." }));
        return { ok: answer.ok, status: answer.status, ...said };
      } catch {
        if (tried === RETRIES || keepalive) {
          return { ok: false, status: 0, message: "The server cannot be reached; do it again, it is booked once." };
        }
        say("The server does not answer; trying again …", true);
        await pause(Math.min(300 * tried, 2000));
      }
    }
  }

  /* What was done again because no answer came keeps its name: the server books it once. */
  function nameFor(asked) {
    const said = JSON.stringify(asked);
    if (work.unanswered?.said !== said) work.unanswered = { said, name: name() };
    return work.unanswered.name;
  }

  const answered = (answer) => { if (answer.status) work.unanswered = null; };

  const name = () => [...crypto.getRandomValues(new Uint8Array(16))]
    .map((each) => each.toString(16).padStart(2, "0")).join("");

  function say(text, bad = false) {
    const place = $("#say");
    if (!place) return;
    place.textContent = text ? text[0].toUpperCase() + text.slice(1) : "";
    place.classList.toggle("bad", bad);
    place.setAttribute("role", bad ? "alert" : "status");
  }

  /* ---- places in the text: code points of the canonical text <-> the page ------------------ */

  const points = (text) => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);

  function units(text, count) {
    if (!/[\ud800-\udfff]/.test(text)) return Math.min(count, text.length);
    return [...text].slice(0, count).join("").length;
  }

  function placeOf(part, offset) {
    const pieces = work.documents.get(part);
    if (!pieces || !pieces.length) return null;
    let low = 0, high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (Number(pieces[middle].dataset.s) <= offset) low = middle; else high = middle - 1;
    }
    const piece = pieces[low];
    const inside = offset - Number(piece.dataset.s);
    const node = piece.firstChild;
    if (!node) return [piece, 0];
    return [node, piece.dataset.n ? (inside > 0 ? node.length : 0) : units(node.data, inside)];
  }

  function offsetOf(node, offset) {
    let piece = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    if (piece.classList.contains("document")) {
      const child = piece.children[offset];
      if (child) return Number(child.dataset.s);
      piece = piece.lastElementChild;
      if (!piece) return 0;
      offset = piece.childNodes.length;
      node = piece;
    }
    piece = piece.closest("[data-s]");
    if (!piece) return null;
    const start = Number(piece.dataset.s);
    if (piece.dataset.n) return start + (offset > 0 ? Number(piece.dataset.n) : 0);
    if (node.nodeType === Node.TEXT_NODE) return start + points(node.data.slice(0, offset));
    return start + (offset > 0 ? points(piece.textContent) : 0);
  }

  function ranges(spans) {
    return (spans || "").split(" ").filter(Boolean).flatMap((each) => {
      const [part, start, end] = each.split(":").map(Number);
      const from = placeOf(part, start), to = placeOf(part, end);
      if (!from || !to) return [];
      const range = new Range();
      range.setStart(...from);
      range.setEnd(...to);
      return [range];
    });
  }

  function selection() {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return [];
    const range = chosen.getRangeAt(0);
    const part = range.commonAncestorContainer.nodeType === Node.ELEMENT_NODE
      ? range.commonAncestorContainer.closest(".document")
      : range.commonAncestorContainer.parentElement.closest(".document");
    if (!part) return [];
    const start = offsetOf(range.startContainer, range.startOffset);
    const end = offsetOf(range.endContainer, range.endOffset);
    return start === null || end === null || start >= end ? [] : [[Number(part.dataset.document), start, end]];
  }

  function paint() {
    if (!window.Highlight || !CSS.highlights) return;
    const current = currentField();
    const marks = { anchor: [], value: [], open: [], now: [] };
    for (const field of all(".field")) {
      // A whole list's place is the whole table: painted, it would hide what lies in it.
      if (field === current || "whole" in field.dataset) continue;
      marks["open" in field.dataset ? "open" : "value"].push(...ranges(field.dataset.spans));
    }
    if (current) {
      const place = ranges(current.dataset.spans);
      marks.now = "whole" in current.dataset ? [] : place;
      marks.anchor = [...ranges(current.dataset.anchor), ...("whole" in current.dataset ? place : [])];
    }
    Object.entries(marks).forEach(([kind, found], order) => {
      const highlight = new Highlight(...found);
      highlight.priority = order;
      CSS.highlights.set(kind, highlight);
    });
    reveal(marks.now[0] || marks.anchor[0]);
  }

  function reveal(range) {
    if (!range) return;
    const pane = $("#text"), seen = range.getBoundingClientRect(), frame = pane.getBoundingClientRect();
    if (seen.top < frame.top + 60 || seen.bottom > frame.bottom - 60) {
      pane.scrollTop += seen.top - frame.top - frame.height / 3;
    }
  }

  /* ---- the fields --------------------------------------------------------------------- */

  const fields = () => all(".field");
  const isOpen = (field) => "open" in field.dataset;
  const byPath = (path) => fields().find((field) => field.dataset.path === path);
  const currentField = () => $(".field.current");

  function select(field, focus = true) {
    const before = currentField();
    if (before && before !== field) {
      before.classList.remove("current");
      before.removeAttribute("aria-current");
      all("form", before).forEach((form) => { form.hidden = true; });
    }
    if (!field) return paint();
    field.classList.add("current");
    field.setAttribute("aria-current", "true");
    const comment = work.comments.get(field.dataset.path);
    const said = $(".comment", field);
    said.hidden = !comment;
    $("span", said).textContent = comment || "";
    if (focus) field.focus({ preventScroll: true });
    const pane = $("#panel"), seen = field.getBoundingClientRect(), frame = pane.getBoundingClientRect();
    if (seen.top < frame.top + 50 || seen.bottom > frame.bottom - 10) {
      pane.scrollTop += seen.top - frame.top - Math.min(120, frame.height / 4);
    }
    work.shown = field.dataset.path;
    work.since = performance.now();
    paint();
  }

  function step(by, wanted = isOpen) {
    const list = fields();
    const at = list.indexOf(currentField());
    for (let n = at + by; n >= 0 && n < list.length; n += by) {
      if (!wanted(list[n])) continue;
      say("");
      return select(list[n]);
    }
    say(by > 0 ? "No further field below" : "No further field above");
  }

  function show(html, path, onward) {
    const panel = $("#panel");
    const order = fields().map((field) => field.dataset.path);
    panel.innerHTML = html;
    const left = fields().filter(isOpen);
    let next = path && byPath(path);
    if (onward) {
      const at = order.indexOf(path);
      const later = new Set(order.slice(at + 1));
      next = left.find((field) => later.has(field.dataset.path)) || left[0] || next;
    }
    select(next || left[0] || fields()[0]);
    if (!left.length) say("Every field of this filing is decided: n for the next one");
  }

  /* ---- taking, deciding, taking back ---------------------------------------------------- */

  async function take() {
    const answer = await call(`tasks/${work.task}/claim`, {});
    if (!answer.ok) {
      if (!$(".field")) $("#panel").replaceChildren();
      return failed(answer);
    }
    work.token = answer.token;
    $("#panel").classList.remove("lost");
    say("");
    show(answer.panel, work.shown);
    const typed = work.typed;
    if (typed && byPath(typed.path)) {
      select(byPath(typed.path));
      openEditor(typed.text);
    }
    ahead();
  }

  function failed(answer) {
    if (answer.lost) return lost(answer);
    if (answer.status === 401) {
      return say("You are logged out: log in in another tab of this browser, load this page again", true);
    }
    say(answer.message, true);
  }

  function lost(answer) {
    work.token = null;
    const typed = work.typed;
    const path = work.shown;
    if (answer.panel) show(answer.panel, path);
    $("#panel").classList.add("lost");
    if (typed && byPath(typed.path)) {
      select(byPath(typed.path));
      openEditor(typed.text);
    }
    say(answer.message, true);
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Take it again";
    again.addEventListener("click", take);
    $("#say").append(again);
    again.focus();
  }

  async function decide(action, more = {}, path = work.shown) {
    if (!ready()) return null;
    say("");
    const field = byPath(path);
    const sent = {
      action, path, token: work.token, comment: work.comments.get(path) || "",
      seconds: Math.min((performance.now() - work.since) / 1000, 86000),
      request: nameFor([action, path, more]), ...more,
    };
    if (field && !("blind" in field.dataset) && action !== "add_row") sent.seen = field.dataset.value;
    work.busy = true;
    const answer = await call(`tasks/${work.task}/decide`, sent);
    work.busy = false;
    answered(answer);
    if (answer.ok) {
      work.comments.delete(path);
      work.typed = null;
      document.getSelection().empty();
      stay();
      say("");
      work.token = answer.token;
      show(answer.panel, path, true);
    } else if (!answer.confirm) failed(answer);
    return answer;
  }

  function ready() {
    if (!work || work.busy) return false;
    if (work.token === null) say("You do not hold this filing: take it again first", true);
    return work.token !== null;
  }

  async function undo() {
    const seq = Number($(".sum")?.dataset.undo || 0);
    if (!seq) return say("There is nothing of yours to take back here");
    if (!ready()) return;
    const before = new Set(fields().filter(isOpen).map((field) => field.dataset.path));
    work.busy = true;
    const answer = await call(`tasks/${work.task}/undo`, { token: work.token, seq });
    work.busy = false;
    if (!answer.ok) return failed(answer);
    work.token = answer.token;
    show(answer.panel, work.shown);
    const back = fields().find((field) => isOpen(field) && !before.has(field.dataset.path));
    if (back) select(back);
    say("Taken back");
  }

  async function reopen() {
    const path = work.shown;
    if (!$('.current [data-act="reopen"]')) return say("Only an adjudicator reopens, and only what is settled");
    if (!ready()) return;
    work.busy = true;
    const sent = { token: work.token, path, comment: work.comments.get(path) || "" };
    const answer = await call(`tasks/${work.task}/reopen`, sent);
    work.busy = false;
    if (!answer.ok) return failed(answer);
    work.comments.delete(path);
    work.token = answer.token;
    show(answer.panel, path);
    say("Reopened");
  }

  async function pick() {
    const spans = selection();
    if (!spans.length) return say("Select the value in the filing first: with the mouse, or t and Shift with the arrows");
    const text = document.getSelection().toString().replace(/\s+/g, " ").trim();
    const answer = await decide("select", { spans });
    if (answer && !answer.ok && answer.status === 422) {
      openEditor(text);
      heard(answer.message, true);
    }
  }

  /* ---- typing ------------------------------------------------------------------------- */

  const editor = () => $(".current form.edit");

  function openEditor(text) {
    const form = editor();
    if (!form) return say("This field takes no text: its rows are changed, or it is complete");
    stay();
    form.hidden = false;
    const input = $("input", form);
    if (text !== undefined) input.value = text;
    input.focus();
    input.select();
    work.confirm = null;
  }

  function heard(text, bad) {
    const place = $("output", editor());
    place.textContent = text;
    place.classList.toggle("bad", Boolean(bad));
  }

  function listen(input) {
    clearTimeout(work.listening);
    work.typed = { path: work.shown, text: input.value };
    work.listening = setTimeout(async () => {
      const asked = input.value;
      if (!asked.trim()) return heard("Nothing typed; x says that the filing states none");
      const answer = await call(`tasks/${work.task}/parse`, { path: work.typed?.path || work.shown, text: asked });
      if (input.value !== asked || !editor()) return;
      if (!answer.ok) return heard(answer.message, true);
      const place = answer.line ? `stands on line ${answer.line}` : "stands nowhere in the filing";
      heard(answer.line || answer.found ? `Reads as ${answer.value}${answer.line ? `; ${place}` : ""}` : `Reads as ${answer.value}; ${place}`, !answer.found);
    }, 150);
  }

  async function typed(form) {
    const input = $("input", form);
    clearTimeout(work.listening);
    work.typed = { path: work.shown, text: input.value };
    const counted = "whole" in currentField().dataset;
    const answer = await decide(counted ? "complete_list" : "edit", { text: input.value, confirmed: work.confirm === input.value });
    if (!answer || answer.ok || answer.lost) return;
    if (answer.confirm) {
      work.confirm = input.value;
      heard(`${answer.message}: Enter again`, true);
    } else heard(answer.message, true);
  }

  function remarked(form) {
    work.comments.set(work.shown, $("input", form).value.trim());
    form.hidden = true;
    const field = currentField();
    $(".comment", field).hidden = !work.comments.get(work.shown);
    $(".comment span", field).textContent = work.comments.get(work.shown);
    field.focus();
  }

  function openRemark() {
    const form = $(".current form.remark");
    form.hidden = false;
    $("input", form).value = work.comments.get(work.shown) || "";
    $("input", form).focus();
  }

  function openRow() {
    const list = currentField()?.dataset.list;
    const form = list && all(".newrow").find((each) => each.dataset.list === list);
    if (!form) return say("No row can be added here");
    $(".current .details").append(form);
    form.hidden = false;
    work.confirm = null;
    $("input", form).focus();
  }

  async function added(form) {
    const row = {};
    all("input", form).forEach((input) => { if (input.value.trim()) row[input.dataset.leaf] = input.value; });
    const asked = JSON.stringify(row);
    const answer = await decide("add_row", { row, confirmed: work.confirm === asked, path: form.dataset.list });
    if (!answer || answer.ok) return;
    if (answer.confirm) work.confirm = asked;
    const place = $("output", form);
    place.textContent = answer.confirm ? `${answer.message}: Enter again` : answer.message;
    place.classList.add("bad");
  }

  /* ---- fields like this one ------------------------------------------------------------- */

  async function same() {
    const field = currentField();
    if (!isOpen(field)) return say("This field is settled; only open ones are settled together");
    if (!ready()) return;
    say("Looking for fields like this one …");
    const answer = await call(`tasks/${work.task}/alike`, { token: work.token, path: work.shown });
    if (!answer.ok) return failed(answer);
    if (answer.count < 1) return say("No other open field is like this one");
    say("");
    const dialog = $("#together");
    dialog.innerHTML = answer.html;
    dialog.showModal();
  }

  async function together(form) {
    const flags = all("input:checked", form).map((each) => ({
      task: Number(each.dataset.task), path: each.dataset.path, seen: each.dataset.seen,
    }));
    const path = work.shown;
    if (!flags.length) return $("#together").close();
    if (!ready()) return;
    work.busy = true;
    $("button.main", form).disabled = true;
    const answer = await call(`tasks/${work.task}/together`, {
      token: work.token, path, flags, request: nameFor(["together", flags]), comment: work.comments.get(path) || "",
      seconds: Math.min((performance.now() - work.since) / 1000, 86000),
    });
    work.busy = false;
    answered(answer);
    if (!answer.ok) {
      $("#together").close();
      return failed(answer);
    }
    work.comments.delete(path);
    work.token = answer.token;
    show(answer.panel, path, true);
    $("#together").innerHTML = answer.html;
    $("#together button.main").focus();
  }

  async function takeBack(button) {
    const task = Number(button.dataset.task), seq = Number(button.dataset.seq);
    const own = task === work.task;
    if (own && !ready()) return;
    const answer = own ? await call(`tasks/${task}/undo`, { token: work.token, seq })
      : await call(`elsewhere/${task}/undo`, { token: 0, seq });
    if (answer.ok) {
      button.disabled = true;
      button.textContent = "Taken back";
      if (own) {
        work.token = answer.token;
        show(answer.panel, work.shown);
      }
    } else button.after(` ${answer.message}`);
    ($("#together button[data-act=back]:enabled") || $("#together button.main")).focus();
  }

  /* ---- the text by keyboard --------------------------------------------------------------- */

  function enterText() {
    const range = ranges(currentField()?.dataset.spans)[0] || ranges(currentField()?.dataset.anchor)[0];
    const part = range ? range.startContainer.parentElement.closest(".document") : $(".document");
    if (!part) return;
    // A caret is shown, and selects with Shift, only where text may be edited; nothing may be.
    const editable = { contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-readonly": "true" };
    for (const [name, value] of Object.entries(editable)) part.setAttribute(name, value);
    part.focus({ preventScroll: true });
    const chosen = document.getSelection();
    if (range) chosen.collapse(range.startContainer, range.startOffset);
    else chosen.collapse(part.firstChild || part, 0);
    say("In the text: arrows move, with Shift they select, s takes it, Esc goes back");
  }

  function stay() {
    const part = $(".document[contenteditable]");
    if (!part) return;
    for (const each of ["contenteditable", "aria-multiline", "aria-readonly"]) part.removeAttribute(each);
    part.setAttribute("role", "document");
  }

  /* ---- the next filing, read ahead ----------------------------------------------------------- */

  async function ahead() {
    const peeked = await call("peek", {});
    if (!peeked.ok || !peeked.task || peeked.task === work.task) return;
    const answer = await fetch(`/tasks/${peeked.task}`, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) work.next = { task: peeked.task, html: await answer.text() };
  }

  async function next() {
    if (!work) return $("#start")?.click();
    if (work.busy) return;
    work.busy = true;
    const answer = await call(`tasks/${work.task}/next`, { token: work.token ?? 0 });
    work.busy = false;
    if (!answer.ok) return failed(answer);
    work.token = null;
    if (!answer.task) return location.assign("/?none=1");
    if (work.next?.task !== answer.task) return location.assign(`/tasks/${answer.task}`);
    const page = new DOMParser().parseFromString(work.next.html, "text/html");
    history.pushState(null, "", `/tasks/${answer.task}`);
    document.title = page.title;
    $("header").replaceWith(page.querySelector("header"));
    $("main").replaceWith(page.querySelector("main"));
    begin();
  }

  /* ---- keys and clicks -------------------------------------------------------------------------- */

  const choose = (button) => button && decide("choose", { reader: button.dataset.reader, text: button.dataset.text });
  const chooseReader = (reader) => {
    const button = $(`.current [data-act="choose"][data-reader="${reader}"]`);
    return button ? choose(button) : say(`The ${reader === "llm" ? "model" : reader} says nothing here`);
  };

  const ACTS = {
    accept: () => decide("accept"), edit: () => openEditor(), absent: () => decide("absent"),
    as_filed: () => decide("as_filed"), pick, undo, reopen, next, comment: openRemark, add: openRow,
    drop: () => decide("drop_row"), dispute: () => decide("dispute"),
    complete: () => {
      const path = `${currentField()?.dataset.list}#complete`, whole = byPath(path);
      if (whole && "blind" in whole.dataset) { select(whole); return openEditor(); }
      return decide("complete_list", {}, path);
    },
    help: () => $("#help").showModal(), same, close: () => $("#together").close(),
  };
  const KEYS = {
    b: () => chooseReader("baseline"), m: () => chooseReader("llm"),
    a: ACTS.accept, Enter: ACTS.accept, e: ACTS.edit, x: ACTS.absent, f: ACTS.as_filed, s: pick,
    c: openRemark, g: same, u: undo, r: reopen, o: openRow, d: ACTS.drop, l: ACTS.complete, i: ACTS.dispute,
    j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
    J: () => step(1, () => true), K: () => step(-1, () => true), t: enterText,
    h: () => $("#history").click(), q: () => $(".home").click(),
  };

  function rows(by) {
    const links = all(".list a");
    const at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  }

  function back(target) {
    const form = target.closest("form.edit, form.remark, form.newrow");
    if (form) {
      form.hidden = true;
      work.typed = null;
    }
    stay();
    say("");
    currentField()?.focus({ preventScroll: true });
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("dialog[open]")) return;
    const target = event.target, key = event.key;
    const inText = target.closest(".document[contenteditable]");
    if (key === "Escape" && work) return back(target);
    if (target.matches("input, select, textarea")) return;
    if (inText && (key.startsWith("Arrow") || event.shiftKey)) return;
    if ((key === "Enter" || key === " ") && target.matches("button, a")) return;
    let act = null;
    if (key === "?") act = ACTS.help;
    else if (key === "n") act = next;
    else if (!work) act = { j: () => rows(1), k: () => rows(-1), "/": () => $("#filer")?.focus() }[key];
    else if (/^[1-9]$/.test(key)) {
      act = () => choose($(`.current [data-act="choose"][data-number="${key}"]`))
        || say(`No reader has the number ${key} here`);
    } else act = Object.hasOwn(KEYS, key) ? KEYS[key] : null;
    if (!act) return;
    event.preventDefault();
    if (work && !currentField() && act !== next && act !== ACTS.help) return;
    act();
  }

  function clicked(event) {
    const place = event.target.closest("[data-act]");
    if (!place) return;
    const field = place.closest(".field");
    if (place.dataset.act === "select") return select(field);
    if (field && field !== currentField()) select(field);
    if (place.dataset.act === "choose") return choose(place);
    if (place.dataset.act === "back") return takeBack(place);
    ACTS[place.dataset.act]?.();
  }

  function submitted(event) {
    const form = event.target;
    const does = { edit: typed, remark: remarked, newrow: added, together }[form.classList[0]];
    if (!does) return;
    event.preventDefault();
    does(form);
  }

  /* ---- beginning and end ------------------------------------------------------------------------- */

  async function alive() {
    if (!work || work.token === null || work.busy) return;
    const { task, token } = work;
    const answer = await call(`tasks/${task}/heartbeat`, { token });
    if (answer.lost && work.task === task && work.token === token) lost(answer);
  }

  function begin() {
    const place = $("#work");
    if (!place) return;
    clearInterval(work?.beat);
    work = {
      task: Number(place.dataset.task), token: null, shown: null, since: 0, busy: false,
      comments: new Map(), typed: null, confirm: null, next: null, unanswered: null, documents: new Map(),
    };
    for (const part of all(".document")) work.documents.set(Number(part.dataset.document), [...part.children]);
    work.beat = setInterval(alive, Math.min(Number(place.dataset.lease) / 3, 60) * 1000);
    take();
  }

  document.addEventListener("keydown", pressed);
  document.addEventListener("click", clicked);
  document.addEventListener("submit", submitted);
  document.addEventListener("input", (event) => { if (event.target.closest("form.edit")) listen(event.target); });
  for (const kind of ["beforeinput", "drop", "paste", "compositionstart"]) {
    document.addEventListener(kind, (event) => {
      if (!event.target.closest?.(".document")) return;
      event.preventDefault();
      if (kind === "compositionstart") back(event.target);
    }, true);
  }
  document.addEventListener("close", () => currentField()?.focus({ preventScroll: true }), true);
  window.addEventListener("popstate", () => location.reload());
  window.addEventListener("pagehide", () => {
    if (work && work.token !== null) call(`tasks/${work.task}/release`, { token: work.token }, true);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  begin();
})();
