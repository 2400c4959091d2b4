// The pages within the page: one for each resource with all its findings, and what an address leads to.

const ResourceView = (() => {
  const main = document.querySelector("main");
  const section = element("section", { id: "resource", class: "part", hidden: true, "aria-labelledby": "resource-heading" });
  main.prepend(section);

  const facts = (subject) => [[WORDS.kind, subject.kind], [WORDS.id, subject.id], [WORDS.facets.subscription, subject.subscription],
    [WORDS.facets.group, subject.group], [WORDS.facets.environment, subject.environment], [WORDS.facets.owner, subject.owner],
    [WORDS.tier, String(subject.tier)]].filter(([, text]) => text)
    .map(([label, text]) => element("div", {}, element("dt", {}, label), element("dd", {}, name(text))));

  const line = (row) => {
    const finding = Findings.at(model, row);
    const proofs = finding.proofs.map((one) => element("li", {}, name(one.what), " ", element("span", { class: "source" }, name(one.file + " #" + one.record))));
    return element("li", { class: "resource-finding" },
      element("p", { class: "resource-head" }, link("#" + finding.control.id, finding.control.id), " ", element("strong", {}, finding.control.title), " ",
        pill(toneOf(finding), finding.outcome.id === "fail" ? finding.severity.text : finding.outcome.text)),
      element("p", {}, name(finding.reason), finding.contradiction ? element("em", {}, " ", name(finding.contradiction)) : null),
      finding.accepted ? element("p", {}, element("strong", {}, WORDS.accepted), " ", name(finding.accepted)) : null,
      proofs.length ? element("ul", { class: "proofs" }, proofs) : null);
  };

  const groups = (rows) => model.outcomes.flatMap((outcome, code) => {
    const own = rows.filter((row) => model.outcome[row] === code);
    return own.length ? [element("h3", {}, outcome.text + " (" + own.length + ")"), element("ul", { class: "resource-findings" }, own.map(line))] : [];
  });

  const markdown = (subject, rows) => ["## " + Findings.plain(subject.name), "", Findings.plain(subject.id), "", ...rows.map((row) => Findings.markdown(model, row))].join("\n");

  const fill = (id) => {
    const at = model?.count ? Findings.subjectAt(model, id) : undefined;
    const subject = at === undefined ? null : Findings.subject(model, at);
    const heading = element("h2", { id: "resource-heading", tabIndex: -1 }, name(subject ? subject.name : id));
    const back = link("#findings", WORDS.back);
    if (!subject) { section.replaceChildren(heading, element("p", {}, WORDS.notThere), element("p", { class: "actions" }, back)); return; }
    const rows = Findings.ofSubject(model, id);
    const portal = portalOf(subject.id);
    section.replaceChildren(heading, element("dl", { class: "rows" }, facts(subject)),
      element("p", { class: "actions" }, back, portal ? outward(portal, WORDS.portal) : null,
        button(WORDS.copyMarkdown, (event) => copyText(event.currentTarget, markdown(subject, rows))),
        button(WORDS.copyLink, (event) => copyText(event.currentTarget, Address.full(Address.resource(subject.id))))),
      ...groups(rows));
  };

  return {
    show(id) {
      fill(id);
      section.hidden = false;
      main.dataset.view = "resource";
      scrollTo({ top: 0, behavior: "instant" });
      section.querySelector("h2").focus({ preventScroll: true });
    },
    hide() {
      if (section.hidden) return;
      section.hidden = true;
      delete main.dataset.view;
      // What stood hidden has its measure taken anew.
      dispatchEvent(new Event("resize"));
    },
  };
})();

(function links() {
  if (!model?.count) return;
  for (const place of document.querySelectorAll("[data-resource]")) {
    const at = Findings.subjectAt(model, place.dataset.resource);
    if (at === undefined) continue;
    const anchor = link(Address.resource(Findings.subject(model, at).id));
    place.replaceWith(anchor);
    anchor.append(place);
  }
  const counts = new Map();
  for (let row = 0; row < model.count; row++) counts.set(model.control[row], (counts.get(model.control[row]) ?? 0) + 1);
  for (const [code, count] of counts) {
    const { id } = model.controls[code];
    const place = document.querySelector('[data-findings-of="' + id + '"]');
    place?.append(link(Address.of("findings", { control: id }), say(WORDS.allOf, { count: print(count), id })));
  }
})();

(function addresses() {
  const go = () => {
    const { view, state } = Address.read();
    if (view === "resource") { ResourceView.show(state.get("id") ?? ""); return; }
    ResourceView.hide();
    if (view === "findings") FindingsView.apply(state);
    if (view === "roadmap") Roadmap.apply(state);
    if (view === "finding") {
      document.getElementById("findings").scrollIntoView({ behavior: "instant" });
      FindingsView.reveal(state.get("control") ?? "", state.get("subject") ?? "");
      history.replaceState(null, "", Address.of("finding", state));
      return;
    }
    const target = view && document.getElementById(view);
    if (!target) return;
    if (target instanceof HTMLDetailsElement) target.open = true;
    for (const proof of target.matches("article") ? target.querySelectorAll("details") : []) proof.open = true;
    target.scrollIntoView({ behavior: "instant" });
  };
  addEventListener("hashchange", go);
  if (location.hash.length > 1) go();
})();
