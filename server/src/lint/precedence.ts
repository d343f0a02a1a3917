// Knows: one finding per fault. Where two rules see the same fault, the one that says more stays (lint-rules §4.1).
// Counts only among rules that run: who switches the better one off is told by the other.
import type { Span } from '../base/span';
import type { BuildGraph } from '../build/graph';
import type { Instruction } from '../syntax/model';
import { instructionAt } from '../syntax/walk';
import type { Finding, RuleGroup, RuleMeta } from './rule';
import type { Suppression } from './suppress/suppress';

/** How near the two must be to mean one fault: overlapping words, one instruction, one stage, one file. */
type Near = 'words' | 'instruction' | 'stage' | 'file';

export interface Precedence {
  /** Rule ids; `*` stands for any letters. */
  readonly stays: readonly string[];
  /** Rule ids, or whole groups. */
  readonly goes: readonly string[] | { readonly groups: readonly RuleGroup[] };
  readonly near: Near;
  /** The one that stays offers the other's fixes behind its own. */
  readonly keepsFixes?: true;
}

export const PRECEDENCE: readonly Precedence[] = [
  { stays: ['parse-error', 'unknown-instruction'], goes: ['*'], near: 'instruction' },
  {
    stays: ['download-extract-delete-across-layers'],
    goes: ['late-delete', 'archive-kept-after-extract'],
    near: 'words',
  },
  {
    stays: ['copy-then-chown', 'copy-then-chmod', 'copy-then-move'],
    goes: ['recursive-chown-layer', 'recursive-chmod-layer', 'touch-existing-file'],
    near: 'words',
  },
  // Before the row that these leave behind: what is silent here must not silence others.
  { stays: ['cache-mount-defeated'], goes: ['*-cache-left'], near: 'instruction' },
  { stays: ['cache-mount-ineffective'], goes: ['*-cache-left', 'missing-cache-mount'], near: 'words' },
  { stays: ['update-alone'], goes: ['apt-lists-not-cleaned'], near: 'instruction' },
  {
    stays: ['*-cache-left', 'apt-lists-not-cleaned'],
    goes: ['missing-cache-mount'],
    near: 'words',
    keepsFixes: true,
  },
  { stays: ['split-package-installs'], goes: ['consecutive-run'], near: 'instruction' },
  { stays: ['update-alone'], goes: ['consecutive-run'], near: 'words' },
  { stays: ['last-user-root'], goes: ['missing-user'], near: 'file' },
  { stays: ['base-latest', 'pin-base-tag'], goes: ['pin-base-digest'], near: 'instruction' },
  { stays: ['secret-literal'], goes: ['secret-in-arg-env'], near: 'words' },
  { stays: ['copy-ignored-file'], goes: ['copy-source-missing'], near: 'words' },
  { stays: ['install-as-non-root'], goes: ['install-without-update', 'apt-yes'], near: 'words' },
  { stays: ['dist-upgrade'], goes: ['package-upgrade'], near: 'words' },
  { stays: ['expose-host-mapping'], goes: ['expose-invalid-port'], near: 'words' },
  { stays: ['unused-stage'], goes: { groups: ['layer', 'size', 'cache'] }, near: 'stage' },
];

/** A finding and its rule, before anybody judged it. */
export interface RawFinding {
  readonly rule: RuleMeta;
  readonly finding: Finding;
  /** The comment that silences it. */
  readonly suppression?: Suppression;
}

/** Those that stay, in the order given; findings of rules that no row names are not looked at. */
export function strongest(found: readonly RawFinding[], graph: BuildGraph, rows = PRECEDENCE): readonly RawFinding[] {
  let left = found;
  for (const row of rows) {
    const winners = left.filter(({ rule }) => roleIn(row, rule).stays);
    if (winners.length > 0) left = without(left, winners, row, graph);
  }
  return left;
}

