// RULE prefer-add-unpack: the id is the file name; the examples below are run as tests.
import { frontendOf, NEWEST_FRONTEND } from '../../../build/options';
import { baseName, type ShellCommand } from '../../../shell/model';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

/** The folder of `tar -xz -C folder`, from standard input and with nothing else; undefined for other calls. */
function plainExtraction({ args, redirects }: ShellCommand): string | undefined {
  const words = args.map(({ text }) => text ?? '\0');
  let folder: string | undefined;
  let extracts = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '-C' || word === '--directory') folder = words[++i];
    else if (word === '-') continue;
    else if (/^-?[xzjJvf]+$/.test(word) && (i === 0 || word.startsWith('-'))) extracts ||= word.includes('x');
    else return undefined;
  }
  if (!extracts || redirects.length > 0 || folder === undefined || /[\0*?$]/.test(folder)) return undefined;
  return folder.endsWith('/') ? folder : `${folder}/`;
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSL https://e.org/tool-1.2.tar.gz | tar -xz -C /opt\n',
    'FROM debian:12\nRUN wget -qO- https://e.org/tool-1.2.tar.xz | tar xJf - -C /opt/\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN curl -fsSL https://e.org/tool-1.2.tar.gz | tar -xz -C /opt --strip-components=1\n',
    'FROM debian:12\nRUN curl -fsSL https://e.org/tool-$V.tar.gz | tar -xz -C /opt\n',
    '# syntax=docker/dockerfile:1.16\nFROM debian:12\nRUN curl -fsSL https://e.org/tool-1.2.tar.gz | tar -xz -C /opt\n',
    'FROM debian:12\nRUN curl -fsSL https://e.org/tool-1.2.tar.gz | tar -xz -C /opt && /opt/tool --version\n',
  ],
};

export default defineRule({
  id: 'prefer-add-unpack',
  group: 'cache',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['curl', 'wget'],
  fix: 'none',
  title: 'Download and unpacking where ADD does both',
  why: 'The builder asks the server whether the archive has changed, and neither curl nor tar needs to be in the image.',
  twins: ['tally/prefer-add-unpack', 'buddy/EC0003'],
  *check(context) {
    if ((frontendOf(context.model) ?? NEWEST_FRONTEND) < 17) return;
    for (const { run, command } of commandsOf(context, 'tar')) {
      const [fetch] = run.script.commands;
      const isPair = run.script.commands.length === 2 && run.script.elements.length === 1 && command.pipe.at === 1;
      const folder = isPair ? plainExtraction(command) : undefined;
      const urls = (fetch?.args ?? []).flatMap(({ text }) => (text && /^https?:\/\/\S+$/.test(text) ? [text] : []));
      if (!fetch || folder === undefined || urls.length !== 1 || !/^(?:curl|wget)$/.test(baseName(fetch) ?? ''))
        continue;
      if (
        run.run.form !== 'shell' ||
        run.run.flags.length > 0 ||
        run.onbuild ||
        fetch.args.some(({ text }) => text === undefined)
      )
        continue;
      yield {
        span: run.docSpan(fetch.pipe.span),
        message:
          'ADD downloads and unpacks too: it notices when the archive changes, and needs neither program in the image.',
      };
    }
  },
});
