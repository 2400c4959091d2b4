// The chapter of findings: facets with counts, a search, an order, and what is done with the findings that fit. Its state stands in the
// address.

const FindingsView = (() => {
  const MOST_SHOWN = 80;
  const MOST_COPIED = 200;
  const section = document.getElementById("findings");
  if (!section || !model?.count) return { apply() {}, reveal() { return false; } };

  const chosen = Object.fromEntries(Findings.KEYS.map((key) => [key, new Set()]));
  let by = "";
  let shown = { rows: new Uint32Array(0), counts: {} };
  const search = element("input", { type: "search", placeholder: WORDS.searchHint, autocomplete: "off", spellcheck: false });
  const order = element("select", {}, Object.entries(WORDS.sorts).map(([value, text]) => element("option", { value }, text)));
  const count = element("p", { class: "small muted", id: "findings-count", role: "status" });
  const chips = element("ul", { class: "chips" });
  const nothing = element("p", { class: "measure", hidden: true }, WORDS.noFindings);

  const words = () => search.value.toLowerCase().split(/\s+/).filter(Boolean);

  /** The state as it stands in the address. */
  const state = () => {
    const pairs = [];
    for (const key of Findings.KEYS) for (const code of chosen[key]) pairs.push([key, model.names[key][code]]);
    if (search.value.trim()) pairs.push(["text", search.value.trim()]);
    if (by) pairs.push(["sort", by]);
    return pairs;
  };

  const label = (key, code) => visible(model.labels[key][code]) || WORDS.none;

  /** One facet: a button that opens to its values, each with the number of findings that it would show. */
  const facet = (key) => {
    const known = model.labels[key].length;
    const many = known > 12;
    const values = element("ul", { class: "values" });
    const find = element("input", { type: "search", autocomplete: "off", "aria-label": say(WORDS.filterIn, { facet: WORDS.facets[key] }) });
    const marked = element("span", { class: "marked" });
    const box = element("details", { class: "facet", name: "facet" },
      element("summary", {}, WORDS.facets[key], " ", marked),
      element("div", { class: "facet-body" }, many ? find : null, values));
    const natural = key === "domain" || key === "severity" || key === "outcome" || key === "environment";
    const fill = () => {
      const counts = shown.counts[key];
      const wanted = find.value.toLowerCase();
      let codes = [...counts.keys()].filter((code) => counts[code] > 0 || chosen[key].has(code));
      if (wanted) codes = codes.filter((code) => label(key, code).toLowerCase().includes(wanted));
      if (!natural) codes.sort((one, other) => counts[other] - counts[one] || one - other);
      const focused = document.activeElement?.value;
      const hadFocus = values.contains(document.activeElement);
      values.replaceChildren(...codes.slice(0, MOST_SHOWN).map((code) => {
        const tick = element("input", { type: "checkbox", checked: chosen[key].has(code), value: String(code), onchange: (event) => {
          if (event.target.checked) chosen[key].add(code); else chosen[key].delete(code);
          update();
        } });
        return element("li", {}, element("label", {}, tick, element("bdi", {}, label(key, code)), element("span", { class: "number" }, print(counts[code]))));
      }));
      if (codes.length > MOST_SHOWN) values.append(element("li", { class: "small muted" }, say(WORDS.further, { count: print(codes.length - MOST_SHOWN) })));
      if (hadFocus) values.querySelector('input[value="' + focused + '"]')?.focus();
    };
    find.addEventListener("input", fill);
    box.addEventListener("toggle", () => { if (box.open) fill(); });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && box.open) { box.open = false; box.firstChild.focus(); event.stopPropagation(); }
    });
    return { box, refresh() {
      marked.textContent = chosen[key].size ? "(" + chosen[key].size + ")" : "";
      box.classList.toggle("in-use", chosen[key].size > 0);
      if (box.open) fill();
    } };
  };
  const facets = Findings.KEYS.map(facet);
  addEventListener("click", (event) => {
    for (const { box } of facets) if (box.open && !box.contains(event.target)) box.open = false;
  });

  const chip = (key, code) => element("li", {}, button(WORDS.facets[key] + ": " + label(key, code) + " ×", () => {
    chosen[key].delete(code);
    update();
    (chips.querySelector("button") ?? search).focus();
  }, { "aria-label": say(WORDS.remove, { facet: WORDS.facets[key], value: label(key, code) }) }));

  const clear = () => {
    for (const key of Findings.KEYS) chosen[key].clear();
    search.value = "";
    update();
  };

  const showChips = () => {
    const list = Findings.KEYS.flatMap((key) => [...chosen[key]].map((code) => chip(key, code)));
    chips.replaceChildren(...list);
    if (list.length || search.value) chips.append(element("li", {}, button(WORDS.clear, () => { clear(); search.focus(); })));
  };

  const update = (keep = true) => {
    const found = Findings.filter(model, chosen, words());
    shown = { rows: Findings.sort(model, found.rows, by), counts: found.counts };
    order.value = by.replace(/^-/, "") === by ? by : by.slice(1);
    Grid.show(shown.rows, by);
    nothing.hidden = shown.rows.length > 0;
    const left = model.left ? say(WORDS.notIn, { count: print(model.left) }) : "";
    count.textContent = say(WORDS.of, { shown: print(shown.rows.length), total: print(model.count), left });
    for (const one of facets) one.refresh();
    showChips();
    if (keep) Address.keep("findings", state());
  };

  const copyAll = (event) => {
    const rows = [...shown.rows.subarray(0, MOST_COPIED)];
    const left = shown.rows.length - rows.length;
    const text = rows.map((row) => Findings.markdown(model, row)).join("\n") + (left ? "\n" + say(WORDS.markdownLeft, { count: print(left) }) + "\n" : "");
    const note = left ? say(WORDS.copiedOf, { shown: print(rows.length), total: print(shown.rows.length) }) : undefined;
    copyText(event.currentTarget, text, note);
  };

  Grid.onsort = (column) => {
    by = by === column ? "-" + column : by === "-" + column ? "" : column;
    update();
  };
  let typed = 0;
  search.addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(update, 60); });
  order.addEventListener("change", () => { by = order.value; update(); });

  section.querySelector("#findings-text")?.remove();
  section.append(
    element("form", { class: "filters", role: "search", "aria-label": WORDS.findings, onsubmit: (event) => event.preventDefault() },
      element("div", { class: "facets" }, facets.map(({ box }) => box)),
      element("label", { class: "grow" }, WORDS.search, search),
      element("label", {}, WORDS.sort, order)),
    chips,
    element("div", { class: "toolbar" }, count,
      element("p", { class: "actions" },
        button(WORDS.copyMarkdown, copyAll),
        button(WORDS.exportCsv, () => saveFile(WORDS.csvFile, "text/csv;charset=utf-8", Findings.csv(model, shown.rows))),
        button(WORDS.copyLink, (event) => copyText(event.currentTarget, Address.full(Address.of("findings", state())))))),
    nothing, Grid.element);
  update(false);
  const whenIdle = globalThis.requestIdleCallback ?? ((act) => setTimeout(act, 200));
  whenIdle(() => Findings.prepare(model));

  return {
    /** Takes the state of an address. One without any leads back to what was filtered. */
    apply(given) {
      if (![...given.keys()].length) { Address.keep("findings", state()); return; }
      for (const key of Findings.KEYS) {
        chosen[key].clear();
        for (const value of given.getAll(key)) {
          const code = model.names[key].indexOf(value);
          if (code >= 0) chosen[key].add(code);
        }
      }
      search.value = given.get("text") ?? "";
      by = Object.hasOwn(WORDS.sorts, (given.get("sort") ?? "").replace(/^-/, "")) ? given.get("sort") ?? "" : "";
      update(false);
    },
    /** Opens one finding, whatever was filtered before. */
    reveal(control, subject) {
      const row = Findings.find(model, control, subject);
      if (row < 0) return false;
      clear();
      return Grid.reveal(row);
    },
  };
})();
