// Knows: build lines in the scripts of package.json, which run in the file's folder (npm docs: using-npm/scripts).
import { allBuilds, scriptBuilds, type Reader } from './reader';
import { plainScript } from './shellWords';
import { at, entriesOf, lineOfKey, readJson, textOf } from './tree';

export const readPackageScripts: Reader = (file, text, around) => {
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
