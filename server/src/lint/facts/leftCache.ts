// Knows: what all rules about caches left in a layer have in common. A rule says which calls leave something and which repair
// fits; where the cache lies and what empties it is data of shell/tools/packages/caches.ts.
import type { TextEdit } from '../../base/textEdit';
import type { ManagerCall, ManagerName } from '../../shell/tools/packages';
import { CACHES, type CacheFacts, type CachePath } from '../../shell/tools/packages/caches';
import { appendFix, type Append } from '../edits/appendGuard';
import { callsIn, cleaningsOf } from './cacheCleaning';
import { cacheMountFix } from '../edits/cacheMountFix';
import { coveringMount, writableMounts } from './cacheMounts';
import { placeOf, sudoPrefix, surroundingsOf, type CachePlace, type Surroundings } from './cachePaths';
import { managerCallsOf } from './commandIndex';
import type { RuleContext, StageRun } from '../context';
import type { Finding, Fix, FixClass, Severity } from '../rule';
import { insertAfter } from '../edits';

export interface LeftCacheSpec {
  readonly manager: ManagerName;
  /** What stays: `pip's download cache`. */
  readonly what: string;
  /** Plural of `what`: the indexes stay. */
  readonly plural?: true;
  /** True for a call that leaves it. */
  leaves(call: ManagerCall, context: RuleContext, run: StageRun): boolean;
  /** Silent where nothing ships. Without: a hint there. */
  readonly shippedOnly?: true;
  /** Lower than the rule's own for this image. */
  severityIn?(context: RuleContext, run: StageRun): Severity | undefined;
  /** Other folders than the manager's first ones. */
  readonly left?: CacheFacts['left'];
  /** Where the calls of a RUN leave another thing, or in another folder than the first one. A path that is undefined is not told. */
  told?(
    context: RuleContext,
    run: StageRun,
    calls: readonly ManagerCall[],
  ): { readonly what?: string; readonly path: CachePath | undefined } | undefined;
  /** Beside what the data says. */
  isClean?(call: ManagerCall): boolean;
  /** The repair without a mount; undefined: a mount is the way. */
  repair?(run: StageRun, calls: readonly ManagerCall[], context: RuleContext): Repair | undefined;
  /** No mount is of use: what is left are sources and archives of one install. */
  readonly noMount?: true;
  /** A setting (`npm config set <this>`) that moves the cache or switches it off: nothing is sure then. */
  readonly configuredBy?: RegExp;
}

export type Repair =
  | { readonly kind: 'append'; readonly append: Append }
  /** An option behind the verb. */
  | { readonly kind: 'option'; readonly option: string; readonly class: FixClass }
  | {
      readonly kind: 'edits';
      readonly title: string;
      readonly class: FixClass;
      readonly edits: readonly TextEdit[] | undefined;
    };

/** Findings of one rule: one for each RUN, at the first call that leaves something. */
export function* leftCaches(context: RuleContext, spec: LeftCacheSpec): Iterable<Finding> {
  const all = managerCallsOf(context, spec.manager);
  if (all.some(({ call }) => configures(call, spec))) return;
  let last: StageRun | undefined;
  for (const { run } of all) {
    if (run === last) continue;
    last = run;
    const shipped = context.isShipped(run.stage);
    if (!shipped && spec.shippedOnly) continue;
    const calls = leavingCalls(context, run, spec);
    const [first] = calls;
    if (first) yield finding(context, run, calls, first, shipped ? spec.severityIn?.(context, run) : 'hint', spec);
  }
}

const configures = ({ phrase, operands }: ManagerCall, { configuredBy }: LeftCacheSpec): boolean =>
  configuredBy !== undefined && phrase === 'config' && operands.some(({ text }) => configuredBy.test(text ?? ''));

/** The calls whose cache nothing keeps out, covers or empties. */
function leavingCalls(context: RuleContext, run: StageRun, spec: LeftCacheSpec): readonly ManagerCall[] {
  const facts = CACHES[spec.manager];
  const paths = [...(spec.left ?? facts.left), ...(facts.also ?? [])];
  const lastCleaning = cleaningsBy(context, run, spec);
  return callsIn(run).filter((call) => {
    if (call.manager !== spec.manager || !spec.leaves(call, context, run)) return false;
    const around = surroundingsOf(context, run, call);
    if (isAvoided(call, facts, around)) return false;
    const places = paths.map((path) => placeOf(path, call, around));
    // COMPOSER_CACHE_DIR=/dev/null: a folder that is none.
    if (places[0]?.path?.startsWith('/dev/') === true || coveringMount(writableMounts(context, run), places))
      return false;
    return lastCleaning(places) <= call.command.span.start;
  });
}

