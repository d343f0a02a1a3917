// RULE curl-pipe-shell: the id is the file name; the examples below are run as tests.
import { baseName, type ShellCommand } from '../../../shell/model';
import { fetchOf } from '../../../shell/tools/fetch';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/install.sh | sh\n',
    'FROM debian:12\nRUN wget -qO- https://example.com/install.sh | sudo -E bash -s -- -y\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/get.py | python3 -\n',
    'FROM debian:12\nRUN sh -c "$(curl -fsSL https://example.com/install.sh)"\n',
    'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN bash <(curl -fsSL https://example.com/install.sh)\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/a.tgz | tar -xz\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/a.json | python3 -m json.tool\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/a.json | node -e "1" > x\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/install.sh -o i.sh && sha256sum -c sums && sh i.sh\n',
    'FROM debian:12\nRUN V=$(curl -fsSL https://example.com/v) && sh build.sh $V\n',
    'FROM debian:12\nRUN cat install.sh | sh\n',
  ],
};

/** Interpreters, and what makes them read something else than their input. */
const INTERPRETERS = new Map([
  ['sh', /^-[a-z]*c$/],
  ['bash', /^-[a-z]*c$/],
  ['ash', /^-[a-z]*c$/],
  ['dash', /^-[a-z]*c$/],
  ['zsh', /^-[a-z]*c$/],
  ['python', /^-[cm]$/],
  ['python2', /^-[cm]$/],
  ['python3', /^-[cm]$/],
  ['perl', /^-\w*[en]/],
  ['ruby', /^-\w*[en]/],
  ['node', /^-(?:e|p|-eval|-print)$/],
  ['php', /^-r$/],
]);
const FETCHED = /(?:\$\(|<\(|`)\s*(?:curl|wget)\s/;

export default defineRule({
  id: 'curl-pipe-shell',
  group: 'security',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['curl', 'wget'],
  fix: 'none',
  title: 'A script from the network is run unseen',
  why: 'What the server sends today is what the image gets, and nobody can tell later what it was. A transfer that breaks off runs half a script.',
  twins: ['droast/DF021'],
  *check(context) {
    const message = 'This runs whatever the server sends. A file with a known checksum can be checked first.';
    for (const { run, command, at: index } of commandsOf(context, ...INTERPRETERS.keys())) {
      const { pipe, span } = command;
      if (pipe.at > 0 && readsInput(command)) {
        const isFetched = run.script.commands
          .slice(Math.max(0, index - FARTHEST), index)
          .some(
            (other) =>
              other.pipe.span.start === pipe.span.start &&
              other.pipe.at < pipe.at &&
              (fetchOf(other)?.urls.length ?? 0) > 0,
          );
        if (isFetched) yield { span: run.docSpan(pipe.span), message };
      } else if (command.args.some(({ raw }, at) => FETCHED.test(raw.slice(0, 200)) && isScript(command, at)))
        yield { span: run.docSpan(span), message };
    }
    for (const { run, command } of commandsOf(context, 'eval', 'source', '.'))
      if (command.args.some(({ raw }) => FETCHED.test(raw.slice(0, 200))))
        yield { span: run.docSpan(command.span), message };
  },
});

/** Commands in front of an interpreter that are looked at. */
const FARTHEST = 20;

/** No file is named, and no program text is given. */
function readsInput(command: ShellCommand): boolean {
  const texts = command.args.map(({ text }) => text ?? '');
  const other = INTERPRETERS.get(baseName(command) ?? '');
  if (texts.some((text) => other?.test(text))) return false;
  const [first] = texts.filter((text) => !text.startsWith('-') || text === '-');
  return first === undefined || first === '-' || texts.includes('-s') || first === '/dev/stdin';
}

/** The word is what is run: behind `-c`, or in the place of the file. */
const isScript = ({ args }: ShellCommand, at: number): boolean =>
  args.slice(0, at).every(({ text }) => text?.startsWith('-') === true);
