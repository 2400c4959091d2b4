// Elements of the page. Text of the tenant only ever becomes text: nothing here reads markup.

/** An element with these properties, attributes (`data-`, `aria-` and `role` among them) and children. */
const element = (name, given = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && !key.includes("-") && key !== "role" && key !== "list") made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
};

/** A name of the tenant, kept apart from the direction of the text around it. */
const name = (text) => element("bdi", {}, visible(text));

const pill = (tone, text) => element("span", { class: "pill tone-" + tone }, text);

const button = (text, press, more = {}) => element("button", { type: "button", class: "quiet", onclick: press, ...more }, text);

const link = (href, ...children) => element("a", { href }, ...children);

/** A link that leaves the page. */
const outward = (href, text) => element("a", { href, rel: "noopener noreferrer", target: "_blank" }, text);

/** Tone of a finding: of its severity where it fails, else of its outcome. */
const toneOf = (finding) => (finding.outcome.id === "fail" ? finding.severity.id : finding.outcome.tone);

/** Puts a text on the clipboard and says on the button whether it is there. */
const copyText = async (pressed, text, note) => {
  const before = pressed.textContent;
  let done = true;
  try { await navigator.clipboard.writeText(text); } catch {
    const area = element("textarea", { class: "visually-hidden", value: text, readOnly: true, "aria-hidden": "true", tabIndex: -1 });
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    pressed.focus();
  }
  pressed.textContent = note ?? (done ? WORDS.copied : WORDS.selected);
  setTimeout(() => { pressed.textContent = before; }, 2400);
};

/** Hands a text over as a file. */
const saveFile = (file, type, text) => {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = element("a", { href: address, download: file });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};

/** State of a view in the address: `#findings?outcome=fail`. */
const Address = {
  read() {
    const [, view, state] = location.hash.match(/^#([^?]*)\??(.*)$/s) ?? [null, "", ""];
    return { view: decodeURIComponent(view), state: new URLSearchParams(state) };
  },
  of(view, state) {
    const text = new URLSearchParams(state).toString();
    return "#" + view + (text ? "?" + text : "");
  },
  keep(view, state) {
    try { history.replaceState(null, "", Address.of(view, state)); } catch { /* a page from disk may not keep it */ }
  },
  resource: (id) => Address.of("resource", { id }),
  finding: (finding) => Address.of("finding", { control: finding.control.id, subject: finding.subject.id }),
  full: (hash) => location.href.replace(/#.*$/s, "") + hash,
};

/** The data block, decoded once; null where the page has no findings. */
const model = (() => {
  const block = document.getElementById("data");
  if (!block) return null;
  const data = JSON.parse(block.textContent);
  return data.findings.control.length ? Findings.decode(data) : { ...data, count: 0 };
})();

/** Address of a resource in the portal of its cloud; empty for what the portal has no page of. */
const portalOf = (id) => (/^\/subscriptions\/[^/]/i.test(id) ? model.portal + "/#@" + model.tenant + "/resource" + id.split("/").map(encodeURIComponent).join("/") : "");
