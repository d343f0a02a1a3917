// Knows: what BuildKit's checks see while its frontend walks through every stage: variables looked up in vain, ports
// after expansion, what an earlier stage has set. Source: moby/buildkit: dockerfile2llb/convert.go (dispatch).
import type { BuildGraph, Stage } from '../../build/graph';
import { mountsOf } from '../../build/mounts';
import { givenArg } from '../../build/options';
import type { Scope } from '../../build/scope';
import { chompTabs } from '../../syntax/heredoc';
import { scopeOnBase, stepsOf } from '../../layers/predict';
import { expand, type Variables } from '../../syntax/expand';
import { flagOf, type ArgInstruction, type Flag, type Instruction, type Pair, type Word } from '../../syntax/model';
import type { RuleContext } from '../context';

/** A name that an expansion asked for and that nobody set. */
export interface Lookup {
  readonly name: string;
  readonly word: Word;
  /** Names that are set here, in the order of their last setting. */
  readonly known: readonly string[];
  /** False when the base image may set it. */
  readonly sure: boolean;
}

/** A word of an instruction after expansion. */
export interface ExpandedWord {
  readonly text: string;
  readonly word: Word;
}

/** One instruction at work in one stage. */
export interface Dispatched {
  readonly stage: Stage;
  /** What it does. */
  readonly acts: Instruction;
  /** Where the builder points: the instruction itself, or the FROM that runs the trigger of what it stands on. */
  readonly at: Instruction;
  readonly missing: readonly Lookup[];
  /** A SHELL is set, here or in what the stage stands on. */
  readonly hasShell: boolean;
  /** WORKDIR: the path, when it is relative; whether no WORKDIR of this file comes before it. */
  readonly relativeWorkdir?: { readonly text: string; readonly isFirst: boolean };
  /** EXPOSE: its ports. */
  readonly ports: readonly ExpandedWord[];
  /** ENV: its names. */
  readonly names: readonly ExpandedWord[];
  /** COPY and ADD: what comes from the build context. */
  readonly contextSources: readonly ExpandedWord[];
}

/** More names in one word are nobody's Dockerfile. */
const MOST_LOOKUPS = 2000;

const remembered = new WeakMap<RuleContext, readonly Dispatched[]>();

/** All stages in order of text, each with its triggers first. Computed once per run of the rules. */
export function dispatched(context: RuleContext): readonly Dispatched[] {
  let known = remembered.get(context);
  if (!known) remembered.set(context, (known = walk(context.graph)));
  return known;
}

interface StageEnd {
  readonly scope: Scope;
  readonly workdirSet: boolean;
  readonly hasShell: boolean;
}

function walk(graph: BuildGraph): Dispatched[] {
  const found: Dispatched[] = [];
  const ends: StageEnd[] = [];
  let room = MOST_LOOKUPS;
  for (const stage of graph.stages) {
    const below = stage.base.kind === 'stage' ? ends[stage.base.stage] : undefined;
    const scope = below?.scope.child() ?? scopeOnBase(stage, graph);
    let workdirSet = below?.workdirSet ?? false;
    let hasShell = below?.hasShell ?? baseHasShell(stage, graph);
    for (const { step, trigger } of stepsIn(stage, graph)) {
      const acts = trigger ?? step;
      const missing = room > 0 ? lookups(acts, scope, graph) : [];
      room -= missing.length;
      found.push({
        stage,
        acts,
        at: step,
        missing,
        hasShell,
        ...relativeWorkdir(acts, scope, workdirSet, graph),
        ports: acts.keyword === 'EXPOSE' ? portsOf(acts.words, scope) : [],
        names:
          acts.keyword === 'ENV'
            ? expanded(
                acts.pairs.map(({ key }) => key),
                scope,
              )
            : [],
        contextSources: expanded(contextWords(acts), scope).filter(({ text }) => !REMOTE.test(text)),
      });
      if (acts.keyword === 'WORKDIR') workdirSet = true;
      if (acts.keyword === 'SHELL' && acts.json && acts.words.length > 0) hasShell = true;
      scope.apply(acts);
    }
    ends.push({ scope, workdirSet, hasShell });
  }
  return found;
}

/** Triggers run in stages that the target needs; of the others BuildKit's checks look at the own steps alone. */
function stepsIn(stage: Stage, graph: BuildGraph): ReturnType<typeof stepsOf> {
  if (!graph.reachable.has(stage.index)) return stage.steps.map((step) => ({ step }));
  return stepsOf(stage, stage.base.kind === 'stage' ? graph.stages[stage.base.stage] : undefined, graph);
}

function baseHasShell({ base }: Stage, { options }: BuildGraph): boolean {
  const known = base.kind === 'image' && base.reference !== '' ? options.base(base.reference) : undefined;
  return (known?.shell?.length ?? 0) > 0;
}

function relativeWorkdir(
  acts: Instruction,
  scope: Scope,
  workdirSet: boolean,
  { options }: BuildGraph,
): Pick<Dispatched, 'relativeWorkdir'> {
  if (acts.keyword !== 'WORKDIR' || !acts.words[0]) return {};
  const { text } = scope.expand(acts.words[0].text);
  const absolute = options.platform.os === 'windows' ? /^(?:[a-z]:)?[\\/]/i : /^\//;
  return absolute.test(text) ? {} : { relativeWorkdir: { text, isFirst: !workdirSet } };
}

