// Prints all findings of a page as the page exports them: node export.mjs report.html
import { load } from "./page.mjs";

const { Findings, data } = load(process.argv[2]);
const model = Findings.decode(data);
const { rows } = Findings.filter(model, {}, []);
process.stdout.write(Findings.csv(model, rows));
