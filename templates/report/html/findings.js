// The findings of the page: the data block decoded, searched, counted, sorted and written out. No part of it touches the page, so that
// it can be run and measured outside of a browser.

const Findings = (() => {
  const KEYS = ["domain", "severity", "outcome", "control", "subscription", "group", "environment", "owner"];
  const OF_SUBJECT = new Set(["subscription", "group", "environment", "owner"]);

  /** Columns of the data block as typed arrays, with what each row refers to. */
  const decode = (block) => {
    const rows = block.findings;
    const count = rows.control.length;
    const start = new Uint32Array(count + 1);
    for (let row = 0; row < count; row++) start[row + 1] = start[row] + rows.proofs[row];
    const sparse = (pairs) => new Map(pairs);
    const model = {
      ...block, count, start,
      control: Uint16Array.from(rows.control),
      subject: Uint32Array.from(rows.subject),
      outcome: Uint8Array.from(rows.outcome, Number),
      reason: Uint32Array.from(rows.reason),
      grade: rows.grade,
      proof: Uint32Array.from(rows.proof),
      contradiction: sparse(rows.contradiction),
      acceptance: sparse(rows.accepted),
    };
    model.subjects.name.forEach((name, at) => { if (!name) model.subjects.name[at] = model.subjects.rest[at].split("/").pop(); });
    model.labels = {
      domain: block.domains.map((domain) => domain.name),
      severity: block.severities.map((severity) => severity.text),
      outcome: block.outcomes.map((outcome) => outcome.text),
      control: block.controls.map((control) => control.id + " " + control.title),
      ...block.subjects.labels,
    };
    model.names = {
      domain: block.domains.map((domain) => domain.id),
      severity: block.severities.map((severity) => severity.id),
      outcome: block.outcomes.map((outcome) => outcome.id),
      control: block.controls.map((control) => control.id),
      ...block.subjects.labels,
    };
    model.codes = codes(model);
    return model;
  };

  /** Of every row its value in each facet, as a position in the facet's labels. */
  const codes = (model) => {
    const of = {};
    for (const key of KEYS) {
      const column = new Uint32Array(model.count);
      const own = OF_SUBJECT.has(key) ? model.subjects[key] : key === "domain" || key === "severity"
        ? model.controls.map((control) => control[key]) : null;
      const from = OF_SUBJECT.has(key) ? model.subject : model.control;
      for (let row = 0; row < model.count; row++) column[row] = own ? own[from[row]] : key === "outcome" ? model.outcome[row] : model.control[row];
      of[key] = column;
    }
    return of;
  };

  const subject = (model, at) => {
    const { subjects } = model;
    const label = (key) => subjects.labels[key][subjects[key][at]];
    return {
      id: subjects.prefixes[subjects.prefix[at]] + subjects.rest[at], name: subjects.name[at], kind: subjects.labels.kind[subjects.kind[at]],
      subscription: label("subscription"), group: label("group"), environment: label("environment"), owner: label("owner"),
      tier: Number(subjects.tier[at]),
    };
  };

  const proofs = (model, row) => {
    const list = [];
    for (let at = model.start[row]; at < model.start[row + 1]; at++) {
      list.push({ file: model.texts[model.proof[3 * at]], record: model.proof[3 * at + 1], what: model.texts[model.proof[3 * at + 2]] });
    }
    return list;
  };

  /** One row with everything that it refers to. */
  const at = (model, row) => {
    const control = model.controls[model.control[row]];
    const contradiction = model.contradiction.get(row);
    return {
      row, control, subject: subject(model, model.subject[row]),
      severity: model.severities[control.severity], outcome: model.outcomes[model.outcome[row]],
      reason: model.texts[model.reason[row]], contradiction: contradiction === undefined ? "" : model.texts[contradiction],
      accepted: model.acceptance.get(row) ?? "", grade: model.grade[row], proofs: proofs(model, row),
    };
  };

  /** Texts in lower case, made when the first word is searched. */
  const searchable = (model) => {
    model.searched ??= {
      texts: model.texts.map((text) => text.toLowerCase()),
      subjects: model.subjects.name.map((_, at) => {
        const one = subject(model, at);
        return [one.id, one.name, one.kind, one.subscription, one.environment, one.owner].join("\n").toLowerCase();
      }),
      controls: model.controls.map((control) => (control.id + "\n" + control.title).toLowerCase()),
    };
    return model.searched;
  };

  /** Marks, for each row, whether it holds all the words. Words are looked for in the tables, each text once. */
  const holding = (model, words) => {
    const { texts, subjects, controls } = searchable(model);
    const holds = new Uint8Array(model.count).fill(1);
    for (const word of words) {
      const marks = (list) => Uint8Array.from(list, (text) => (text.includes(word) ? 1 : 0));
      const [inTexts, inSubjects, inControls] = [marks(texts), marks(subjects), marks(controls)];
      for (let row = 0; row < model.count; row++) {
        if (!holds[row]) continue;
        let found = inControls[model.control[row]] | inSubjects[model.subject[row]] | inTexts[model.reason[row]];
        for (let at = model.start[row]; !found && at < model.start[row + 1]; at++) {
          found = inTexts[model.proof[3 * at]] | inTexts[model.proof[3 * at + 2]];
        }
        if (!found && model.contradiction.size && model.contradiction.has(row)) found = inTexts[model.contradiction.get(row)];
        if (!found && model.acceptance.size && model.acceptance.has(row)) found = model.acceptance.get(row).toLowerCase().includes(word) ? 1 : 0;
        holds[row] = found;
      }
    }
    return holds;
  };

  /**
   * The rows that fit a choice of values in each facet and some words, and of each facet how many rows each of its values would show,
   * the choices in the other facets given.
   */
  const filter = (model, chosen, words) => {
    const holds = words.length ? holding(model, words) : null;
    const counts = {};
    for (const key of KEYS) counts[key] = new Uint32Array(model.labels[key].length);
    const asked = KEYS.filter((key) => chosen[key]?.size).map((key) => {
      const allowed = new Uint8Array(model.labels[key].length);
      for (const code of chosen[key]) allowed[code] = 1;
      return { key, column: model.codes[key], allowed };
    });
    const columns = KEYS.map((key) => [model.codes[key], counts[key]]);
    const rows = new Uint32Array(model.count);
    let found = 0;
    for (let row = 0; row < model.count; row++) {
      if (holds && !holds[row]) continue;
      let refused = null;
      let refusals = 0;
      for (const one of asked) {
        if (!one.allowed[one.column[row]]) { refused = one; if (++refusals > 1) break; }
      }
      if (refusals === 0) {
        rows[found++] = row;
        for (const [column, count] of columns) count[column[row]]++;
      } else if (refusals === 1) {
        counts[refused.key][refused.column[row]]++;
      }
    }
    return { rows: rows.subarray(0, found), counts };
  };

  /** Ranks of texts in the order in which people look for them. */
  const ranks = (texts) => {
    const order = texts.map((_, position) => position);
    const { compare } = new Intl.Collator("en-GB", { numeric: true });
    order.sort((one, other) => compare(texts[one], texts[other]));
    const ranked = new Uint32Array(texts.length);
    order.forEach((position, rank) => { ranked[position] = rank; });
    return ranked;
  };

  /** Of every row a number to sort by; smaller comes first. */
  const sortKeys = (model, name) => {
    model.sortKeys ??= {};
    if (model.sortKeys[name]) return model.sortKeys[name];
    const of = new Uint32Array(model.count);
    const named = name === "name" ? ranks(model.subjects.name) : null;
    const column = name === "severity" || name === "outcome" ? model.codes[name] : model.codes[name === "subscription" ? name : "control"];
    const ranked = name === "control" || name === "subscription" ? ranks(model.names[name]) : null;
    for (let row = 0; row < model.count; row++) {
      if (named) of[row] = named[model.subject[row]];
      else if (name === "tier") of[row] = 9 - Number(model.subjects.tier[model.subject[row]]);
      else of[row] = ranked ? ranked[column[row]] : column[row];
    }
    model.sortKeys[name] = of;
    return of;
  };

  /** Rows in another order; equals stay in the order of the report. */
  const sort = (model, rows, by) => {
    const name = by.replace(/^-/, "");
    if (!name) return rows;
    const keys = sortKeys(model, name);
    const last = by.startsWith("-") ? keys.reduce((most, key) => Math.max(most, key), 0) : -1;
    // One number holds the key and the row, so that the browser sorts without a call for each pair.
    const packed = Float64Array.from(rows, (row) => (last < 0 ? keys[row] : last - keys[row]) * model.count + row).sort();
    return Uint32Array.from(packed, (number) => number % model.count);
  };

  /** Makes what the first search and the first sort need, while nobody waits. */
  const prepare = (model) => {
    searchable(model);
    for (const name of ["name", "control", "subscription"]) sortKeys(model, name);
  };

  const COLUMNS = ["control", "title", "domain", "severity", "outcome", "subject", "subjectName", "subjectKind", "subscription",
    "resourceGroup", "environment", "tier", "reason", "grade", "evidenceFile", "evidenceRecord", "evidence", "acceptedRisk"];

  /** A cell as text that no spreadsheet evaluates, whichever sign it splits the line at; as `findings.csv` has it. */
  const inert = (cell) => {
    const guarded = cell.replace(/([;\t|\r\n][ "\u00A0;\t|\r\n]*)(?=[=+\-@＝＋－＠])/g, "$1'");
    return /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? "'" + guarded : guarded;
  };
  const quoted = (cell) => (/[",\r\n]/.test(cell) ? '"' + cell.replaceAll('"', '""') + '"' : cell);

  const record = (model, row) => {
    const { control, subject: of, severity, outcome, reason, contradiction, accepted, grade, proofs: all } = at(model, row);
    const [first, ...others] = all;
    const evidence = first ? first.what + others.map((one) => "; " + one.what + " (" + one.file + " #" + one.record + ")").join("") : "";
    return [control.id, control.title, model.domains[control.domain].name, severity.id, outcome.id, of.id, of.name, of.kind,
      of.subscription, of.group, of.environment, String(of.tier), contradiction ? reason + " " + contradiction : reason, grade,
      first ? first.file : "", first ? String(first.record) : "", evidence, accepted];
  };

  /** Rows as CSV: the columns, the guard and the line ends of `findings.csv`. */
  const csv = (model, rows) => {
    const lines = [COLUMNS.join(",")];
    for (const row of rows) lines.push(record(model, row).map((cell) => quoted(inert(cell))).join(","));
    return "\uFEFF" + lines.join("\r\n") + "\r\n";
  };

  /** Text that Markdown shows as it stands. */
  const plain = (text) => visible(text).replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");

  const markdown = (model, row) => {
    const { control, subject: of, severity, outcome, reason, contradiction, accepted, proofs: all } = at(model, row);
    const lines = ["### " + control.id + " " + plain(control.title), "",
      "**" + outcome.text + "** (" + severity.text + "): " + plain(of.name) + " (" + plain(of.kind) + ", tier " + of.tier + ")", "",
      plain(reason) + (contradiction ? " " + plain(contradiction) : ""), ""];
    if (accepted) lines.push(WORDS.accepted + " " + plain(accepted), "");
    for (const one of all) lines.push("- " + plain(one.what) + " (" + plain(one.file) + " #" + one.record + ")");
    if (all.length) lines.push("");
    lines.push(plain(of.id), "");
    return lines.join("\n");
  };

  /** The row of a control and a subject's id, in any case; -1 where there is none. */
  const find = (model, control, id) => {
    const key = id.toLowerCase();
    const code = model.names.control.indexOf(control);
    for (let row = 0; row < model.count; row++) {
      if (model.control[row] === code && subject(model, model.subject[row]).id.toLowerCase() === key) return row;
    }
    return -1;
  };

  /** The rows of a subject's id, in any case. */
  const ofSubject = (model, id) => {
    const position = subjectAt(model, id);
    const rows = [];
    for (let row = 0; row < model.count; row++) if (model.subject[row] === position) rows.push(row);
    return rows;
  };

  /** The position of a subject's id, in any case; undefined where there is none. */
  const subjectAt = (model, id) => {
    model.byId ??= new Map(model.subjects.name.map((_, position) => [subject(model, position).id.toLowerCase(), position]));
    return model.byId.get(id.toLowerCase());
  };

  return { KEYS, decode, prepare, at, filter, sort, csv, markdown, plain, find, ofSubject, subjectAt, subject };
})();
