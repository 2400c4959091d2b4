// What a reader gains with script besides the findings: theme, position in the contents, copying, tables that fit a narrow page.

(function theme() {
  const button = document.getElementById("theme");
  const root = document.documentElement;
  const stored = { get() { try { return localStorage.getItem("theme"); } catch { return null; } },
                   set(value) { try { localStorage.setItem("theme", value); } catch { /* a page from disk may not store */ } } };
  const dark = () => root.dataset.theme === "dark" || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const label = () => { button.textContent = dark() ? WORDS.light : WORDS.dark; };
  const kept = stored.get();
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  button.hidden = false;
  label();
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    stored.set(root.dataset.theme);
    label();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
})();

(function contents() {
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
  const parts = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let waiting = false;
  const mark = () => {
    waiting = false;
    let current = parts.find((part) => part.offsetParent);
    for (const part of parts) if (part.offsetParent && part.getBoundingClientRect().top <= 140) current = part;
    for (const [id, link] of links) {
      if (current && id === current.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } }, { passive: true });
  mark();
})();

(function printing() {
  const shut = [];
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details.figures:not([open])")) { part.open = true; shut.push(part); }
  });
  addEventListener("afterprint", () => { while (shut.length) shut.pop().open = false; });
})();

(function copying() {
  for (const code of document.querySelectorAll("pre")) {
    const frame = element("div", { class: "code" });
    code.replaceWith(frame);
    frame.append(code, button(WORDS.copy, (event) => copyText(event.currentTarget, code.textContent), { class: "quiet copy" }));
  }
})();

(function tables() {
  // On a narrow page each row is a card; the roles keep it a table to those who hear it.
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  for (const table of document.querySelectorAll(".scroll > table")) {
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    table.classList.add("stack");
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, td")]) part.setAttribute("role", roles[part.tagName]);
    for (const cell of table.querySelectorAll("th")) cell.setAttribute("role", cell.scope === "row" ? "rowheader" : "columnheader");
    for (const row of table.querySelectorAll("tbody tr")) {
      for (const [at, cell] of [...row.cells].entries()) if (at > 0 && cell.colSpan === 1) cell.dataset.label = heads[at];
    }
  }
})();
