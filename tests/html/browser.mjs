// Looks at a report in Chromium: that it opens and filters in time, what its controls do, that nothing is loaded and nothing refused by
// the policy, that axe-core finds no fault in both themes at three widths, and how many pages it prints.
//
//     node browser.mjs MODULES report.html [findings.csv]     MODULES: a folder with playwright-core and axe-core
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, path, csv] = process.argv.slice(2);
const require = createRequire(resolve(modules, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const address = pathToFileURL(resolve(path)).href;
const limits = { open: 2000, filter: 100, pages: 60 };

const wrong = [];
const expect = (holds, what) => { if (!holds) wrong.push(what); };
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

/** A page that reports what goes wrong on it. */
const opened = async (hash = "", { width = 1280, theme = "light", script = true } = {}) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme, javaScriptEnabled: script, acceptDownloads: true });
  const page = await context.newPage();
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) wrong.push("console: " + message.text()); });
  page.on("pageerror", (error) => wrong.push("script: " + error.message));
  page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) wrong.push("request: " + request.url()); });
  const start = performance.now();
  await page.goto(address + hash);
  return { page, context, taken: performance.now() - start };
};

const rows = (page) => page.locator("#findings-count").textContent().then((text) => Number(text.split(" ")[0].replaceAll(",", "")));

/** Milliseconds of the page's own thread that an act takes: what else the machine does, does not count. */
const timed = async (page, session, act) => {
  const spent = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find((metric) => metric.name === "TaskDuration").value * 1000;
  };
  const before = await spent();
  await page.evaluate(act);
  return (await spent()) - before;
};

/** Acts on the findings, each done and laid out before it returns. */
const acts = {
  tick: (at) => `document.querySelectorAll(".facet > summary")[${at}].click();
    (async () => { await new Promise(requestAnimationFrame); })()`,
  value: (at) => `{ const [tick] = document.querySelectorAll(".facet")[${at}].querySelectorAll("input[type=checkbox]"); tick?.click(); document.body.offsetHeight; }`,
  search: (word) => `{ const later = window.setTimeout; window.setTimeout = (act) => { act(); return 0; };
    const search = document.querySelector("#findings .filters > label input"); search.value = ${JSON.stringify(word)};
    search.dispatchEvent(new Event("input", { bubbles: true })); window.setTimeout = later; document.body.offsetHeight; }`,
  sort: (by) => `{ const select = document.querySelector(".filters select"); select.value = ${JSON.stringify(by)};
    select.dispatchEvent(new Event("change", { bubbles: true })); document.body.offsetHeight; }`,
};

const speed = async () => {
  const times = [];
  for (let run = 0; run < 3; run++) {
    const { context, taken } = await opened();
    times.push(taken);
    await context.close();
  }
  const open = Math.min(...times);
  expect(open < limits.open, `opens in ${open.toFixed(0)} ms`);
  const { page, context } = await opened("#findings");
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.waitForTimeout(1500);
  const taken = [];
  const facets = await page.locator(".facet > summary").count();
  for (let at = 0; at < facets; at++) {
    await page.evaluate(acts.tick(at));
    await page.waitForTimeout(50);
    for (const _ of ["on", "off"]) taken.push(["facet " + at, await timed(page, session, acts.value(at))]);
    await page.evaluate(acts.tick(at));
  }
  for (const word of ["a", "storage", "zzz", "not set prod", ""]) taken.push(["search " + word, await timed(page, session, acts.search(word))]);
  for (const by of ["control", "name", "severity", "outcome", "tier", "subscription", ""]) taken.push(["sort " + by, await timed(page, session, acts.sort(by))]);
  taken.sort((one, other) => other[1] - one[1]);
  const [slowest, worst] = taken[0];
  expect(worst < limits.filter, `${slowest} takes ${worst.toFixed(0)} ms`);
  const memory = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  const all = await rows(page);
  console.log(`${all} findings: opens in ${open.toFixed(0)} ms; the slowest of ${taken.length} filters, searches and sorts (${slowest}) takes ${worst.toFixed(0)} ms; heap ${(memory / 1e6).toFixed(0)} MB`);
  await context.close();
};

const filters = async () => {
  const { page, context } = await opened("#findings");
  const all = await rows(page);
  await page.locator(".facet > summary", { hasText: "Outcome" }).click();
  const values = await page.locator(".facet[open] .values li").evaluateAll((list) => list.map((item) => [item.querySelector("bdi").textContent, Number(item.querySelector(".number").textContent.replaceAll(",", ""))]));
  expect(values.reduce((sum, [, count]) => sum + count, 0) === all, "the outcomes do not add up to all findings: " + JSON.stringify(values));
  await page.locator(".facet[open] .values input").first().check();
  expect(await rows(page) === values[0][1], `${values[0][0]}: ${await rows(page)} rows, the facet says ${values[0][1]}`);
  const hash = await page.evaluate(() => location.hash);
  expect(hash.startsWith("#findings?outcome="), "the address is " + hash);
  await page.reload();
  expect(await rows(page) === values[0][1], "a reload loses the filter");
  await page.keyboard.press("Escape");
  // The grid is one tab stop, and the arrow keys move it.
  const first = page.locator(".grid-row[tabindex='0']");
  expect(await page.locator(".grid [tabindex='0'], .grid a, .grid button:not([tabindex='-1'])").count() === 1, "the findings take more than one tab stop");
  await first.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  expect(await page.locator(".grid-row[aria-expanded='true'] .detail").count() === 1, "Enter does not open a finding");
  await page.keyboard.press("End");
  const last = await page.evaluate(() => document.activeElement.getAttribute("aria-rowindex"));
  expect(Number(last) === values[0][1] + 1, `End leads to row ${last} of ${values[0][1]}`);
  await context.close();
};

