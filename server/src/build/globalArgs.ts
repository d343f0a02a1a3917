// Knows: the values visible in FROM: the builder's own arguments, then ARGs before the first FROM.
// Source: moby/buildkit: dockerfile2llb/{platform.go (defaultArgs), convert.go (buildMetaArgs)}.
import { expand } from '../syntax/expand';
import type { DockerfileModel, FromInstruction } from '../syntax/model';
import { givenArg, type BuildOptions } from './options';
import { formatPlatform } from './platform';

/** The classic builder knows no platform arguments, even with --platform (builder-semantics §6b.24). */
export function globalArguments(model: DockerfileModel, options: BuildOptions): Map<string, string> {
  const values = options.builder === 'classic' ? new Map<string, string>() : platformArguments(model, options);
  // Of the platform's names no ARG before FROM can change one in buildah (openshift/imagebuilder: dispatchers.go, from, arg).
  const fixed = new Set(options.builder === 'buildah' ? values.keys() : []);
  for (const instruction of model.instructions) {
    if (instruction.keyword === 'FROM') break;
    if (instruction.keyword !== 'ARG') continue;
    for (const item of instruction.items) {
      if (fixed.has(item.name.text)) continue;
      const given = givenArg(options, item.name.text);
      if (given !== undefined) {
        values.set(item.name.text, given);
      } else if (item.value) {
        const { text } = expand(item.value.text, { get: (name) => values.get(name) }, { escape: model.escape });
        values.set(item.name.text, text);
      }
    }
  }
  return values;
}

function platformArguments(model: DockerfileModel, options: BuildOptions): Map<string, string> {
  const { platform, buildPlatform, target } = options;
  const lastFrom = model.instructions.findLast(
    (instruction): instruction is FromInstruction => instruction.keyword === 'FROM',
  );
  const values = new Map<string, string>([
    ['BUILDPLATFORM', formatPlatform(buildPlatform)],
    ['BUILDOS', buildPlatform.os],
    ['BUILDOSVERSION', ''],
    ['BUILDARCH', buildPlatform.architecture],
    ['BUILDVARIANT', buildPlatform.variant],
    ['TARGETPLATFORM', formatPlatform(platform)],
    ['TARGETOS', platform.os],
    ['TARGETOSVERSION', ''],
    ['TARGETARCH', platform.architecture],
    ['TARGETVARIANT', platform.variant],
  ]);
  if (options.builder !== 'buildah' && options.frontend >= 13) return withStage(values);
  for (const name of ['BUILDOSVERSION', 'TARGETOSVERSION']) values.delete(name);
  return options.builder !== 'buildah' && options.frontend >= 11 ? withStage(values) : overridden(values);

  function withStage(all: Map<string, string>): Map<string, string> {
    all.set('TARGETSTAGE', target || (lastFrom?.stageName?.text.toLowerCase() ?? '') || 'default');
    return overridden(all);
  }
  function overridden(all: Map<string, string>): Map<string, string> {
    for (const name of all.keys()) {
      const given = givenArg(options, name);
      if (given !== undefined) all.set(name, given);
    }
    return all;
  }
}