/** Where the last clean-up of the places stands; asked for many calls with the same places. */
function cleaningsBy(
  context: RuleContext,
  run: StageRun,
  spec: LeftCacheSpec,
): (places: readonly CachePlace[]) => number {
  const known = new Map<string, number>();
  const own = callsIn(run).reduce((last, call) => (spec.isClean?.(call) ? call.command.span.start : last), -1);
  return (places) => {
    const key = places.map(({ path }) => path).join('\n');
    let last = known.get(key);
    if (last === undefined) {
      last = cleaningsOf(context, run, spec.manager, places).reduce((most, { at }) => Math.max(most, at), own);
      known.set(key, last);
    }
    return last;
  };
}

/** `--no-cache-dir`, `PIP_NO_CACHE_DIR=1`. */
export function isAvoided({ flags }: ManagerCall, { avoid }: CacheFacts, around: Surroundings): boolean {
  if (!avoid) return false;
  if (flags.some(({ name }) => avoid.flags.includes(name))) return true;
  return avoid.variables.some((name) => {
    const value = around.get(name);
    return value !== undefined && value !== '';
  });
}

function finding(
  context: RuleContext,
  run: StageRun,
  calls: readonly ManagerCall[],
  first: ManagerCall,
  severity: Severity | undefined,
  spec: LeftCacheSpec,
): Finding {
  const around = surroundingsOf(context, run, first);
  const told = spec.told?.(context, run, calls) ?? { path: (spec.left ?? CACHES[spec.manager].left)[0] };
  const where = told.path ? describe(placeOf(told.path, first, around)) : '';
  const stays = spec.plural ? 'stay' : 'stays';
  const repair = spec.repair?.(run, calls, context);
  const fixes = [
    repair && fixOf(context, run, calls, repair),
    spec.noMount ? undefined : cacheMountFix(context, run, first),
  ];
  return {
    span: run.docSpan(callSpan(first)),
    message: `${told.what ?? spec.what}${where} ${stays} in this layer: nothing later in this RUN removes ${spec.plural ? 'them' : 'it'}, and no mount keeps ${spec.plural ? 'them' : 'it'} out.`,
    ...(severity && { severity }),
    ...(calls.length > 1 && {
      related: calls
        .slice(1)
        .map((call) => ({ span: run.docSpan(callSpan(call)), message: 'This adds to the same cache' })),
    }),
    fixes: fixes.filter((fix): fix is Fix => fix !== undefined),
  };
}

const describe = ({ path, sure }: CachePlace): string => (path !== undefined && sure ? ` (${path})` : '');

/** From the program to the verb. */
export function callSpan({ command, verbWord }: ManagerCall): { start: number; end: number } {
  const start = command.name?.span.start ?? command.span.start;
  return { start, end: Math.max(verbWord.span.end, start + 1) };
}

function fixOf(context: RuleContext, run: StageRun, calls: readonly ManagerCall[], repair: Repair): Fix | undefined {
  switch (repair.kind) {
    case 'append': {
      const [first] = calls;
      // What `bash -lc` knows, the RUN's own shell may not.
      if (first?.command.inside.includes('script') && !repair.append.clean.startsWith('rm ')) return undefined;
      return appendFix(context, run, asUser(repair.append, first ? sudoPrefix(run, first.command) : ''));
    }
    case 'edits':
      return repair.edits && { class: repair.class, title: repair.title, edits: repair.edits };
    case 'option': {
      const edits: TextEdit[] = [];
      for (const { command, verbWord } of calls) {
        const inserted = insertAfter(run, command, verbWord, repair.option);
        if (!inserted) return undefined;
        edits.push(...inserted);
      }
      return { class: repair.class, title: `Add \`${repair.option}\``, edits };
    }
  }
}

const asUser = (append: Append, sudo: string): Append =>
  sudo === ''
    ? append
    : {
        ...append,
        clean: append.clean
          .split(' && ')
          .map((one) => sudo + one)
          .join(' && '),
      };

/** Appends what the manager itself empties its cache with, under the name it was called by. */
export const appended = (calls: readonly ManagerCall[], most?: FixClass): Repair | undefined => {
  const [first] = calls;
  const clean = first && CACHES[first.manager].clean?.(calledAs(first));
  return clean === undefined ? undefined : { kind: 'append', append: { clean, ...(most && { most }) } };
};

/** With its path, where it was called by one: it may not be on the PATH. */
const calledAs = ({ command, program }: ManagerCall): string => {
  const written = command.name?.raw ?? '';
  return written.endsWith(`/${program}`) && !/[^\w./${}-]/.test(written) ? written : program;
};
