// Knows: THIRD_PARTY.md: the licenses of what is inside the bundles. They ask to go where the code goes.
import { readdirSync, readFileSync } from 'node:fs';
import { SHIPPED } from '../bundles';
import { inRepo } from '../repo.mjs';
import { codeBlock, GENERATED } from './markdown';

/** Throws when a package has no license file: then nobody may ship it before somebody has looked. */
export function notices(): string {
  const sections = SHIPPED.map((name) => {
    const folder = inRepo('node_modules', ...name.split('/'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:\.|$)/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no license file.`);
    const { license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { license?: string };
    const text = readFileSync(`${folder}/${file}`, 'utf8').replaceAll('\r\n', '\n').trim();
    return `## ${name} (${license ?? 'see below'})\n\n${codeBlock('text', text)}`;
  });
  return `${GENERATED('node_modules and scripts/bundles.ts')}# Third-party software in Layerlens

These packages from npm are bundled into the extension. Layerlens itself is under the MIT license (LICENSE).

${sections.join('\n\n')}
`;
}
