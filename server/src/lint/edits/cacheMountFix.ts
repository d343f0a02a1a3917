// Knows: the edit that gives a RUN a cache mount: the right folder, lock and owner, and away with what would empty it.
import type { TextEdit } from '../../base/textEdit';
import type { ManagerCall } from '../../shell/tools/packages';
import { CACHES, type CacheFacts } from '../../shell/tools/packages/caches';
import { baseOf } from '../facts/baseImage';
import { callsIn, cleaningsOf, withoutCleanings } from '../facts/cacheCleaning';
import { coveringMount, writableMounts } from '../facts/cacheMounts';
import {
  placeOf,
  sudoPrefix,
  surroundingsOf,
  userNamed,
  type CachePlace,
  type Surroundings,
} from '../facts/cachePaths';
import { managerCallsOf, type StageManagerCall } from '../facts/commandIndex';
import { isYarnModern } from '../facts/modernYarn';
import { rpmFolder } from '../facts/rpmFolders';
import type { RuleContext, StageRun } from '../context';
import type { Fix } from '../rule';
import { prependCommand, removeWords } from '../edits';

/** More RUNs of one manager are nobody's Dockerfile. */
const MOST_RUNS = 40;

interface Mounting {
  readonly paths: readonly string[];
  readonly edits: readonly TextEdit[];
}

/** Undefined where the builder, the form or an unknown folder does not allow it. */
export function cacheMountFix(context: RuleContext, run: StageRun, call: ManagerCall): Fix | undefined {
  const { builder, frontend } = context.graph.options;
  if (builder !== 'buildkit' || frontend < 2) return undefined;
  // Where its cache lies says its configuration.
  if (call.manager === 'yarn' && isYarnModern(context)) return undefined;
  const own = mounting(context, run, call);
  if (!own || own.paths.length === 0) return undefined;
  const others = CACHES[call.manager].isStore ? sharers(context, run, call) : [];
  const edits = [...own.edits];
  for (const other of others ?? []) {
    const more = mounting(context, other.run, other.call);
    if (!more) return undefined;
    edits.push(...more.edits);
  }
  const lines = others?.map((other) => String(other.run.run.line + 1)).join(', ') ?? '';
  const where = lines === '' ? '' : `, here and in ${others?.length === 1 ? 'line' : 'lines'} ${lines}`;
  if (!others) return undefined;
  return { class: 'confirm', title: `Keep ${own.paths.join(' and ')} in a cache mount${where}`, edits };
}

/** The edits of one RUN; no path when its mounts cover them already. */
function mounting(context: RuleContext, run: StageRun, call: ManagerCall): Mounting | undefined {
  if (!run.script.parsed || !call.command.isPlaced) return undefined;
  const facts = CACHES[call.manager];
  // Told to work elsewhere: a mount here would stay empty.
  if (facts.left.some(({ options }) => options && call.flag(...options))) return undefined;
  const around = surroundingsOf(context, run, call);
  const folder = rpmFolder(context, run, call.manager);
  const places = (folder ? [folder] : facts.mounts).map((path) => placeOf(path, call, around));
  const owner = ownerOf(context, run, around);
  if (owner === undefined || places.some(({ path }) => path === undefined)) return undefined;
  const mounted = writableMounts(context, run);
  const paths = places.filter((place) => !coveringMount(mounted, [place])).flatMap(({ path }) => path ?? []);
  if (paths.length === 0) return { paths, edits: [] };
  const options = `${facts.locked ? ',sharing=locked' : ''}${owner}`;
  const flags = paths.map((path) => `--mount=type=cache,target=${path}${options}`);
  const kept = withoutCleaning(context, run, call, facts, places);
  const inserted = insertMounts(context, run, flags, preparation(context, run, call));
  return kept && inserted && { paths, edits: [...inserted, ...kept] };
}

/** The first call of each other RUN that works with the same folder; undefined: too many. */
function sharers(
  context: RuleContext,
  run: StageRun,
  { manager }: ManagerCall,
): readonly StageManagerCall[] | undefined {
  const all = managerCallsOf(context, manager);
  if (all.length > MOST_RUNS) return undefined;
  const stages = new Set([...context.chainOf(run.stage), ...context.above(run.stage)]);
  const seen = new Set([run]);
  return all.filter((one) => {
    if (seen.has(one.run) || !stages.has(one.run.stage) || one.run.onbuild || !WORKS.has(one.call.verb)) return false;
    seen.add(one.run);
    return true;
  });
}

