// RULE mutable-remote-fetch: the id is the file name; the examples below are run as tests.
import { baseName } from '../../../shell/model';
import { fetchOf } from '../../../shell/tools/fetch';
import { commandsOf } from '../../facts/commandIndex';
import type { StageRun } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/tool/latest/tool.tgz -o /tmp/tool.tgz\n',
    'FROM debian:12\nRUN wget -q https://raw.githubusercontent.com/a/b/master/tool.py\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/install.sh | sh\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/tool/1.2.3/tool.tgz -o /tmp/tool.tgz\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/latest/tool -o tool && echo "abc  tool" | sha256sum -c\n',
    'FROM debian:12\nARG V\nRUN curl -fsSL https://example.com/install.sh | sh -s -- $V\nADD https://example.com/latest/a /a\n',
    'FROM debian:12\nRUN wget -q http://archive.ubuntu.com/ubuntu/pool/main/o/openssl/libssl1.1_1.1.1f-1_amd64.deb\n',
    'FROM debian:12\nRUN curl -fsSLO https://download.docker.com/linux/static/stable/x86_64/docker-27.0.3.tgz\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/stable/key.asc -o /etc/apt/keyrings/own.asc\n',
  ],
};

const MOVES =
  /(?<!\/pool|\/dists)\/(latest|master|main|HEAD|stable|nightly|edge|current)(?:[/?.-]|$)|[/_-](install(?:er)?(?:\.sh)?|get[\w-]*\.(?:sh|py))$/;
/** Keys and lists of packages are meant to be the newest. */
const MEANT = /\.(?:asc|gpg|key|pub|repo|list|sources|pem|crt)$|\/(?:gpg|key)$/;
const CHECKERS = /^(?:sha\d*sum|shasum|md5sum|b2sum|gpg|gpg2|gpgv|cosign|minisign)$/;

/** `stable/tool-1.2.3.tgz`: the folder gets new files, and this one stays. */
const isVersioned = (rest: string): boolean => /\/[^/]*\d+\.\d+\.\d+[^/]*$/.test(rest);

export default defineRule({
  id: 'mutable-remote-fetch',
  group: 'cache',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['curl', 'wget'],
  fix: 'none',
  title: 'A download that moves while its step stays in the cache',
  why: 'The builder’s cache knows the text of the step, not what the server has today: the newest one comes only when something above changes, and then unasked.',
  twins: [],
  *check(context) {
    const checked = new Map<StageRun, boolean>();
    for (const { run, command, at } of commandsOf(context, 'curl', 'wget')) {
      const url = fetchOf(command)?.urls.find(
        ({ text }) => text !== undefined && /^\w+:\/\//.test(text) && text.length < 1000,
      );
      const path = url?.text?.replace(/[?#].*$/, '') ?? '';
      const found = MEANT.test(path) ? null : MOVES.exec(path);
      if (!url || !found || isVersioned(path.slice(found.index))) continue;
      const isChecked = checked.get(run) ?? run.script.commands.some((other) => CHECKERS.test(baseName(other) ?? ''));
      checked.set(run, isChecked);
      // A version may be given to the script that is fetched.
      const next = run.script.commands[at + 1];
      if (isChecked) continue;
      if (
        next &&
        next.pipe.span.start === command.pipe.span.start &&
        /\d+\.\d+|\$/.test(next.args.map(({ raw }) => raw).join(' '))
      )
        continue;
      yield {
        span: run.docSpan(url.span),
        message: `What ${found[1] ?? found[2] ?? 'this'} is today stays in the cache until something above changes.`,
      };
    }
  },
});
