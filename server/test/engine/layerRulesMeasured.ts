// Asks whether rules about a built image say what is in its layers: the product reads the saved archive as `lint --image`
// does, and its numbers are held against a count of the archive's own entries, path by path, that shares nothing with it.
import { rm } from 'node:fs/promises';
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { formatBytes } from '../../src/base/bytes';
import { NEVER_CANCELLED } from '../../src/base/platform';
import { lintText } from '../../src/cli/lintFile';
import { openSavedImage } from '../../src/host/archiveImage';
import type { RuleFinding } from '../../src/lint/rule';
import { DEFAULT_LINT_OPTIONS } from '../../src/lint/run';
import { shellParser } from '../support/shell';
import { buildArchive, type ContextFiles } from './layerRulesBuild';
import { bytesOf, differences, readEntries, stack, type BuiltLayers, type Entries } from './layerRulesImage';

/** Layers of the base image. */
export const BASE_LAYERS = 2;

export interface Proof {
  readonly wrong: readonly string[];
  /** The message had a number, and it was right to the byte. */
  readonly exact: boolean;
}

export interface MeasuredRuleCase {
  readonly rule: MeasuredRule;
  readonly name?: string;
  /** One line per instruction, and each but FROM makes a layer: so a layer's line is known without the product. */
  readonly bad: string;
  readonly fixed: string;
  readonly files?: ContextFiles;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Paths that the rule is about: there, and below, the finished images may differ. */
  readonly except?: readonly string[];
}

type MeasuredRule =
  'image-efficiency-low' | 'image-unnecessary-files' | 'layer-too-large' | 'wasted-bytes-high' | 'wasted-percent-high';

const FROM = 'FROM debian:12\n';
/** 500,000 and 700,000 bytes stay, of 3 MB each version is stored. */
const REPLACED = {
  files: { 'app/big.bin': 3_000_000, 'app/other.bin': 700_000, 'kept.bin': 500_000 },
  bad: `${FROM}COPY app /srv/app\nCOPY kept.bin /srv/kept.bin\nRUN chmod 600 /srv/app/big.bin\nRUN chmod 400 /srv/app/big.bin\n`,
  fixed: `${FROM}COPY app/other.bin /srv/app/other.bin\nCOPY --chmod=400 app/big.bin /srv/app/big.bin\nCOPY kept.bin /srv/kept.bin\n`,
};
const DELETED = {
  files: { 'big.bin': 4_000_001, 'kept.bin': 500_000 },
  bad: `${FROM}COPY big.bin kept.bin /srv/\nRUN wc -c /srv/big.bin > /count\nRUN rm /srv/big.bin\n`,
  fixed: `${FROM}COPY kept.bin /srv/\nRUN --mount=type=bind,target=/srv wc -c /srv/big.bin > /count\n`,
};
/** dive does not see that a folder with files goes, and counts its bytes on both sides. */
const FOLDER_DELETED = {
  files: { 'data/a.bin': 2_000_000, 'data/deep/b.bin': 1_000_000, 'kept.bin': 500_000, 'small.bin': 900_000 },
  bad: `${FROM}COPY data /data\nCOPY kept.bin small.bin /srv/\nRUN rm -r /data\nRUN echo a > /srv/small.bin\n`,
  fixed: `${FROM}COPY kept.bin /srv/\nRUN echo a > /srv/small.bin\n`,
};

export const MEASURED_RULE_CASES: readonly MeasuredRuleCase[] = [
  { rule: 'image-efficiency-low', name: 'files that are stored again', ...REPLACED },
  { rule: 'image-efficiency-low', name: 'a file that is deleted', ...DELETED },
  { rule: 'image-efficiency-low', name: 'a folder too', ...FOLDER_DELETED, options: { lowest: 0.97 } },
  {
    rule: 'image-efficiency-low',
    name: 'a file of the base',
    bad: `${FROM}RUN echo b >> /usr/share/doc/base/copyright\nRUN echo a > /a\n`,
    fixed: `${FROM}RUN mkdir -p /usr/share/doc/base && echo a > /a\n`,
    options: { lowest: 0.99 },
    except: ['/usr/share'],
  },
  { rule: 'wasted-bytes-high', name: 'files that are stored again', ...REPLACED, options: { maxBytes: 1_000_000 } },
  { rule: 'wasted-bytes-high', name: 'a file that is deleted', ...DELETED, options: { maxBytes: 4_000_000 } },
  { rule: 'wasted-bytes-high', name: 'a folder too', ...FOLDER_DELETED, options: { maxBytes: 0 } },
  { rule: 'wasted-percent-high', name: 'files that are stored again', ...REPLACED },
  { rule: 'wasted-percent-high', name: 'a file that is deleted', ...DELETED, options: { maxShare: 0.5 } },
  { rule: 'wasted-percent-high', name: 'a folder too', ...FOLDER_DELETED },
  {
    rule: 'layer-too-large',
    files: { 'a.bin': 1_500_000, 'b/b.bin': 500_001, 'c.bin': 2_000_000 },
    bad: `${FROM}COPY a.bin b/ /srv/\nCOPY c.bin /srv/\nRUN head -c 2000002 /dev/zero > /srv/d && ln /srv/d /srv/e\nRUN rm /srv/d\n`,
    fixed: `${FROM}COPY c.bin /srv/\nRUN echo > /srv/e\n`,
    options: { maxBytes: 2_000_000 },
    except: ['/srv/a.bin', '/srv/b.bin', '/srv/e'],
  },
  {
    rule: 'image-unnecessary-files',
    files: { '.git/HEAD': 'ref: a\n', '.git/objects/a': 50_000, '.DS_Store': 6_148, Dockerfile: 321, 'app.js': 'run' },
    bad: `${FROM}COPY . /app\nRUN mkdir -p /root/.cache/a && echo a > /root/.cache/a/b\n`,
    fixed: `${FROM}COPY app.js /app/\n`,
    except: ['/app/.git', '/app/.DS_Store', '/app/Dockerfile', '/root/.cache'],
  },
  {
    rule: 'image-unnecessary-files',
    name: 'what later layers change or delete',
    files: { '.git/HEAD': 'ref: a\n', '.vimrc': 60_000, '.idea/a.xml': 30_000, Dockerfile: 321, 'app.js': 'run' },
    bad: `${FROM}COPY . /app\nRUN head -c 777 /dev/zero >> /app/Dockerfile\nRUN echo b > /app/.git/index && rm -r /app/.idea /app/.vimrc\n`,
    fixed: `${FROM}COPY app.js /app/\n`,
    except: ['/app/.git', '/app/Dockerfile'],
  },
];

