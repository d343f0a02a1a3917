// RULE setuid-bit: the id is the file name; the examples below are run as tests.
import { flagOf } from '../../../syntax/model';
import { commandsOf } from '../../facts/commandIndex';
import { modesOf, setsGroupOnly, setsId, type GivenMode } from '../../facts/modes';
import type { RuleContext } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';
import { copiesOf } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN chmod u+s /usr/bin/tool\n',
    'FROM debian:12\nRUN chmod 4755 /usr/bin/tool\n',
    'FROM debian:12\nCOPY --chmod=2755 tool /usr/bin/\n',
    'FROM debian:12\nRUN install -m 6755 tool /usr/bin/\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN chmod 755 /usr/bin/tool && chmod u-s /usr/bin/other\n',
    'FROM debian:12\nRUN chmod 1777 /tmp && chmod 0755 /srv\n',
    'FROM debian:12\nRUN install --directory --mode 3777 /run/db && mkdir /srv/www && chmod g+s /srv/www\n',
    // Where no programs lie it is for a folder.
    'FROM debian:12\nRUN make && chmod g+ws /opt/conda && chmod -R 2775 /srv\n',
    'FROM debian:12\nRUN umask 0002 && mkdir -p ${NPM_GLOBAL} && chown :npm ${NPM_GLOBAL} && chmod g+s ${NPM_GLOBAL}\n',
  ],
};

export default defineRule({
  id: 'setuid-bit',
  group: 'security',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  fix: 'none',
  title: 'A program runs as its owner, whoever starts it',
  why: 'A fault in such a program makes any user of the container its owner, root in most cases.',
  twins: ['dockle/CIS-DI-0008', 'sonar/S2612'],
  *check(context) {
    const message = 'Whoever starts this file gets the rights of its owner or group.';
    for (const given of modesOf(context))
      if (setsId(given.mode) && !isGroupOfFolder(context, given))
        yield { span: given.run.docSpan(given.word.span), message };
    for (const { step } of copiesOf(context)) {
      const flag = flagOf(step, 'chmod');
      if (flag?.value !== undefined && setsId(flag.value)) yield { span: flag.span, message };
    }
  },
});

/** In a folder where programs lie. */
const PROGRAM = /(?:^|\/)(?:s?bin|libexec|games)\/./;

/** A folder hands its group on to new files: nobody gets rights by starting it. */
function isGroupOfFolder(context: RuleContext, { mode, isFolder, paths }: GivenMode): boolean {
  if (!setsGroupOnly(mode)) return false;
  // The sticky bit belongs to folders; so does a mode by which everybody may write.
  if (isFolder || /^[37]...$|^2..[2367]$/.test(mode)) return true;
  const made = new Set(
    [...commandsOf(context, 'mkdir')].flatMap(({ command }) => command.args.map(({ text }) => text)),
  );
  // A path that a variable holds may be either: nothing is said of what is not known.
  return paths.length > 0 && paths.every(({ text }) => text === undefined || made.has(text) || !PROGRAM.test(text));
}
