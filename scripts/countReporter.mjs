// @ts-check
// A node:test reporter that says nothing but the totals, as one line of JSON: what scripts/test.mjs reads.

/** @typedef {{ passed: number, failed: number, skipped: number, reasons: string[] }} Counts */

/** Totals as every version of node:test prints them: `pass 12`, at nesting 0. */
const TOTAL = /^(pass|fail|cancelled|skipped|todo) (\d+)$/;

/**
 * @param {AsyncIterable<{ type: string, data: any }>} events
 * @returns {AsyncGenerator<string>}
 */
export default async function* countReporter(events) {
  /** @type {Record<string, number>} */
  const totals = {};
  const reasons = new Set();
  for await (const { type, data } of events) {
    if (type === 'test:diagnostic' && data.nesting === 0) {
      const [, name, count] = TOTAL.exec(data.message) ?? [];
      if (name !== undefined) totals[name] = Number(count);
    }
    if (type === 'test:pass' && data.skip)
      reasons.add(typeof data.skip === 'string' && data.skip !== '' ? data.skip : data.name);
  }
  const { pass = 0, fail = 0, cancelled = 0, skipped = 0, todo = 0 } = totals;
  /** @type {Counts} */
  const counts = { passed: pass, failed: fail + cancelled, skipped: skipped + todo, reasons: [...reasons] };
  yield `${JSON.stringify(counts)}\n`;
}
