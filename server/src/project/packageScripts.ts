// Knows: build lines in the scripts of package.json, which run in the file's folder (npm docs: using-npm/scripts).
import { allBuilds, MAY_BUILD, scriptBuilds, type Reader } from './reader';
import { plainScript } from './shellWords';
import { at, entriesOf, lineOfKey, readJson, textOf } from './tree';

export const readPackageScripts: Reader = (file, text, around) => {
  if (!mayBuild(text)) return allBuilds([]);
  const scripts = at(readJson(text).documents[0], 'scripts');
  return allBuilds(
    entriesOf(scripts).map(([name, script]) =>
      scriptBuilds('package-script', file, around, {
        name,
        line: lineOfKey(scripts, name),
        script: plainScript(textOf(script) ?? ''),
      }),
    ),
  );
};

/**
 * Most files that have the word have it elsewhere, in dependencies or keywords, and some are long: a tree with lines of
 * one costs more than all other files of a workspace.
 */
function mayBuild(text: string): boolean {
  try {
    const { scripts } = JSON.parse(text) as { readonly scripts?: unknown };
    return scripts !== undefined && MAY_BUILD.test(JSON.stringify(scripts));
  } catch {
    // No JSON, or no object: the reader that forgives more decides.
    return true;
  }
}
