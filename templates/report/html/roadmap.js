// The roadmap to tick: the score that follows from the ticked steps, by the report's own arithmetic. Its state stands in the address.

const Roadmap = (() => {
  const section = document.getElementById("roadmap");
  const list = section?.querySelector(".step-list");
  if (!list || !model?.rules) return { apply() {} };
  const today = Arithmetic.after(model, []);
  const figure = element("strong", {});
  const label = element("span", { class: "caption" });
  const note = element("span", { class: "small muted" });
  const panel = element("div", { class: "projection panel", role: "status" }, label, figure, note);
  const ticks = [...list.children].map((item) => {
    const tick = element("input", { type: "checkbox", value: item.dataset.step,
      "aria-label": say(WORDS.done, { title: item.querySelector("strong").textContent }) });
    item.prepend(element("span", { class: "tick" }, tick));
    tick.addEventListener("change", () => show());
    return tick;
  });
  const ticked = () => ticks.filter((tick) => tick.checked).map((tick) => tick.value);

  const heading = (count) => (count === 0 ? WORDS.withTicked.none : count === 1 ? WORDS.withTicked.one : say(WORDS.withTicked.many, { count }));

  const show = (keep = true) => {
    const keys = ticked();
    const after = Arithmetic.after(model, keys);
    label.textContent = heading(keys.length);
    figure.textContent = after.text;
    note.textContent = [
      say(WORDS.today, { score: today.text }) + ".",
      after.range && after.range !== after.text ? say(WORDS.range, after) + "." : "",
      after.capped.length ? say(WORDS.cappedBy, { gates: after.capped.join(", ") }) : "",
    ].filter(Boolean).join(" ");
    if (keep) Address.keep("roadmap", keys.length ? { done: keys.join(",") } : {});
  };

  const all = (checked) => () => { for (const tick of ticks) tick.checked = checked; show(); };
  list.classList.add("ticked");
  list.before(panel, element("p", { class: "actions" }, button(WORDS.tickAll, all(true)), button(WORDS.reset, all(false))));
  show(false);

  return {
    /** Takes the state of an address. */
    apply(state) {
      const keys = new Set((state.get("done") ?? "").split(","));
      for (const tick of ticks) tick.checked = keys.has(tick.value);
      show(false);
    },
  };
})();
