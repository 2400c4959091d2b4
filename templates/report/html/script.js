// What a reader gains with script: theme, position in the contents, copying, filtering and sorting. Nothing is hidden without.
"use strict";

(function theme() {
  const button = document.getElementById("theme");
  const root = document.documentElement;
  const stored = { get() { try { return localStorage.getItem("theme"); } catch { return null; } },
                   set(value) { try { localStorage.setItem("theme", value); } catch { /* a page from disk may not store */ } } };
  const dark = () => root.dataset.theme === "dark" || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const label = () => { button.textContent = dark() ? "Light page" : "Dark page"; };
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
    let current = parts[0];
    for (const part of parts) if (part.getBoundingClientRect().top <= 140) current = part;
    for (const [id, link] of links) {
      if (current && id === current.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } }, { passive: true });
  mark();
})();

(function openings() {
  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) { target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  open();
  const shut = [];
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details:not([open])")) { part.open = true; shut.push(part); }
  });
  addEventListener("afterprint", () => { while (shut.length) shut.pop().open = false; });
})();

(function copying() {
  for (const code of document.querySelectorAll("pre")) {
    const frame = document.createElement("div");
    const button = document.createElement("button");
    frame.className = "code";
    button.type = "button";
    button.className = "quiet copy";
    button.textContent = "Copy";
    code.replaceWith(frame);
    frame.append(code, button);
    button.addEventListener("click", async () => {
      let done = true;
      try { await navigator.clipboard.writeText(code.textContent); } catch {
        getSelection().selectAllChildren(code);
        done = document.execCommand("copy");
      }
      button.textContent = done ? "Copied" : "Selected";
      setTimeout(() => { button.textContent = "Copy"; }, 1600);
    });
  }
})();

(function findings() {
  const table = document.getElementById("findings-table");
  const form = document.getElementById("filters");
  const count = document.getElementById("findings-count");
  if (!table || !form) return;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, order) => ({ row, order, text: row.textContent.toLowerCase() }));
  const rank = { severity: ["critical", "high", "medium", "low"], outcome: ["fail", "unknown", "pass", "notApplicable"] };

  const filter = () => {
    const wanted = ["domain", "severity", "outcome"].map((name) => [name, form.elements[name].value]).filter(([, value]) => value);
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      const fits = wanted.every(([name, value]) => row.dataset[name] === value) && words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) shown += 1;
    }
    const left = Number(count.dataset.left);
    count.textContent = shown.toLocaleString("en-GB") + " of " + rows.length.toLocaleString("en-GB") + " rows shown"
      + (left ? "; " + left.toLocaleString("en-GB") + " further findings are in findings.csv only and are not searched here" : "");
  };

  const sort = (heading, name) => {
    const descending = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const key = ({ row }) => {
      const value = row.dataset[name];
      if (rank[name]) return rank[name].indexOf(value);
      return name === "tier" ? Number(value) : value;
    };
    const compare = (one, other) => (typeof one === "number" ? one - other : one.localeCompare(other, "en-GB", { numeric: true }));
    rows.sort((one, other) => (descending ? -1 : 1) * compare(key(one), key(other)) || one.order - other.order);
    body.append(...rows.map(({ row }) => row));
  };

  for (const heading of table.tHead.querySelectorAll("[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => sort(heading, heading.dataset.sort));
  }
  for (const link of document.querySelectorAll("[data-filter]")) {
    link.addEventListener("click", () => { form.reset(); form.elements.text.value = link.dataset.filter; filter(); });
  }
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
