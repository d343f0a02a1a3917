// Knows: what a build did, as its provenance and its printed steps tell it: the ops that it may have left in the cache, what
// it was asked for, and the Dockerfile's text. Sources: moby/buildkit: solver/llbsolver/provenance, solver/pb/ops.proto
// (as JSON), both forms of SLSA; image-facts §6.3.
import { cleanPath } from '../base/posixPath';
import type { ElsewhereOp } from '../cache/elsewhere';
import type { ReportedStep } from '../cache/progress';
import { fieldOf, listOf, recordOf, textMapOf, textOf, textsOf } from '../image/json';

/** Undefined when it is not told in full: then it may be any. */
export function opsIn(provenance: unknown): readonly ElsewhereOp[] | undefined {
  const steps = listOf(fieldOf(configOf(provenance), 'llbDefinition'));
  // Of a build for several platforms it is one of several.
  if (steps.length === 0 || requestIn(provenance)['platform']?.includes(',') === true) return undefined;
  const ops: ElsewhereOp[] = [];
  for (const step of steps) {
    const op = fieldOf(fieldOf(step, 'op'), 'Op');
    if (recordOf(op) === undefined) return undefined;
    const exec = fieldOf(op, 'exec');
    const file = fieldOf(op, 'file');
    if (exec !== undefined) ops.push(runIn(exec));
    else if (file !== undefined) ops.push(...filesIn(file));
    else if (fieldOf(op, 'merge') !== undefined) ops.push({ kind: 'merge' });
    else if (fieldOf(op, 'source') === undefined && Object.keys(op as object).length > 0) return undefined;
  }
  return ops;
}

const configOf = (provenance: unknown): unknown =>
  fieldOf(provenance, 'buildConfig') ??
  fieldOf(fieldOf(fieldOf(provenance, 'buildDefinition'), 'internalParameters'), 'buildConfig');

function runIn(exec: unknown): ElsewhereOp {
  const meta = fieldOf(exec, 'meta');
  return { kind: 'run', args: textsOf(fieldOf(meta, 'args')), env: textsOf(fieldOf(meta, 'env')) };
}

/** Several actions of one kind are one op; a mix is nothing that a Dockerfile makes, and may be either. */
function filesIn(file: unknown): ElsewhereOp[] {
  const actions = listOf(fieldOf(file, 'actions')).map((action) => fieldOf(action, 'Action'));
  const copies = actions.map((action) => fieldOf(action, 'copy'));
  if (copies.every((copy) => copy !== undefined)) {
    const sources = copies.map((copy) => textOf(fieldOf(copy, 'src')) ?? '');
    return [{ kind: 'copy', sources, destination: textOf(fieldOf(copies[0], 'dest')) ?? '' }];
  }
  const [made] = actions.map((action) => fieldOf(action, 'mkdir'));
  if (made !== undefined && actions.length === 1) return [{ kind: 'mkdir', path: textOf(fieldOf(made, 'path')) ?? '' }];
  const isInline = actions.every((action) => fieldOf(action, 'mkfile') !== undefined);
  return isInline ? [] : [{ kind: 'copy' }, { kind: 'mkdir' }];
}

/** Of a build that did not go through only its printed steps are told: those that came to an end. */
export const opsToldIn = (steps: readonly ReportedStep[]): readonly ElsewhereOp[] =>
  steps.flatMap(({ name, cached, completed }): ElsewhereOp[] => {
    if (!cached && !completed) return [];
    const text = /^\[(?!internal\]|auth\]).*?\d+\/\d+\] (.*)$/s.exec(name)?.[1];
    const [, keyword = ''] = /^(?:ONBUILD |LINK )*(\w+)/.exec(text ?? '') ?? [];
    if (text === undefined) return [];
    if (text.startsWith('LINK ')) return [{ kind: 'merge' }];
    switch (keyword) {
      case 'RUN':
        return [{ kind: 'run', title: text }];
      case 'COPY':
        return [copyTitled(text)];
      case 'ADD':
        return [{ kind: 'copy' }];
      case 'WORKDIR':
        return [folderTitled(text)];
      default:
        return [];
    }
  });

/** Titles have variables expanded. What is not written plainly may be anything. */
const PLAIN_TITLE = /^(?:ONBUILD )?(?:COPY|WORKDIR)(?: [\w./*@+:=,-]+)+$/;

function copyTitled(title: string): ElsewhereOp {
  // Of --parents what is copied is the folder above, and the path a pattern.
  if (!PLAIN_TITLE.test(title) || title.includes(' --parents')) return { kind: 'copy' };
  const words = title
    .replace(/^ONBUILD /, '')
    .split(' ')
    .slice(1);
  const [destination = '', ...sources] = words.filter((word) => !word.startsWith('--')).reverse();
  return {
    kind: 'copy',
    sources: sources.reverse().map((source) => cleanPath(`/${source}`)),
    ...(destination.startsWith('/') && { destination }),
  };
}

function folderTitled(title: string): ElsewhereOp {
  const path = title.replace(/^ONBUILD /, '').replace(/^WORKDIR /, '');
  return PLAIN_TITLE.test(title) && path.startsWith('/') ? { kind: 'mkdir', path } : { kind: 'mkdir' };
}

/** What the frontend was told: `target`, `filename`, `build-arg:NAME`, `context:NAME`, …. */
export const requestIn = (provenance: unknown): Readonly<Record<string, string>> =>
  textMapOf(
    fieldOf(fieldOf(fieldOf(provenance, 'invocation'), 'parameters'), 'args') ??
      fieldOf(fieldOf(fieldOf(fieldOf(provenance, 'buildDefinition'), 'externalParameters'), 'request'), 'args'),
  );

/** The Dockerfile as the builder had it; undefined where it tells none, or several. */
export function dockerfileIn(provenance: unknown): string | undefined {
  const metadata = fieldOf(provenance, 'metadata');
  const details =
    fieldOf(metadata, 'https://mobyproject.org/buildkit@v1#metadata') ??
    fieldOf(fieldOf(fieldOf(provenance, 'runDetails'), 'metadata'), 'buildkit_metadata');
  const texts = listOf(fieldOf(fieldOf(details, 'source'), 'infos')).map((info) => textOf(fieldOf(info, 'data')));
  const [text] = texts;
  return texts.length === 1 && text !== undefined ? Buffer.from(text, 'base64').toString('utf8') : undefined;
}

/** What the build stood on: as a package URL, with its digest. */
export const materialsIn = (provenance: unknown): readonly (readonly [uri: string, digest: string])[] => {
  const listed =
    fieldOf(provenance, 'materials') ?? fieldOf(fieldOf(provenance, 'buildDefinition'), 'resolvedDependencies');
  return listOf(listed).map((one) => [
    decoded(textOf(fieldOf(one, 'uri')) ?? ''),
    `sha256:${textOf(fieldOf(fieldOf(one, 'digest'), 'sha256')) ?? ''}`,
  ]);
};

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** Names of the folders that were sent. */
export const localsIn = (provenance: unknown): readonly string[] =>
  listOf(
    fieldOf(fieldOf(fieldOf(provenance, 'invocation'), 'parameters'), 'locals') ??
      fieldOf(fieldOf(fieldOf(fieldOf(provenance, 'buildDefinition'), 'externalParameters'), 'request'), 'locals'),
  ).map((local) => textOf(fieldOf(local, 'name')) ?? '');
