// The table of findings: a window on a list of any length. Only the rows in sight are on the page; one of them is a tab stop, the arrow
// keys move it, and it opens to its evidence.

/** What a finding opens to: the full reason, the rows that prove it, and the ways onward. */
const findingDetail = (finding) => {
  const portal = portalOf(finding.subject.id);
  const rows = finding.proofs.map((one) => element("li", {}, name(one.what), " ", element("span", { class: "source" }, name(one.file + " #" + one.record))));
  return element("div", { class: "detail" },
    element("p", {}, element("a", { href: "#" + finding.control.id }, finding.control.id), " ", finding.control.title),
    element("p", {}, name(finding.reason), finding.contradiction ? element("em", {}, " ", name(finding.contradiction)) : null),
    finding.accepted ? element("p", {}, element("strong", {}, WORDS.accepted), " ", name(finding.accepted)) : null,
    rows.length ? element("ul", { class: "proofs", "aria-label": WORDS.evidence }, rows) : null,
    element("p", { class: "source" }, name(finding.subject.id)),
    element("p", { class: "actions" },
      link(Address.resource(finding.subject.id), say(WORDS.resourcePage, { name: visible(finding.subject.name) })),
      portal ? outward(portal, WORDS.portal) : null,
      link(Address.finding(finding), WORDS.findingLink),
      button(WORDS.copyMarkdown, (event) => copyText(event.currentTarget, Findings.markdown(model, finding.row)))));
};

