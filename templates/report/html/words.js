// Every text that the script puts on the page, in one place. `{name}` is replaced by what is given under that name.
"use strict";

const WORDS = {
  accepted: "Accepted:",
  allOf: "All {count} findings of {id}",
  attained: "{score} of 100",
  back: "Back to the findings",
  cappedBy: "Capped by {gates}.",
  clear: "Clear all",
  copied: "Copied",
  copy: "Copy",
  copyLink: "Copy link",
  copyMarkdown: "Copy as Markdown",
  dark: "Dark page",
  done: "Counted as done: {title}",
  evidence: "Evidence",
  exportCsv: "Export CSV",
  facets: {
    domain: "Domain", severity: "Severity", outcome: "Outcome", control: "Control", subscription: "Subscription",
    group: "Resource group", environment: "Environment", owner: "Owner tag",
  },
  filterIn: "Find in {facet}",
  findingLink: "Link to this finding",
  findings: "Findings",
  further: "{count} more: type to find them",
  columns: { control: "Control", name: "Subject", severity: "Severity", outcome: "Outcome", why: "Why", tier: "Tier" },
  copiedOf: "The first {shown} of {total} were copied.",
  csvFile: "findings-filtered.csv",
  id: "Id",
  kind: "Kind",
  light: "Light page",
  markdownLeft: "and {count} more findings",
  none: "(none)",
  noFindings: "No finding fits. Clear a filter to see more.",
  notThere: "The report has no finding of this resource.",
  notIn: " of those in this page; {count} further findings are in findings.csv only",
  of: "{shown} of {total} findings{left}",
  openGrid: "Findings: arrow keys move, Enter opens",
  place: "Place",
  portal: "Open in the Azure portal",
  range: "{worst} to {best} as the open questions turn out",
  remove: "Remove the filter {facet}: {value}",
  reset: "Untick all",
  resourcePage: "All findings of {name}",
  search: "Text",
  searchHint: "Resource, control, file …",
  selected: "Selected",
  sort: "Sort by",
  sorts: {
    "": "Report order", control: "Control", name: "Subject", severity: "Severity", outcome: "Outcome", tier: "Tier, highest first",
    subscription: "Subscription",
  },
  tickAll: "Tick all",
  tier: "Tier",
  tierOf: "Tier {tier}",
  today: "Today: {score}",
  untold: "–",
  withTicked: { one: "With the ticked step", many: "With the {count} ticked steps", none: "No step is ticked" },
};

/** A text with its places filled in. */
const say = (text, given = {}) => text.replace(/\{(\w+)\}/g, (all, name) => (name in given ? String(given[name]) : all));

/** A number as it is printed. */
const print = (number) => number.toLocaleString("en-GB");

/**
 * A text of the tenant as a reader may see it: what has no shape or turns text around stands as its code point, as it does in the PDF.
 * Joiners and selectors stay where they have something to join.
 */
const visible = (text) => text.replace(
  /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Default_Ignorable_Code_Point}\u202A-\u202E\u2060-\u206F\uFFF0-\uFFFB]/gu,
  (found, at) => {
    if (found === "\n" || found === "\r" || found === "\t") return " ";
    const before = at > 0 ? text.slice(0, at).match(/.$/su)[0] : "";
    if (/[\u200C\u200D]/u.test(found) && before > "\u007F") return found;
    if (/[\uFE0E\uFE0F]/u.test(found) && before !== "" && !/[A-Za-z ]/.test(before)) return found;
    return "[U+" + found.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "]";
  },
);