function without(
  found: readonly RawFinding[],
  winners: readonly RawFinding[],
  row: Precedence,
  graph: BuildGraph,
): RawFinding[] {
  const silencer = silencerOf(winners, row.near, graph);
  const staying = new Set(winners);
  const silencedBy = new Map<RawFinding, RawFinding[]>();
  const left = found.filter((one) => {
    if (!roleIn(row, one.rule).goes || staying.has(one)) return true;
    const winner = silencer(one.finding.span);
    if (winner === undefined) return true;
    const silenced = silencedBy.get(winner);
    if (silenced) silenced.push(one);
    else silencedBy.set(winner, [one]);
    return false;
  });
  return row.keepsFixes === true ? left.map((one) => withFixes(one, silencedBy.get(one) ?? [])) : left;
}

function withFixes(one: RawFinding, silenced: readonly RawFinding[]): RawFinding {
  // The one that stays may offer the same already.
  const own = new Set(one.finding.fixes?.map(({ title }) => title));
  const fixes = silenced.flatMap(({ finding }) => finding.fixes ?? []).filter(({ title }) => !own.has(title));
  if (fixes.length === 0) return one;
  return { ...one, finding: { ...one.finding, fixes: [...(one.finding.fixes ?? []), ...fixes] } };
}

interface Role {
  readonly stays: boolean;
  readonly goes: boolean;
}

/** Of each rule in each row; asked for every finding on every keystroke. */
const roles = new WeakMap<Precedence, Map<string, Role>>();

function roleIn(row: Precedence, rule: RuleMeta): Role {
  const known = roles.get(row) ?? new Map<string, Role>();
  roles.set(row, known);
  let role = known.get(rule.id);
  if (!role) {
    role = { stays: row.stays.some((id) => fits(rule.id, id)), goes: goes(rule, row) };
    known.set(rule.id, role);
  }
  return role;
}

function goes({ id, group }: RuleMeta, { goes: losers }: Precedence): boolean {
  return 'groups' in losers ? losers.groups.includes(group) : losers.some((loser) => fits(id, loser));
}

/** One star at most, at the front. */
const fits = (id: string, pattern: string): boolean =>
  pattern === id || (pattern.startsWith('*') && id.endsWith(pattern.slice(1)));

type Silencer = (where: Span) => RawFinding | undefined;

function silencerOf(winners: readonly RawFinding[], near: Near, graph: BuildGraph): Silencer {
  switch (near) {
    case 'file':
      return () => winners[0];
    case 'words':
      return overlapping(winners);
    case 'instruction': {
      const places = new Map<Instruction | undefined, RawFinding>();
      for (const winner of winners) places.set(instructionAt(graph.model, winner.finding.span.start), winner);
      // What lies in no instruction is near to nothing.
      places.delete(undefined);
      return ({ start }) => places.get(instructionAt(graph.model, start));
    }
    case 'stage': {
      const stageAt = stagesOf(graph);
      const places = new Map<number, RawFinding>();
      for (const winner of winners) places.set(stageAt(winner.finding.span.start), winner);
      return ({ start }) => places.get(stageAt(start));
    }
  }
}

/** Spans of the winners, and of what they point at: the other end of the same fault. */
function overlapping(winners: readonly RawFinding[]): Silencer {
  const spans = winners
    .flatMap((winner) =>
      [winner.finding.span, ...(winner.finding.related ?? []).map(({ span }) => span)].map(({ start, end }) => ({
        start,
        end,
        winner,
      })),
    )
    .sort((a, b) => a.start - b.start);
  // The one that reaches furthest among all that begin no later: the only one to compare with.
  const furthest = [...spans];
  for (let i = 1; i < furthest.length; i++) {
    const [before, here] = [furthest[i - 1], furthest[i]];
    if (before && here && before.end > here.end) furthest[i] = before;
  }
  return ({ start, end }) => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle]?.start ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    const nearest = furthest[low - 1];
    return nearest && nearest.end > start ? nearest.winner : undefined;
  };
}

/** Index of the stage that holds an offset; −1: in front of the first. */
function stagesOf({ stages }: BuildGraph): (offset: number) => number {
  const starts = stages.map(({ from }) => from.span.start);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
}
