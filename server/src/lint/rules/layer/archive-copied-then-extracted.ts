// RULE archive-copied-then-extracted: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import { flagOf, type CopyInstruction } from '../../../syntax/model';
import type { RuleContext } from '../../context';
import { commandOf, withoutCommand } from '../../edits/layerEdits';
import {
  bytesNote,
  flowOf,
  lineOf,
  shown,
  whereShipped,
  type ActAt,
  type PathAct,
  type StepFlow,
} from '../../facts/pathFlows';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { 'app.tar.gz': 20_000_000, 'app.zip': 1_000 },
  bad: [
    'FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt\n',
    'FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN mkdir /opt/app && tar -xzf /tmp/app.tar.gz -C /opt/app && rm /tmp/app.tar.gz\n',
    'FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt --strip-components=1\n',
    'FROM debian:12\nADD https://example.com/app.zip /opt/app.zip\nRUN cd /opt && unzip app.zip\n',
  ],
  fixed: ['FROM debian:12\nADD app.tar.gz /opt/\n'],
  good: [
    'FROM debian:12\nADD app.tar.gz /opt/\n',
    'FROM debian:12\nCOPY app.zip /tmp/\nRUN unzip /tmp/app.zip\n',
    'FROM debian:12 AS build\nRUN make\nFROM debian:12\nCOPY --from=build /app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt\n',
    'FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar -tzf /tmp/app.tar.gz\n',
  ],
};

/** What ADD unpacks when a tar is inside. */
const ARCHIVE =
  /\.(?:tar|tgz|taz|tbz2?|tb2|tz2|tlz|txz|tpz|tzst|tar\.(?:gz|bz2|xz|lzma|lz|Z|zst)|t?ar\.gz|gz|bz2|xz|lzma|Z)$/;
const PLAIN_OPTIONS = /^(?:-?-?[xzjJfvC]+|--extract|--gzip|--bzip2|--xz|--file|--directory|--verbose|--get)$/;

export default defineRule({
  id: 'archive-copied-then-extracted',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['tar', 'zip', '7z', 'cpio', 'xz', 'lzma', 'zst', 'uncompress', 'pigz'],
  fix: 'confirm',
  title: 'An archive is copied in and then unpacked',
  why: 'Its content is in the image twice: the archive in the layer of the COPY, what came out of it in the next. ADD unpacks it as it arrives.',
  twins: ['hadolint/DL3010', 'buddy/EC0003', 'droast/DF067'],
  differs:
    'hadolint compares base names and takes any word of tar; this rule wants a command that unpacks. ADD never unpacks zip, 7z and rar, so that a COPY of these is silent. An archive that ADD fetches from an address is found too.',
  *check(context) {
    for (const stage of context.graph.stages) {
      const copied = new Map<string, ActAt[]>();
      for (const step of flowOf(context, stage)) {
        for (const act of step.acts) {
          if (isArchive(step, act))
            copied.set(nameOf(act.path), [...(copied.get(nameOf(act.path)) ?? []), { step, act }]);
          if (act.kind !== 'read' || act.use !== 'unpack') continue;
          const name = nameOf(act.path);
          const source = copied.get(name)?.pop();
          if (!source || source.step.isTrigger !== step.isTrigger) continue;
          const isCopy = source.act.program === 'COPY';
          // Deleted later: download-extract-delete-across-layers says that.
          if (!isCopy && source.act.deletedBy.length > 0) continue;
          yield {
            span: source.act.where,
            message: `\`${name}\` is ${isCopy ? 'copied' : 'fetched'} here and unpacked in line ${lineOf(step)}: the archive stays in the layer of the ${source.act.program}${bytesNote(source.act.size)}.`,
            bytes: source.act.size,
            ...whereShipped(context, step),
            related: [{ span: act.where, message: 'Unpacked here' }],
            fixes: isCopy ? fixesFor(context, source, step, act) : [],
          };
        }
      }
    }
  },
});

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/^.*[}"']/, '');

/** Files of the context, and what ADD fetches: that stays as it comes, unless `--unpack` asks for more. */
const isArchive = ({ instruction }: StepFlow, { kind, path, program }: PathAct): boolean =>
  kind === 'write' &&
  (program === 'COPY'
    ? flagOf(instruction, 'from') === undefined && ARCHIVE.test(path)
    : instruction.keyword === 'ADD' &&
      instruction.sources.every(({ text }) => /^https?:\/\//.test(text)) &&
      flagOf(instruction, 'unpack') === undefined &&
      (ARCHIVE.test(path) || /\.(?:zip|7z|rar)$/.test(path)));

/** ADD into the directory that tar unpacks to, when tar does nothing else. */
function fixesFor(context: RuleContext, { step, act }: ActAt, at: StepFlow, read: PathAct): Fix[] {
  const found = commandOf(context, at, read);
  const copy = step.instruction as CopyInstruction;
  const target = at.acts.find(({ command, kind }) => command === read.command && kind === 'write');
  const isPlain =
    found?.command.name?.text === 'tar' &&
    found.command.args.every(({ text }) => text !== undefined && (!text.startsWith('-') || PLAIN_OPTIONS.test(text))) &&
    found.command.args.length <= 4;
  const isOnly = copy.sources.length === 1 && !/\.(?:zip)$/.test(act.path) && /\.t|\.tar\./.test(act.path);
  const others = at.acts.some((other) => other !== read && other.touches.some((touch) => touch.act === act));
  const edits =
    isPlain && isOnly && !others && target?.certainty === 'below' && withoutCommand(context, found.run, found.command);
  const { destination } = copy;
  if (!edits || !destination) return [];
  const more: TextEdit[] = [
    { span: copy.keywordSpan, newText: 'ADD' },
    { span: destination.span, newText: shown(target) === '/' ? '/' : `${shown(target)}/` },
  ];
  return [
    {
      class: 'confirm',
      title: `Unpack into ${shown(target)} with ADD: the archive gets into no layer`,
      edits: [...more, ...edits],
    },
  ];
}