/** A finding as it must be: the line that it stands on, the numbers of its message in order, a path in it. */
interface Wanted {
  readonly line: number;
  readonly numbers: readonly string[];
  readonly path?: string;
  readonly bytes?: number;
}

interface Count {
  readonly entries: readonly Entries[];
  /** Per layer, the base's first. */
  readonly bytes: readonly number[];
  readonly hidden: readonly number[];
  readonly efficiency: number;
  readonly wasted: number;
  readonly image: BuiltLayers;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
/** The base's layers stand on the FROM. */
const lineOf = (layer: number): number => Math.max(0, layer - BASE_LAYERS + 1);

const WANTED: Readonly<Record<MeasuredRule, (count: Count, options: Readonly<Record<string, unknown>>) => Wanted[]>> = {
  'image-efficiency-low': ({ efficiency, hidden }, { lowest = 0.9 }) => {
    const most = Math.max(...hidden);
    const numbers = [efficiency.toFixed(3), String(lowest), formatBytes(sum(hidden)), formatBytes(most)];
    return [{ line: lineOf(hidden.indexOf(most)), numbers, bytes: sum(hidden) }];
  },
  'wasted-bytes-high': ({ wasted }, { maxBytes }) => [
    { line: 0, numbers: [formatBytes(wasted), formatBytes(Number(maxBytes))], bytes: wasted },
  ],
  'wasted-percent-high': ({ wasted, bytes }, { maxShare = 0.1 }) => {
    const share = `${String(Math.round((100 * wasted) / sum(bytes.slice(1))))}%`;
    return [
      {
        line: 0,
        numbers: [share, formatBytes(wasted), `${String(Math.round(100 * Number(maxShare)))}%`],
        bytes: wasted,
      },
    ];
  },
  'layer-too-large': ({ bytes }, { maxBytes }) =>
    bytes.flatMap((one, layer) =>
      layer >= BASE_LAYERS && one > Number(maxBytes)
        ? [{ line: lineOf(layer), numbers: [formatBytes(one), formatBytes(Number(maxBytes))], bytes: one }]
        : [],
    ),
  'image-unnecessary-files': ({ entries, image }) =>
    [...image.finished].flatMap(([path, { bytes, kind }]) => {
      if (!/\/(?:\.git|\.DS_Store|Dockerfile|\.vimrc|\.idea|\.cache)$/.test(path)) return [];
      const first = entries.findIndex((list) => list.some(([name]) => name === path));
      return [{ line: lineOf(first), numbers: kind === 'file' ? [formatBytes(bytes)] : [], path }];
    }),
};

export async function proveMeasured(builder: Builder, row: MeasuredRuleCase, folder: string): Promise<Proof> {
  const { options = {}, except = [] } = row;
  const before = await ask(builder, row, row.bad, `${folder}-bad`);
  const after = await ask(builder, row, row.fixed, `${folder}-fixed`);
  if (typeof before === 'string') return { wrong: [`was not built:\n${before}`], exact: false };
  if (typeof after === 'string') return { wrong: [`was not built:\n${after}`], exact: false };
  const wanted = WANTED[row.rule](before.count, options).map(wantedText);
  const found = before.findings.map((finding) => foundText(row.bad, finding));
  const wrong: string[] = [];
  if (wanted.length === 0) wrong.push('by the count there is nothing to find');
  if (JSON.stringify(wanted.sort()) !== JSON.stringify(found.sort()))
    wrong.push(`by the count:\n  ${wanted.join('\n  ')}\nfound:\n  ${found.join('\n  ')}`);
  for (const { message } of after.findings) wrong.push(`still found after the fix: ${message}`);
  const [old, now] = [before.count.image, after.count.image];
  if (bytesOf(now) >= bytesOf(old)) wrong.push(`${String(bytesOf(now))} bytes after, ${String(bytesOf(old))} before`);
  const differing = differences(old, now, (path) => except.some((top) => path === top || path.startsWith(`${top}/`)));
  if (differing.length > 0) wrong.push(`the finished images differ:\n${differing.slice(0, 8).join('\n')}`);
  return { wrong, exact: wrong.length === 0 };
}

const wantedText = ({ line, path, numbers, bytes }: Wanted): string =>
  `line ${String(line + 1)}: ${[path ?? '', ...numbers].join(' | ')} = ${String(bytes)}`;

function foundText(text: string, { span, message, bytes }: RuleFinding): string {
  const path = /^(\/\S+) /.exec(message)?.[1];
  const numbers = message.match(/(?<![\w/.])\d[\d.]*(?:%| k?M?B\b|\b)/g) ?? [];
  const line = text.slice(0, span.start).split('\n').length - 1;
  return wantedText({ line, ...(path && { path }), numbers, ...(bytes && { bytes: bytes.likely ?? -1 }) });
}

async function ask(builder: Builder, row: MeasuredRuleCase, text: string, folder: string) {
  const archive = `${folder}.tar`;
  const error = await buildArchive(builder, text, row.files ?? {}, folder, archive);
  if (error !== undefined) return error;
  const image = await openSavedImage(archive, { signal: NEVER_CANCELLED, files: true });
  if (!image.ok) return image.problem.what;
  const ruleOptions = { [row.rule]: row.options ?? {} };
  const options = { ...DEFAULT_LINT_OPTIONS, rules: 'all' as const, only: [row.rule], ruleOptions };
  const { findings } = lintText('Dockerfile', text, { options, target: '', buildArgs: {} }, shellParser(), image.value);
  const count = countOf(await readEntries(archive));
  await rm(archive);
  return { findings, count };
}

const isOpaque = (path: string): boolean => path.endsWith('/.wh..wh..opq');
const isMarker = (path: string): boolean => /\/\.wh\.[^/]*$/.test(path);
/** What a marker takes away; of an opaque folder, all in it. */
const goneBy = (marker: string): string => marker.replace(/\.wh\.\.wh\.\.opq$/, '').replace(/\.wh\.([^/]*)$/, '$1');
const isBelow = (path: string, top: string): boolean => path.startsWith(top.endsWith('/') ? top : `${top}/`);

/** A file is hidden when a later layer has its path again, or takes away it or a folder above it. */
function countOf(entries: readonly Entries[]): Count {
  const hides = (layer: Entries, file: string): boolean =>
    layer.some(([path, { kind }]) =>
      isMarker(path)
        ? file === goneBy(path) || isBelow(file, goneBy(path))
        : file === path || (kind !== 'directory' && isBelow(file, path)),
    );
  const hidden = entries.map((layer, i) =>
    sum(layer.map(([path, { bytes }]) => (bytes > 0 && entries.slice(i + 1).some((l) => hides(l, path)) ? bytes : 0))),
  );
  const stored = [...dive(entries, hides).values()];
  const efficiency = sum(stored.map((sizes) => Math.min(...sizes))) / sum(stored.map(sum));
  return {
    entries,
    bytes: entries.map((layer) => sum(layer.map(([, { bytes }]) => bytes))),
    hidden,
    efficiency,
    wasted: sum(stored.map((sizes) => (sizes.length > 1 ? sum(sizes) : 0))),
    image: stack(entries, BASE_LAYERS),
  };
}

/**
 * dive's arithmetic (image-facts.md, 2.3): by path, the sizes of what each layer has there that holds nothing itself. A file
 * that is deleted is stored once more with 0 bytes, a folder with all that was in it.
 */
function dive(entries: readonly Entries[], hides: (layer: Entries, file: string) => boolean): Map<string, number[]> {
  const stored = new Map<string, number[]>();
  for (const [i, layer] of entries.entries()) {
    for (const [path, { bytes }] of layer) {
      if (isOpaque(path) || layer.some(([other]) => isBelow(other, path) && !isOpaque(other))) continue;
      const gone = isMarker(path) ? goneBy(path) : undefined;
      const below = (j: number): number =>
        sum(
          (entries[j] ?? []).map(([other, file]) =>
            gone !== undefined && isBelow(other, gone) && !entries.slice(j + 1, i).some((l) => hides(l, other))
              ? file.bytes
              : 0,
          ),
        );
      const size = gone === undefined ? bytes : sum(entries.slice(0, i).map((_, j) => below(j)));
      stored.set(gone ?? path, [...(stored.get(gone ?? path) ?? []), size]);
    }
  }
  return stored;
}