/** `https://…`, `git://…`, `git@host:path`. */
const REMOTE = /^[a-z+]+:\/\/|^[\w.-]+@[\w.-]+:/i;

const contextWords = (acts: Instruction): readonly Word[] =>
  acts.keyword === 'ADD' || (acts.keyword === 'COPY' && !flagOf(acts, 'from')?.value) ? acts.sources : [];

const expanded = (words: readonly Word[], scope: Scope): ExpandedWord[] =>
  words.map((word) => ({ text: scope.expand(word.text).text, word }));

function portsOf(words: readonly Word[], scope: Scope): ExpandedWord[] {
  return words.flatMap((word) => scope.expand(word.text).words.map((text) => ({ text, word })));
}

function lookups(acts: Instruction, scope: Scope, graph: BuildGraph): Lookup[] {
  const { escape } = graph.model;
  if (acts.keyword === 'ARG') return argLookups(acts, scope, graph);
  const found = expandedWords(acts).flatMap((word) => unset(word, scope, escape));
  const text: Lookup[] = [];
  if (acts.keyword === 'COPY' || acts.keyword === 'ADD') {
    for (const { word, heredoc } of acts.heredocSources) {
      if (!heredoc.expand || !heredoc.content.includes('$')) continue;
      const content = heredoc.chomp ? chompTabs(heredoc.content) : heredoc.content;
      const { unset: names } = expand(content, scope, { escape: '\\', ignoreQuotes: true });
      text.push(...named(names, word, scope));
    }
  }
  return [...found, ...text];
}

/** Each item of an ARG sees the ones before it. A value that the builder was given is not looked at. */
function argLookups({ items }: ArgInstruction, scope: Scope, { options, globals, model }: BuildGraph): Lookup[] {
  const found: Lookup[] = [];
  const before = new Map<string, string | undefined>();
  const seen: Variables = { get: (name) => before.get(name) ?? scope.get(name) };
  for (const { name, value } of items) {
    const given = givenArg(options, name.text);
    if (value?.text.includes('$') && given === undefined) {
      const { text, unset: names } = expand(value.text, seen, { escape: model.escape });
      const lost = named(new Set([...names].filter((one) => !before.has(one))), value, scope);
      const set = [...before].flatMap(([key, written]) => (written === undefined ? [] : [key]));
      found.push(...lost.map((one) => ({ ...one, known: [...one.known, ...set] })));
      before.set(name.text, text);
    } else before.set(name.text, given ?? value?.text ?? globals.get(name.text));
  }
  return found;
}

function unset(word: Word, scope: Scope, escape: '\\' | '`'): Lookup[] {
  if (!word.text.includes('$')) return [];
  return named(expand(word.text, scope, { escape }).unset, word, scope);
}

const NOT_IN_ENVIRONMENT = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

/** A bare ARG declares its name: using it is no fault. */
function named(names: ReadonlySet<string>, word: Word, scope: Scope): Lookup[] {
  const lost = [...names].filter(
    (name) => !NOT_IN_ENVIRONMENT.has(name) && !scope.args.some((arg) => arg.name === name),
  );
  if (lost.length === 0) return [];
  // What is set now: the scope goes on.
  const known = [...scope.environment.keys()].slice(0, 1000);
  return lost.map((name) => ({ name, word, known, sure: scope.baseIsKnown }));
}

/** The words in which the builder itself replaces variables, in its order (instructions/commands.go). */
export function expandedWords(acts: Instruction): readonly Word[] {
  const flagWords = (...names: string[]): Word[] =>
    names.map((name) => flagOf(acts, name)).flatMap((flag) => (flag ? [valueOf(flag)] : []));
  switch (acts.keyword) {
    case 'ENV':
    case 'LABEL':
      return acts.pairs.flatMap(({ key, value }) => [key, value]);
    case 'ADD':
    case 'COPY':
      return [
        ...(acts.keyword === 'ADD' ? flagWords('chown', 'chmod', 'checksum') : flagWords('chown', 'chmod')),
        ...acts.sources,
        ...(acts.destination ? [acts.destination] : []),
      ];
    case 'RUN':
      return mountWords(acts.flags);
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
    case 'VOLUME':
      return acts.words;
    default:
      return [];
  }

  function mountWords(flags: readonly Flag[]): Word[] {
    return flags
      .filter(({ name, value }) => name === 'mount' && value?.includes('$'))
      .flatMap((flag) => {
        const [mount] = acts.keyword === 'RUN' ? mountsOf({ ...acts, flags: [flag] }) : [];
        return [...(mount?.options ?? [])].flatMap(([key, text]) =>
          key === 'from' ? [] : [{ text, span: flag.span }],
        );
      });
  }
}

const valueOf = ({ value = '', span }: Flag): Word => ({ text: value, span });

/** The pair of the same ENV that sets what another one looks up: the values of one ENV do not see each other. */
export function ownName(acts: Instruction, { name, word }: Lookup): { setter: Pair; user: Pair } | undefined {
  if (acts.keyword !== 'ENV') return undefined;
  const user = acts.pairs.find(({ key, value }) => key === word || value === word);
  const setter = acts.pairs.find((pair) => pair !== user && pair.key.text === name);
  // `A=1 A=$A` is a slip of another kind.
  return user && setter && user.key.text !== name ? { setter, user } : undefined;
}
