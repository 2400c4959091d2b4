// The score after any selection of the roadmap's steps, by the arithmetic of the method chapter: exact fractions of whole numbers,
// rounded down once, in print. No part of it touches the page, so that it can be run and compared outside of a browser.

const Arithmetic = (() => {
  const add = ([a, b], [c, d]) => [a * d + c * b, b * d];
  const times = ([a, b], [c, d]) => [a * c, b * d];
  const less = ([a, b], [c, d]) => a * d < c * b;
  const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };
  const reduced = ([a, b]) => { const by = gcd(a < 0n ? -a : a, b) || 1n; return [a / by, b / by]; };
  const tenths = ([a, b]) => (10n * a) / b;

  /** The three sums of a control in one reading of what is unknown: passed, assessed, worst failing tier. */
  const sums = (control, done, reading) => {
    const mended = done ? control.failed : 0;
    const failing = done ? 0 : control.failed;
    const worst = done ? 0 : control.worstTier;
    if (reading === "assessed") return [control.passed + mended, control.passed + control.failed, worst];
    const assessed = control.passed + control.failed + control.unknown;
    if (reading === "best") return [assessed - failing, assessed, worst];
    return [control.passed + mended, assessed, Math.max(worst, control.worstUnknownTier)];
  };

  /** The score before any cap, in points; null where nothing is assessed. */
  const assembled = (data, done, reading) => {
    const domains = data.domains.map(() => ({ sum: [0n, 1n], weights: 0 }));
    for (const control of data.controls) {
      const [passed, assessed, worst] = sums(control, done.has(control.id), reading);
      if (!assessed) continue;
      const domain = domains[control.domain];
      const merit = [BigInt(control.weight * passed * (data.rules.tierDivisor - worst)), BigInt(assessed * data.rules.tierDivisor)];
      domain.sum = reduced(add(domain.sum, merit));
      domain.weights += control.weight;
    }
    let mean = [0n, 1n];
    let weights = 0;
    let weakest = null;
    domains.forEach(({ sum, weights: own }, at) => {
      if (!own) return;
      const score = reduced([sum[0] * 100n, sum[1] * BigInt(own)]);
      mean = reduced(add(mean, times(score, [BigInt(data.domains[at].weight), 1n])));
      weights += data.domains[at].weight;
      if (weakest === null || less(score, weakest)) weakest = score;
    });
    if (weakest === null) return null;
    const share = [BigInt(data.rules.meanPercent), 100n];
    const rest = [100n - share[0], 100n];
    return reduced(add(times(share, [mean[0], mean[1] * BigInt(weights)]), times(rest, weakest)));
  };

  const under = (cap, score) => (cap !== null && less([BigInt(cap), 1n], score) ? [BigInt(cap), 1n] : score);

  /** The gates that cap, and their lowest cap; `open` says which of their combinations count. */
  const capping = (data, open) => {
    const gates = data.gates.filter((gate) => open(gate));
    return { gates, cap: gates.length ? Math.min(...gates.map((gate) => gate.cap)) : null };
  };

  const shown = (number) => {
    const whole = number / 10n;
    const tenth = number % 10n;
    return whole + "." + tenth;
  };

  /**
   * The score once the steps with these keys are done: ids of controls for fixes, ids of gates for exports, which are taken to show
   * their gates to be clear. The range takes nothing for granted.
   */
  const after = (data, keys) => {
    const done = new Set(keys);
    const left = (combinations) => combinations.some((controls) => !controls.some((control) => done.has(control)));
    const all = (gate) => left(gate.tripped) || left(gate.unknown);
    const tripped = (gate) => left(gate.tripped);
    const expected = capping(data, (gate) => left(gate.tripped) || (left(gate.unknown) && !done.has(gate.id)));
    const end = (reading, open, limit) => {
      const score = assembled(data, done, reading);
      return score === null ? [limit, 1n] : under(capping(data, open).cap, score);
    };
    const score = assembled(data, done, "assessed");
    const [worst, best] = [tenths(end("worst", all, 0n)), tenths(end("best", tripped, 100n))];
    const value = score === null ? null : tenths(under(expected.cap, score));
    const range = worst === best ? "" : shown(worst) + " to " + shown(best);
    let text = value === null ? "–" : shown(value);
    if (value === 1000n && worst < best) text = range;
    const binding = score === null ? [] : expected.gates.filter((gate) => less([BigInt(gate.cap), 1n], score));
    return {
      text, range, worst: shown(worst), best: shown(best), points: value === null ? 0 : Number(value) / 10,
      capped: binding.map((gate) => gate.id),
    };
  };

  return { after };
})();