const WORKS: ReadonlySet<string> = new Set(['install', 'upgrade', 'download', 'build', 'run']);

/** `uid=,gid=` for whoever is not root; undefined when the number is not known. */
export function ownerOf(context: RuleContext, run: StageRun, { user }: Surroundings): string | undefined {
  if (user === 'root') return '';
  if (user === undefined) return context.scopeBefore(run.stage, run.index).user === '' ? '' : undefined;
  const uid = /^\d+$/.test(user)
    ? user
    : (numberOf(context, user) ?? KNOWN_UIDS.get(`${baseOf(context, run.stage).repository}:${user}`));
  return uid === undefined ? undefined : `,uid=${uid},gid=${uid}`;
}

function numberOf(context: RuleContext, user: string): string | undefined {
  const uid = userNamed(context, user)?.uid;
  return uid !== undefined && /^\d+$/.test(uid) ? uid : undefined;
}

/** Accounts of official images (the Dockerfiles that docker-library/official-images names). */
const KNOWN_UIDS = new Map([
  ['node:node', '1000'],
  ['oven/bun:bun', '1000'],
  ['gradle:gradle', '1000'],
  ['jenkins/jenkins:jenkins', '1000'],
  ['mambaorg/micromamba:mambauser', '57439'],
]);

/** What a mount alone does not do: apt's files are deleted by Docker's own settings in Debian's and Ubuntu's images. */
function preparation(context: RuleContext, run: StageRun, { manager, program, command }: ManagerCall): string {
  if (manager !== 'apt' || baseOf(context, run.stage).hasDockerClean === false) return '';
  if (/docker-clean/.test(run.script.text)) return '';
  const sudo = sudoPrefix(run, command);
  // `apt` deletes what it downloaded by itself (apt: apt-private/private-main.cc); apt-get keeps it.
  const keep =
    program === 'apt'
      ? `echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' | ${sudo}tee /etc/apt/apt.conf.d/keep-cache && `
      : '';
  return `${sudo}rm -f /etc/apt/apt.conf.d/docker-clean && ${keep}`;
}

/** In front of the script, in the lines' style of the RUN; what must run first goes into a heredoc's body. */
function insertMounts(
  { model }: RuleContext,
  run: StageRun,
  flags: readonly string[],
  prefix: string,
): TextEdit[] | undefined {
  const at = run.run.rest.docOffset(0);
  const written = model.text.slice(run.run.span.start, run.run.span.end);
  const broken = /(\r?\n)([ \t]+)\S/.exec(written);
  const isLong = run.run.form === 'shell' && run.run.endLine > run.run.line;
  const joint = isLong ? ` ${model.escape}${broken?.[1] ?? '\n'}${broken?.[2] ?? '    '}` : ' ';
  const mounts = `${flags.join(joint)}${joint}`;
  const span = { start: at, end: at };
  if (prefix === '' || run.run.form === 'shell') return [{ span, newText: mounts + prefix }];
  const first = prependCommand(model, run, prefix.replace(/ && $/, ''));
  return first && [{ span, newText: mounts }, ...first];
}

/** Edits that take away what would empty the mount or keep it from being used; undefined when they cannot be made. */
function withoutCleaning(
  context: RuleContext,
  run: StageRun,
  { manager }: ManagerCall,
  facts: CacheFacts,
  places: readonly CachePlace[],
): TextEdit[] | undefined {
  const own = callsIn(run).filter((call) => call.manager === manager);
  const emptying = own
    .filter(({ verb }) => verb === 'clean')
    .map(({ command }) => ({ at: 0, command, word: undefined }));
  const removing = cleaningsOf(context, run, manager, places, true).filter(({ word }) => word !== undefined);
  const edits = withoutCleanings(context, run, [...emptying, ...removing]);
  if (!edits) return undefined;
  for (const call of own) {
    const dropped = call.flags.filter(({ name }) => facts.avoid?.flags.includes(name) === true).map(({ word }) => word);
    if (dropped.length === 0) continue;
    const removed = removeWords(context.model, run, call.command, dropped);
    if (!removed) return undefined;
    edits.push(...removed);
  }
  return edits;
}
