// Knows: what a project's own configuration says of a build, laid over what the other files of the workspace ask for.
import { settled, type BuildTarget } from './buildTarget';
import { inWorkspace } from './place';

/** What a `layerlens.yaml` says of one Dockerfile; what it does not say is as the other files have it. */
export interface ConfiguredBuild {
  /** The file that says so, absolute. */
  readonly file: string;
  /** Folder of the build context, absolute. */
  readonly context?: string;
  readonly stage?: string;
  readonly args?: Readonly<Record<string, string>>;
}

/** @param targets the builds of one Dockerfile, best first; the last one is assumed. */
export function configured(
  targets: readonly BuildTarget[],
  said: ConfiguredBuild | undefined,
  root: string,
): readonly BuildTarget[] {
  if (!said) return targets;
  const { context, stage, args = {} } = said;
  const values = Object.entries(args).map(([name, value]) => [name, settled(value)] as const);
  const isAlone = targets.every(({ source }) => source.kind === 'assumed');
  return targets.map((target) => {
    const laid: BuildTarget = {
      ...target,
      ...(context !== undefined && { context: settled({ kind: 'folder', path: inWorkspace(root, context) }) }),
      ...(stage !== undefined && { target: settled(stage) }),
      buildArgs: { ...target.buildArgs, ...Object.fromEntries(values) },
    };
    // Where nothing else says how it is built, nothing is assumed any more once the context is said.
    if (!isAlone || context === undefined) return laid;
    const file = inWorkspace(root, said.file);
    return { ...laid, id: `config:${file}:`, label: file, source: { kind: 'config', file, line: 0, name: '' } };
  });
}
