// RULE download-without-checksum: the id is the file name; the examples below are run as tests.
import type { ShellCommand } from '../../../shell/model';
import { baseName } from '../../../shell/model';
import { optionOf } from '../../../shell/options';
import { fetchOf, type Fetch } from '../../../shell/tools/fetch';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/a.tgz https://example.com/a.tgz && tar -xzf /tmp/a.tgz -C /opt\n',
    'FROM debian:12\nRUN wget -q https://example.com/tool.deb && dpkg -i tool.deb\n',
    'FROM debian:12\nARG V=1.2\nRUN wget -q https://example.com/v${V}.tgz && tar -xzf v${V}.tgz\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/tool -o /usr/local/bin/tool && chmod +x /usr/local/bin/tool\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/a.tgz https://example.com/a.tgz && echo "abc  /tmp/a.tgz" | sha256sum -c && tar -xzf /tmp/a.tgz\n',
    'FROM debian:12\nRUN curl -fsSLo a.tgz https://example.com/a.tgz && gpg --batch --verify a.tgz.asc a.tgz && tar -xzf a.tgz\n',
    'FROM debian:12\nRUN curl -fsSLo /etc/apt/keyrings/own.asc https://example.com/own.asc\n',
    'FROM debian:12\nRUN curl -fsSLo /srv/page.html https://example.com/\n',
  ],
};

const USERS = new Set(
  'tar unzip bsdtar 7z dpkg rpm apt apt-get yum dnf apk zypper sh bash python python3 perl ruby pip pip3 npm java install chmod gunzip'.split(
    ' ',
  ),
);
const CHECKERS =
  /^(?:sha(?:\d+)?sum|shasum|md5sum|b2sum|b3sum|cksum|gpg|gpgv|gpg2|cosign|minisign|rsign|openssl|signify|sqv|sequoia)$/;

export default defineRule({
  id: 'download-without-checksum',
  group: 'security',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['curl', 'wget'],
  fix: 'none',
  title: 'A download is used unchecked',
  why: 'Nothing says that what the server sent is what you meant: with a checksum, or `ADD --checksum`, the build stops when it is not.',
  twins: [],
  *check(context) {
    for (const { run, command, at } of commandsOf(context, 'curl', 'wget')) {
      const fetch = fetchOf(command);
      const [url] = fetch?.urls ?? [];
      const name = fetch && outputName(fetch);
      if (!url || name === undefined) continue;
      const after = run.script.commands.slice(at + 1, at + 1 + FARTHEST);
      if (after.some((other) => CHECKERS.test(baseName(other) ?? '')) || !after.some((other) => uses(other, name)))
        continue;
      yield {
        span: run.docSpan(url.span),
        message: `${name} is used as the server sent it: no checksum or signature is looked at.`,
      };
    }
  },
});

/** Commands behind a download that are looked at. */
const FARTHEST = 60;

/** As written, with its variables. */
function outputName(fetch: Fetch): string | undefined {
  const output = fetch.output ?? defaultOutput(fetch);
  const name = output?.slice(output.lastIndexOf('/') + 1);
  if (
    name === undefined ||
    name === '' ||
    name === '-' ||
    /\.(?:asc|sig|gpg|pem|crt|key|sha\d+|txt|md5|json)$/i.test(name)
  )
    return undefined;
  return name.length < 3 ? undefined : name;
}

/** The last part of an address that a variable is in. */
function defaultOutput({ tool, given, urls }: Fetch): string | undefined {
  const [url] = urls;
  const keepsName =
    tool === 'wget' ? !optionOf(given, '-O', '--output-document') : optionOf(given, '-O', '--remote-name');
  const path = url?.raw.replace(/["']/g, '') ?? '';
  return urls.length === 1 && keepsName && path.length < 1000 ? /^\w+:\/\/[^/?#]+\/[^?#]*$/.exec(path)?.[0] : undefined;
}

const uses = (command: ShellCommand, name: string): boolean =>
  (USERS.has(baseName(command) ?? '') && command.args.some(({ raw }) => raw.includes(name))) ||
  command.name?.text?.endsWith(`/${name}`) === true;
