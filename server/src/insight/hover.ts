// Knows: what a hover on an instruction says: layer or metadata and why, its size with its source. Six lines at most.
import { formatBytes } from '../base/bytes';
import type { Span } from '../base/span';
import { shortDigest } from '../base/digest';
import { instructionAt } from '../syntax/walk';
import type { Instruction } from '../syntax/model';
import type { Analysis } from './analysis';
import { cacheLines } from './cacheHover';
import { entryWords, exactWords } from './wording';
import { stageWords } from './lens';
import type { EntrySize } from './sizes';

export interface HoverCard {
  readonly span: Span;
  /** Markdown; text from files and images is escaped. */
  readonly lines: readonly string[];
  /** Line of a step of the cache plan, zero-based. */
  readonly step?: number;
}

export function hoverAt(analysis: Analysis, offset: number): HoverCard | undefined {
  const instruction = instructionAt(analysis.model, offset);
  // Only on the keyword: the rest of the line belongs to the hovers of the Dockerfile extension the user has.
  if (!instruction || offset > instruction.keywordSpan.end || offset < instruction.keywordSpan.start) return undefined;
  const lines = instruction.keyword === 'FROM' ? fromLines(instruction, analysis) : stepLines(instruction, analysis);
  if (lines.length === 0) return undefined;
  const isStep = cacheLines(analysis, instruction) !== undefined;
  return {
    span: instruction.keywordSpan,
    lines: lines.slice(0, MOST_LINES),
    ...(isStep && { step: instruction.line }),
  };
}

const MOST_LINES = 6;

/** What the cache plan says; empty without one. */
function planLines(instruction: Instruction, analysis: Analysis): string[] {
  const cache = cacheLines(analysis, instruction);
  if (!cache) return [];
  return [
    ...(cache.verdict === undefined ? [] : [`Cache: **${escapeMarkdown(cache.verdict)}**`]),
    `Cache key: ${escapeMarkdown(cache.key)}`,
  ];
}

function fromLines(instruction: Instruction, analysis: Analysis): string[] {
  const stage = analysis.graph.stages.find(({ from }) => from === instruction);
  if (!stage) return [];
  const { sizes } = analysis;
  const lines = [`**Stage** ${escapeMarkdown(stageWords(stage, analysis))}`];
  if (stage === analysis.graph.chain[0] && sizes.isBuilt && sizes.base !== null) {
    lines.push(`Base image: ${formatBytes(sizes.base)} (${exactWords(sizes.base)})`);
  }
  const triggered = sizes.entries.filter(({ entry }) => entry.trigger && entry.instruction === instruction);
  for (const size of triggered.slice(0, 3)) {
    lines.push(
      `ONBUILD of its base runs here: ${code(size.entry.createdBy)} · ${entryWords(size, sizes, analysis.input.built)}`,
    );
  }
  return [...lines, ...sourceLines(analysis)];
}

function stepLines(instruction: Instruction, analysis: Analysis): string[] {
  const { sizes, graph } = analysis;
  const position = sizes.entries.findIndex(({ entry }) => entry.instruction === instruction && !entry.trigger);
  const size = sizes.entries[position];
  if (!size) return [unshippedLine(instruction, analysis), ...planLines(instruction, analysis)];
  const layers = sizes.entries.filter(({ entry }) => entry.empty !== true);
  if (size.entry.empty === true) {
    const later =
      graph.options.builder === 'buildkit'
        ? 'under BuildKit no later step is rebuilt for it'
        : 'with this builder every later step is rebuilt when it changes';
    return [`**Metadata only**: no layer. It changes the image config; ${later}.`, historyLine(size)];
  }
  const number = layers.indexOf(size) + 1;
  const head =
    size.entry.empty === null
      ? '**Layer, if it changes a file**'
      : `**Layer ${String(number)} of ${String(layers.length)}**`;
  const bytes =
    size.size.likely === null
      ? 'size unknown until built'
      : `${formatBytes(size.size.likely)} (${exactWords(size.size.likely)})`;
  const diffId = size.row?.row.diffId;
  return [
    `${head} · ${bytes}`,
    `*${escapeMarkdown(size.size.basis)}*`,
    ...planLines(instruction, analysis),
    historyLine(size),
    ...(diffId ? [`diff ID ${code(shortDigest(diffId))}`] : []),
    ...sourceLines(analysis),
  ];
}

function unshippedLine(instruction: Instruction, analysis: Analysis): string {
  if (instruction.keyword === 'ONBUILD')
    return '**No layer here**: it runs when a stage or image is built FROM this one.';
  if (instruction.keyword === 'ARG' && !analysis.graph.stages.some(({ steps }) => steps.includes(instruction))) {
    return '**No layer**: an ARG before the first FROM is only seen by FROM lines.';
  }
  if (instruction.keyword === 'UNKNOWN') return '';
  return '**Not in the image**: this stage is not part of the target. Its layers cost cache, not image size.';
}

const historyLine = ({ entry }: EntrySize): string =>
  `History: ${code(entry.createdBy.length > 160 ? `${entry.createdBy.slice(0, 160)}…` : entry.createdBy)}${entry.textIsSure ? '' : ' (hangs on the base image)'}`;

function sourceLines(analysis: Analysis): string[] {
  const { built } = analysis.input;
  if (!built) return [];
  const { alignment } = analysis;
  if (alignment?.fit === 'none') return [`${code(built.label)} was not made from this text: its history does not fit.`];
  if (alignment?.fit === 'partial') {
    return [
      `${String(alignment.matched)} of ${String(alignment.entries.length)} entries fit ${code(built.label)}: the text changed since, or the image comes from elsewhere.`,
    ];
  }
  return [];
}

/** Text from files and images, harmless in Markdown. */
export const escapeMarkdown = (text: string): string =>
  visible(text)
    .replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, '\\$&')
    .replace(/\n/g, ' ');

const code = (text: string): string => `\`${visible(text).replace(/`/g, 'ˋ').replace(/\n/g, '⏎')}\``;

// eslint-disable-next-line no-control-regex -- they are what it looks for
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Control and direction characters made visible, so that no text can hide or turn around. */
const visible = (text: string): string =>
  text.replace(HIDDEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
