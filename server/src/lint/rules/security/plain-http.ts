// RULE plain-http: the id is the file name; the examples below are run as tests.
import { fetchOf, knownUrl } from '../../../shell/tools/fetch';
import type { ShellWord } from '../../../shell/model';
import { commandsOf, managerCallsOf } from '../../facts/commandIndex';
import type { RuleContext, StageCommand } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';
import { confirmed } from '../../facts/switches';
import { canEdit } from '../../edits';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSL http://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nADD http://example.com/a.tgz /tmp/\n',
    'FROM debian:12\nARG V\nRUN wget -q "http://example.com/$V/a.tgz"\n',
    'FROM debian:12\nRUN git clone http://example.com/a.git\n',
    'FROM python:3.12\nRUN pip install -i http://pypi.example.com/simple requests\n',
  ],
  fixed: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nADD https://example.com/a.tgz /tmp/\n',
    'FROM debian:12\nARG V\nRUN wget -q "https://example.com/$V/a.tgz"\n',
    'FROM debian:12\nRUN git clone https://example.com/a.git\n',
    'FROM python:3.12\nRUN pip install -i https://pypi.example.com/simple requests\n',
  ],
  good: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nRUN curl -f http://localhost:8080/health && wget http://10.0.0.7/a && curl http://repo.corp.internal/a\n',
    'FROM debian:12\nRUN curl -fsSL http://$HOST/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nHEALTHCHECK CMD curl -f http://example.com/\n',
    'FROM debian:12\nRUN echo "deb http://deb.debian.org/debian bookworm main" > /etc/apt/sources.list\n',
  ],
};

/** Only the builder’s own network sees these. */
const OWN_NETWORK =
  /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[::1\]|0\.0\.0\.0|host\.docker\.internal)|\.(?:local|internal|localhost|lan|home|corp|test|intranet)$|^[\w-]+$/i;
/** What stands between `http://` and the path. */
const HOST = /^["']?http:\/\/([^/:?#"'\s$]+)(?=[/:?#"']|$)/i;

export default defineRule({
  id: 'plain-http',
  group: 'security',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'syntax'],
  mentions: ['http://'],
  fix: 'confirm',
  title: 'Something is fetched over plain HTTP',
  why: 'Whoever sits between the builder and the server can change what arrives, and with it the image.',
  twins: [
    'sonar/S5332',
    'dockerfile_lint/no_run_without_https',
    'dockerfile_lint/no_add_without_https',
    'parfum/curlUseHttpsUrl',
    'parfum/wgetUseHttpsUrl',
  ],
  *check(context) {
    const message = 'Anybody between the builder and this server can change what arrives.';
    for (const { run, command, word } of fetchedWords(context)) {
      const at = run.docSpan(word.span);
      if (!isPlain(knownUrl(word))) continue;
      const scheme = word.raw.toLowerCase().indexOf('http:');
      const insertAt = run.docSpan({ start: word.span.start + scheme, end: word.span.start + scheme + 4 }).end;
      const edits =
        canEdit(run, command) && scheme !== -1
          ? [{ span: { start: insertAt, end: insertAt }, newText: 's' }]
          : undefined;
      yield { span: at, message, ...confirmed('Use https://', edits) };
    }
    for (const { step } of stepsWith(context, 'ADD')) {
      for (const { text, span } of step.sources) {
        if (!isPlain(text)) continue;
        const start = span.start + context.model.text.slice(span.start, span.end).toLowerCase().indexOf('http:') + 4;
        yield { span, message, ...confirmed('Use https://', [{ span: { start, end: start }, newText: 's' }]) };
      }
    }
  },
});

function* fetchedWords(context: RuleContext): Iterable<StageCommand & { word: ShellWord }> {
  for (const { run, command } of commandsOf(context, 'curl', 'wget'))
    for (const word of fetchOf(command)?.urls ?? []) yield { run, command, word };
  for (const { run, command } of commandsOf(context, 'git'))
    for (const word of command.args) yield { run, command, word };
  for (const { run, call } of managerCallsOf(context, 'pip', 'uv', 'npm', 'yarn', 'pnpm', 'gem'))
    for (const word of call.command.args) yield { run, command: call.command, word };
}

function isPlain(url: string): boolean {
  const host = HOST.exec(url)?.[1];
  return host !== undefined && !OWN_NETWORK.test(host);
}
