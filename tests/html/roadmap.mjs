// Compares the page's arithmetic with the program's: node roadmap.mjs report.html cases.json
import { readFileSync } from "node:fs";
import { load } from "./page.mjs";

const { Arithmetic, data } = load(process.argv[2]);
const cases = JSON.parse(readFileSync(process.argv[3], "utf8"));
let right = 0;
for (const { done, text, range } of cases) {
  const own = Arithmetic.after(data, done);
  if (own.text === text && own.range === range) right += 1;
  else console.error(`${done.join(" ")}: ${own.text} (${own.range}), the program says ${text} (${range})`);
}
console.log(`${right} of ${cases.length} agree`);
process.exit(right === cases.length ? 0 : 1);
