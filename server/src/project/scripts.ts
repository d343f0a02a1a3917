// Knows: build lines in shell scripts and justfiles, which may run in the workspace or in their own folder.
import { settled } from './buildTarget';
import { scriptBuilds, substituted, type Reader } from './reader';
import { baseOf } from './place';

export const readScript =
  (cwd: string): Reader =>
  (file, text, around) =>
    scriptBuilds('script', file, around, {
      name: '',
      line: 0,
      // A justfile's `{{name}}` is worked out by just; its recipes are lines of shell, its heads are no commands of ours.
      script: /justfile$/i.test(baseOf(file))
        ? substituted(text.replace(/^([ \t]+)@/gm, '$1'), /\{\{([^}]{0,500})\}\}/g, (written) => ({
            written,
            why: 'It is a variable of the justfile.',
          }))
        : substituted(text, /(?!)/g, (written) => written),
      cwd: settled(cwd),
    });