const links = async () => {
  const { page, context } = await opened("#findings");
  await page.locator(".grid-row").first().click();
  const resource = await page.locator(".detail .actions a").first().getAttribute("href");
  const finding = await page.locator(".detail .actions a", { hasText: "Link to this finding" }).getAttribute("href");
  const control = await page.locator(".detail p a").first().getAttribute("href");
  const portals = await page.locator("a[href*='/resource/subscriptions/']").evaluateAll((list) => list.map((anchor) => anchor.href));
  for (const portal of portals) expect(/^https:\/\/portal\.azure\.(com|us|cn)\/#@/.test(portal), "portal: " + portal);
  await context.close();
  const one = await opened(resource);
  const found = await one.page.locator(".resource-finding").count();
  expect(found > 0 && await one.page.locator("#summary").isHidden(), "the page of a resource shows " + found + " findings");
  await one.page.goto(address + "#summary");
  expect(await one.page.locator("#summary").isVisible(), "a chapter's link does not leave the page of a resource");
  await one.context.close();
  const two = await opened(finding);
  expect(await two.page.locator(".grid-row[aria-expanded='true']").count() === 1, "the link of a finding does not open it: " + finding);
  await two.context.close();
  const three = await opened(control);
  expect(await three.page.locator(control).evaluate((details) => details.open), "the link of a control does not open it");
  await three.context.close();
};

const exported = async () => {
  const { page, context } = await opened("#findings");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("button", { hasText: "Export CSV" }).click()]);
  const text = readFileSync(await download.path());
  expect(!csv || text.equals(readFileSync(csv)), "the export is not findings.csv");
  await context.close();
};

const roadmap = async () => {
  const { page, context } = await opened("#roadmap");
  const ticks = page.locator(".tick input");
  const count = await ticks.count();
  if (count) {
    await page.locator("button", { hasText: /^Tick all$/ }).click();
    const score = await page.locator(".projection strong").textContent();
    const printed = await page.locator(".step-score strong").last().textContent();
    expect(score === printed, `all ticked: ${score}, the last step prints ${printed}`);
    await page.reload();
    expect(await page.locator(".tick input:checked").count() === count, "a reload loses the ticks");
  }
  await context.close();
};

const narrow = async () => {
  for (const width of [320, 400]) {
    for (const hash of ["", "#findings", "#roadmap"]) {
      const { page, context } = await opened(hash, { width });
      await page.evaluate(() => { for (const details of document.querySelectorAll("details:not(.facet)")) details.open = true; });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over <= 0, `${width} px ${hash}: ${over} px too wide`);
      await context.close();
    }
  }
};

const accessible = async () => {
  for (const theme of ["light", "dark"]) {
    for (const width of [320, 400, 1280]) {
      const { page, context } = await opened("", { width, theme });
      await page.evaluate(() => {
        for (const details of [...document.querySelectorAll("details:not(.facet)")].slice(0, 12)) details.open = true;
        document.querySelector(".facet > summary")?.click();
        document.querySelector(".grid-row")?.click();
      });
      // A script of the page itself may run anything; one that is put in from outside is not bound by its policy.
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const { id, nodes } of violations) wrong.push(`axe, ${theme}, ${width} px: ${id}: ${nodes.length} times, ${nodes[0].target} ${nodes[0].failureSummary.replace(/\s+/g, " ").slice(0, 300)}`);
      await context.close();
    }
  }
};

const plain = async () => {
  const { page, context } = await opened("", { script: false });
  const controls = await page.locator("details.control").count();
  const evidence = await page.locator("details.control table.evidence").count();
  expect(controls > 0 && evidence > 0, "without script the page shows no controls");
  await context.close();
};

const printed = async () => {
  const { page, context } = await opened();
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
  const pages = (pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length;
  expect(pages < limits.pages, `prints ${pages} pages`);
  console.log(`prints ${pages} pages`);
  await context.close();
};

const checks = { speed, filters, links, exported, roadmap, narrow, plain, printed, accessible };
const asked = (process.env.CHECKS ?? Object.keys(checks).join(" ")).split(" ");
for (const name of asked) await checks[name]();
await browser.close();
for (const one of new Set(wrong)) console.error("WRONG " + one);
process.exit(wrong.length ? 1 : 0);
