// The parts of a page's script that touch no page, and its data block.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const SCRIPTS = ["words.js", "arithmetic.js", "findings.js"];
const folder = new URL("../../templates/report/html/", import.meta.url);

/** `{ Arithmetic, Findings, data }` of a page. */
export const load = (path) => {
  const script = SCRIPTS.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const page = readFileSync(path, "utf8");
  const [, block] = page.match(/<script type="application\/json" id="data">(.*?)<\/script>/s);
  const parts = vm.runInThisContext(script + "\n;({ Arithmetic, Findings })");
  return { ...parts, data: JSON.parse(block) };
};
