"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const cards = all(".card"), audio = one("#audio"), form = one("#filter");
  const STORE = "mediagen gallery";
  const pieces = new Map(); // by digest: items may share a file
  for (const piece of all(".piece[data-digest]")) pieces.set(piece.dataset.digest, [...pieces.get(piece.dataset.digest) || [], piece]);

  // What a person has marked, by the digest of the file: { mark: "good" | "again", note, heard }.
  let known = {};
  const reload = () => { try { known = JSON.parse(localStorage.getItem(STORE)) || {}; } catch { /* nothing is kept */ } };
  const keep = () => { try { localStorage.setItem(STORE, JSON.stringify(known)); } catch { /* nothing is kept */ } };
  const of = piece => known[piece.dataset.digest] || {};
  const change = (piece, values) => {
    reload(); // another tab may have marked something
    known[piece.dataset.digest] = { ...of(piece), ...values };
    keep();
    refresh(piece.dataset.digest);
  };
  const marked = () => [...pieces.values()].map(([piece]) => piece).filter(piece => of(piece).mark === "again");
  const title = piece => `${piece.closest("[data-section]").dataset.section}/${piece.closest(".card").dataset.id} [${piece.dataset.label}]`;

  function refresh(digest) {
    for (const piece of digest ? pieces.get(digest) : [...pieces.values()].flat()) {
      const { mark, heard } = of(piece);
      piece.classList.toggle("heard", Boolean(heard));
      for (const button of all(".mark", piece)) button.setAttribute("aria-pressed", String(button.dataset.mark === mark));
    }
    one("#list b").textContent = marked().length;
  }

  // -- filter ---------------------------------------------------------------------------------------------

  const STATES = {
    new: p => p.dataset.digest && !of(p).mark && !of(p).heard,
    good: p => of(p).mark === "good",
    again: p => of(p).mark === "again",
    wanting: p => p.dataset.status !== "completed",
    offline: p => "offline" in p.dataset,
  };
  function filter() {
    const wanted = Object.fromEntries(new FormData(form));
    const words = (wanted.words || "").toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const section of all("[data-section]")) {
      const here = !wanted.section || wanted.section === section.dataset.section;
      let any = false;
      for (const card of all(".card", section)) {
        let shown = false;
        for (const piece of all(".piece", card)) {
          piece.hidden = !((!wanted.kind || wanted.kind === piece.dataset.kind)
            && (!wanted.voice || wanted.voice === piece.dataset.voice)
            && (!wanted.state || STATES[wanted.state](piece)));
          shown ||= !piece.hidden;
        }
        card.hidden = !(here && shown && words.every(word => card.dataset.words.includes(word)));
        any ||= !card.hidden;
        found += !card.hidden;
      }
      section.hidden = !any;
    }
    one("#found").textContent = `${found} of ${cards.length}`;
    one("#none").hidden = found > 0 || cards.length === 0;
  }
  form.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  one("#all").addEventListener("click", () => { form.reset(); filter(); });

  // -- player ---------------------------------------------------------------------------------------------

  let now = null;
  const playable = () => all(".piece.speech").filter(p => one(".play", p) && !p.hidden && !p.closest("[hidden]"));
  const clock = s => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
  function play(piece) {
    if (!piece) return;
    if (piece !== now) {
      now?.classList.remove("now");
      now = piece;
      audio.src = one(".play", piece).href;
      audio.playbackRate = Number(one("#speed").value);
      one("#what").textContent = title(piece);
      one("#player").hidden = false;
      piece.scrollIntoView({ block: "nearest" });
    }
    for (const film of all("video")) film.pause();
    audio.play().catch(() => { one("#what").textContent = `${title(piece)}: cannot be played`; });
  }
  function step(by) {
    const list = playable(), at = list.indexOf(now);
    play(list[at < 0 ? 0 : at + by]);
  }
  const toggle = () => (now === null ? step(1) : audio.paused ? play(now) : audio.pause());
  audio.addEventListener("play", () => { now.classList.add("now"); one("[data-do=play]").textContent = "Pause"; });
  audio.addEventListener("pause", () => { now.classList.remove("now"); one("[data-do=play]").textContent = "Play"; });
  audio.addEventListener("ended", () => { change(now, { heard: true }); if (one("#onward").checked) step(1); });
  audio.addEventListener("timeupdate", () => {
    one("#seek").value = audio.duration ? 1000 * audio.currentTime / audio.duration : 0;
    one("#at").textContent = `${clock(audio.currentTime)} / ${clock(audio.duration || 0)}`;
  });
  one("#seek").addEventListener("input", event => { audio.currentTime = event.target.value / 1000 * (audio.duration || 0); });
  one("#speed").addEventListener("change", event => { audio.playbackRate = Number(event.target.value); });
  const DO = { before: () => step(-1), play: toggle, next: () => step(1) };
  one("#player").addEventListener("click", event => DO[event.target.dataset.do]?.());
  document.addEventListener("play", event => { // one thing sounds at a time
    if (event.target === audio) return;
    audio.pause();
    for (const film of all("video")) if (film !== event.target) film.pause();
  }, true);
  document.addEventListener("ended", event => {
    const piece = event.target.closest?.(".piece");
    if (piece) change(piece, { heard: true });
  }, true);

  // -- pictures, marks, notes -----------------------------------------------------------------------------

  const large = one("#large"), notes = one("#notes");
  function enlarge(piece) {
    one("img", large).src = one("a", piece).href;
    one("p", large).textContent = `${title(piece)}: ${one("p", piece.closest(".card")).textContent}`;
    large.piece = piece;
    if (!large.open) large.showModal();
    change(piece, { heard: true });
  }
  function beside(by) {
    const list = all(".piece.image").filter(p => one(".look", p) && !p.hidden && !p.closest("[hidden]"));
    const next = list[list.indexOf(large.piece) + by];
    if (next) enlarge(next);
  }
  one("main").addEventListener("click", event => {
    const piece = event.target.closest(".piece");
    if (!piece || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest(".play")) {
      event.preventDefault();
      if (piece === now) toggle(); else play(piece);
    } else if (event.target.closest(".look")) {
      event.preventDefault();
      enlarge(piece);
    } else if (event.target.matches(".mark")) {
      const { mark } = event.target.dataset;
      change(piece, { mark: of(piece).mark === mark ? undefined : mark });
    }
  });

  function report() {
    const list = marked();
    const said = list.map(p => `# ${title(p)}${of(p).note ? `: ${of(p).note.replace(/\s+/g, " ")}` : ""}`
      + (p.dataset.again ? `\n${p.dataset.again}` : ""));
    one("pre", notes).textContent = said.join("\n");
    const usd = list.reduce((sum, p) => sum + Number(p.dataset.usd || 0), 0);
    const same = list.filter(p => !p.dataset.again && p.dataset.kind !== "film").length;
    one("#cost").textContent = [
      usd ? `Made again, these cost about $${usd.toFixed(usd < 1 ? 4 : 2)}.` : "",
      same ? `${same} would come out the same: change their text, voice or provider.` : "",
    ].join(" ");
  }
  one("#list").addEventListener("click", () => {
    const list = one("ol", notes);
    list.replaceChildren(...marked().map(piece => {
      const line = document.createElement("li"), note = document.createElement("textarea");
      note.placeholder = "What is wrong with it?";
      note.rows = 1;
      note.value = of(piece).note || "";
      note.addEventListener("input", () => { change(piece, { note: note.value }); report(); });
      line.append(title(piece), note);
      return line;
    }));
    report();
    notes.showModal();
  });
  one("#copy").addEventListener("click", async event => {
    const text = one("pre", notes).textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch { // not to be had from a file in some browsers
      getSelection().selectAllChildren(one("pre", notes));
      document.execCommand("copy");
    }
    event.target.textContent = "Copied";
    setTimeout(() => { event.target.textContent = "Copy notes and commands"; }, 1500);
  });
  one("#clear").addEventListener("click", () => {
    reload();
    for (const digest of pieces.keys()) delete known[digest];
    keep();
    refresh();
    notes.close();
  });
  for (const button of all("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
  for (const dialog of all("dialog")) dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  notes.addEventListener("close", filter);
  window.addEventListener("storage", () => { reload(); refresh(); });

  const KEYS = {
    " ": toggle, j: () => step(1), k: () => step(-1),
    ArrowLeft: () => { audio.currentTime -= 5; }, ArrowRight: () => { audio.currentTime += 5; },
    g: () => now && change(now, { mark: "good" }), a: () => now && change(now, { mark: "again" }),
    "/": () => one("[name=words]").focus(),
  };
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || notes.open) return;
    if (large.open) {
      if (event.key === "ArrowLeft") beside(-1);
      if (event.key === "ArrowRight") beside(1);
      return;
    }
    if (event.target.closest("input, select, textarea, button, summary, video, a")) return;
    const act = KEYS[event.key];
    if (act && (now || event.key === "j" || event.key === "/")) { event.preventDefault(); act(); }
  });

  reload();
  refresh();
  filter();
})();