const Grid = (() => {
  const COLUMNS = ["control", "name", "severity", "outcome", "why", "tier"];
  const AROUND = 6;
  let list = new Uint32Array(0);
  let active = 0;
  let open = -1;
  let openHeight = 0;
  let rowHeight = 0;
  let waiting = false;
  let sorted = "";
  const made = new Map();
  const body = element("div", { role: "rowgroup", class: "grid-body" });
  const scroller = element("div", { class: "grid-scroll" }, body);
  const heads = COLUMNS.map((column) => element("div", { role: "columnheader", class: "grid-" + column },
    column === "why" ? WORDS.columns[column] : button(WORDS.columns[column], () => Grid.onsort(column), { class: "", tabIndex: -1 })));
  const head = element("div", { role: "rowgroup", class: "grid-head" }, element("div", { role: "row", "aria-rowindex": 1 }, heads));
  const grid = element("div", { role: "treegrid", class: "grid", "aria-label": WORDS.openGrid, "aria-colcount": COLUMNS.length }, head, scroller);

  const place = (finding) => [finding.subject.kind, finding.subject.subscription, finding.subject.group]
    .filter((part, at, all) => part && part !== finding.subject.name && all.indexOf(part) === at).join(" · ");

  const cell = (column, ...children) => element("div", { role: "gridcell", class: "grid-" + column, "aria-colindex": COLUMNS.indexOf(column) + 1 }, ...children);

  const rowElement = (position) => {
    const finding = Findings.at(model, list[position]);
    const row = element("div", { role: "row", class: "grid-row", "aria-rowindex": position + 2, tabIndex: position === active ? 0 : -1,
      "aria-expanded": String(position === open) },
      cell("control", finding.control.id),
      cell("name", element("span", { class: "one-line" }, name(finding.subject.name)), element("span", { class: "one-line small muted" }, name(place(finding)))),
      cell("severity", finding.severity.text),
      cell("outcome", pill(toneOf(finding), finding.outcome.text)),
      cell("why", element("span", { class: "two-lines" }, name(finding.reason))),
      cell("tier", element("span", { class: "narrow-only" }, WORDS.tier, " "), String(finding.subject.tier)));
    row.dataset.at = position;
    if (position === open) row.append(element("div", { role: "gridcell", class: "grid-detail" }, findingDetail(finding)));
    return row;
  };

  const top = (position) => position * rowHeight + (open >= 0 && position > open ? openHeight : 0);
  const height = () => list.length * rowHeight + (open >= 0 ? openHeight : 0);
  const positionAt = (offset) => {
    if (open >= 0 && offset > top(open) + rowHeight + openHeight) return Math.floor((offset - openHeight) / rowHeight);
    return open >= 0 && offset > top(open) ? open : Math.floor(offset / rowHeight);
  };

  const measure = () => {
    if (!list.length) return;
    const probe = rowElement(0);
    probe.querySelector(".grid-detail")?.remove();
    body.append(probe);
    rowHeight = probe.getBoundingClientRect().height || rowHeight || 60;
    probe.remove();
  };

  const render = () => {
    waiting = false;
    const from = Math.max(0, positionAt(scroller.scrollTop) - AROUND);
    const to = Math.min(list.length, positionAt(scroller.scrollTop + scroller.clientHeight) + AROUND + 1);
    for (const [position, row] of made) {
      if (position >= from && position < to) continue;
      if (row.contains(document.activeElement)) continue;
      row.remove();
      made.delete(position);
    }
    const held = document.activeElement;
    for (let position = from; position < to; position++) {
      if (!made.has(position)) made.set(position, rowElement(position));
    }
    const inOrder = [...made.keys()].sort((one, other) => one - other).map((position) => made.get(position));
    inOrder.forEach((row, at) => { if (body.children[at] !== row) body.insertBefore(row, body.children[at] ?? null); });
    if (open >= 0 && made.has(open)) openHeight = Math.max(0, made.get(open).getBoundingClientRect().height - rowHeight);
    for (const [position, row] of made) row.style.transform = "translateY(" + top(position) + "px)";
    body.style.height = height() + "px";
    if (held && held !== document.activeElement && body.contains(held)) held.focus({ preventScroll: true });
  };
  const soon = () => { if (!waiting) { waiting = true; requestAnimationFrame(render); } };

  const redraw = () => {
    for (const row of made.values()) row.remove();
    made.clear();
    if (!rowHeight) measure();
    render();
    head.style.marginRight = scroller.offsetWidth - scroller.clientWidth + "px";
  };

  const bringIntoView = (position) => {
    const [start, end] = [top(position), top(position) + rowHeight];
    if (start < scroller.scrollTop) scroller.scrollTop = start;
    else if (end > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = end - scroller.clientHeight;
    render();
  };

  const activate = (position, focus = true) => {
    if (made.has(active)) made.get(active).tabIndex = -1;
    active = Math.max(0, Math.min(list.length - 1, position));
    bringIntoView(active);
    const row = made.get(active);
    if (!row) return;
    row.tabIndex = 0;
    if (focus) row.focus({ preventScroll: true });
  };

  const toggle = (position, wanted = open !== position) => {
    const before = open;
    open = wanted ? position : -1;
    openHeight = 0;
    for (const changed of [before, position]) {
      const old = made.get(changed);
      if (!old) continue;
      const fresh = rowElement(changed);
      const focused = old.contains(document.activeElement);
      old.replaceWith(fresh);
      made.set(changed, fresh);
      if (focused) fresh.focus({ preventScroll: true });
    }
    render();
  };

  const keys = (event) => {
    if (event.target.closest("a, button") && !["Escape"].includes(event.key)) return;
    const page = Math.max(1, Math.floor(scroller.clientHeight / rowHeight) - 1);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -list.length, End: list.length };
    if (event.key in moves) {
      if (event.key === "ArrowUp" && active === 0) heads[0].firstChild.focus();
      else activate(active + moves[event.key]);
    } else if (event.key === "Enter" || event.key === " ") toggle(active);
    else if (event.key === "Escape" && open >= 0) { activate(open); toggle(open, false); } else return;
    event.preventDefault();
  };

  const headKeys = (event) => {
    const buttons = heads.map((one) => one.querySelector("button")).filter(Boolean);
    const at = buttons.indexOf(document.activeElement);
    if (event.key === "ArrowRight" && buttons[at + 1]) buttons[at + 1].focus();
    else if (event.key === "ArrowLeft" && buttons[at - 1]) buttons[at - 1].focus();
    else if (event.key === "ArrowDown" && list.length) activate(active);
    else return;
    event.preventDefault();
  };

  scroller.addEventListener("scroll", soon, { passive: true });
  body.addEventListener("keydown", keys);
  head.addEventListener("keydown", headKeys);
  body.addEventListener("click", (event) => {
    const row = event.target.closest(".grid-row");
    if (!row || event.target.closest("a, button, .grid-detail") || String(getSelection())) return;
    activate(Number(row.dataset.at));
    toggle(Number(row.dataset.at));
  });
  addEventListener("resize", () => { if (list.length) { measure(); redraw(); } });

  return {
    element: grid,
    /** Called with the name of a column whose heading is pressed. */
    onsort: () => {},
    /** Shows these rows, in this order. */
    show(rows, by) {
      list = rows;
      active = 0;
      open = -1;
      openHeight = 0;
      sorted = by;
      grid.setAttribute("aria-rowcount", rows.length + 1);
      grid.hidden = rows.length === 0;
      heads.forEach((one, at) => {
        const column = COLUMNS[at];
        if (sorted.replace(/^-/, "") === column) one.setAttribute("aria-sort", sorted.startsWith("-") ? "descending" : "ascending");
        else one.removeAttribute("aria-sort");
      });
      scroller.scrollTop = 0;
      redraw();
    },
    /** Opens the finding of a row of the model, if it is among those shown. */
    reveal(row) {
      const position = list.indexOf(row);
      if (position < 0) return false;
      toggle(position, true);
      activate(position);
      return true;
    },
  };
})();
