// RULE overwritten-copy: the id is the file name; the examples below are run as tests.
import { looksLikeFile } from '../../../layers/pathFlowCopy';
import type { CopiedNode } from '../../../layers/pathFlowModel';
import { isQuietBetween } from '../../edits/layerEdits';
import { removeInstruction } from '../../edits';
import { copyKey } from '../../facts/copyKey';
import type { RuleContext } from '../../context';
import {
  bytesNote,
  everyAct,
  lineOf,
  shown,
  whereShipped,
  type PathAct,
  type StepFlow,
  type Touch,
} from '../../facts/pathFlows';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: {
    'nginx.conf': 'a',
    'prod.conf': 'b',
    'site/index.html': 1_000_000,
    'site2/index.html': 900_000,
    'site2/b.css': 100,
  },
  bad: [
    'FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/nginx.conf\nENV A=1\nCOPY prod.conf /etc/nginx/nginx.conf\n',
    'FROM nginx:1.27\nCOPY site /www\nCOPY site2 /www\n',
  ],
  fixed: ['FROM nginx:1.27\nENV A=1\nCOPY prod.conf /etc/nginx/nginx.conf\n', 'FROM nginx:1.27\nCOPY site2 /www\n'],
  good: [
    'FROM nginx:1.27\nCOPY nginx.conf prod.conf /etc/nginx/\n',
    'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY package.json ./\n',
    'FROM nginx:1.27\nCOPY site2 /www\nCOPY site /www\n',
    // The base image has a folder there, and takes both.
    'FROM nginx:1.27\nCOPY nginx.conf /etc/nginx\nCOPY prod.conf /etc/nginx\n',
    'FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/nginx.conf\nRUN nginx -t\nCOPY prod.conf /etc/nginx/nginx.conf\n',
  ],
};

/** Files looked at in two folders. */
const MOST_FILES = 2000;

export default defineRule({
  id: 'overwritten-copy',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['layers'],
  fix: 'confirm',
  title: 'A later COPY replaces what this one brings',
  why: 'The image holds both, shows only the later one, and nothing between the two reads the first: its layer is dead weight.',
  twins: [],
  *check(context) {
    for (const { step, act } of everyAct(context, 'write')) {
      if (!isCopy(act)) continue;
      for (const touch of act.touches) {
        if (touch.step === step || touch.how !== 'same' || !isCopy(touch.act) || !replaces(act, touch.act)) continue;
        if (mayBeFolder(step, act) && nameOf(step) !== nameOf(touch.step)) continue;
        if (wasRead(touch, step) || copyKey(context, step) === copyKey(context, touch.step)) continue;
        yield {
          span: touch.act.where,
          message: `The ${step.instruction.keyword} in line ${lineOf(step)} replaces \`${shown(touch.act)}\`, and nothing between reads it: this layer is dead weight${bytesNote(touch.size)}.`,
          bytes: touch.size,
          tag: 'unnecessary',
          ...whereShipped(context, step),
          related: [{ span: act.where, message: 'Replaced by this' }],
          fixes: fixesFor(context, touch),
        };
      }
    }
  },
});

const isCopy = ({ kind, program, certainty }: PathAct): boolean =>
  kind === 'write' && (program === 'COPY' || program === 'ADD') && certainty === 'literal';

/** A file by a file, or a folder whose every file comes again. */
function replaces(later: PathAct, earlier: PathAct): boolean {
  if (later.content && earlier.content)
    return later.content.kind === 'file' ? earlier.content.kind === 'file' : covers(later.content, earlier.content);
  return !later.recursive && !earlier.recursive;
}

/** `COPY a.conf /etc/nginx`: a file of that name, or one in a folder that the base image has. */
const mayBeFolder = ({ instruction }: StepFlow, { path, content, recursive }: PathAct): boolean =>
  (content ? content.kind === 'file' : !recursive) &&
  (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
  instruction.destination?.text.endsWith('/') === false &&
  !looksLikeFile(path.slice(path.lastIndexOf('/') + 1));

const nameOf = ({ instruction }: StepFlow): string | undefined =>
  instruction.keyword === 'COPY' || instruction.keyword === 'ADD'
    ? instruction.sources[0]?.text.replace(/^.*\//, '')
    : undefined;

function covers(later: CopiedNode, earlier: CopiedNode): boolean {
  const pending = [''];
  let seen = 0;
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const node = path === '' ? earlier : earlier.at(path);
    if (!node || ++seen > MOST_FILES) return false;
    if (path !== '' && later.at(path)?.kind !== node.kind) return false;
    for (const name of node.names()) pending.push(path === '' ? name : `${path}/${name}`);
  }
  return seen > 1 || earlier.kind === 'file';
}

const wasRead = ({ act, step }: Touch, later: StepFlow): boolean =>
  act.readBy.some(({ order }) => order > step.order && order < later.order) || !isQuietBetween(step, later);

function fixesFor({ model }: RuleContext, { step, act }: Touch): Fix[] {
  const isOnly = step.acts.filter(({ kind }) => kind === 'write').length === 1 && act.touches.length === 0;
  return isOnly
    ? [
        {
          class: 'confirm',
          title: `Delete this ${step.instruction.keyword} (one layer less)`,
          edits: [removeInstruction(model, step.instruction)],
        },
      ]
    : [];
}
