// RULE curl-follow-redirects: the id is the file name; the examples below are run as tests.
import { optionOf } from '../../../shell/options';
import { fetchOf, knownUrl } from '../../../shell/tools/fetch';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';
import { addLetter } from '../../edits';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsS https://github.com/moby/buildkit/releases/download/v1/a.tgz -o a.tgz\n',
    'FROM debian:12\nARG V\nRUN curl -fO "https://github.com/a/b/archive/$V.tar.gz"\n',
  ],
  fixed: [
    'FROM debian:12\nRUN curl -LfsS https://github.com/moby/buildkit/releases/download/v1/a.tgz -o a.tgz\n',
    'FROM debian:12\nARG V\nRUN curl -L -fO "https://github.com/a/b/archive/$V.tar.gz"\n',
  ],
  good: [
    'FROM debian:12\nRUN curl -fsSL https://github.com/moby/buildkit/releases/download/v1/a.tgz -o a.tgz\n',
    'FROM debian:12\nRUN curl -fsS https://example.com/a.tgz -o a.tgz\n',
    'FROM debian:12\nRUN curl -fsS https://api.github.com/repos/a/b/releases/latest -o a.json\n',
  ],
};

/** Addresses whose servers always send on to another. */
const SENDS_ON =
  /^https?:\/\/(?:github\.com\/[^/]+\/[^/]+\/(?:releases\/(?:latest\/)?download|archive|raw|zipball|tarball)\/|(?:sourceforge\.net\/projects|downloads\.sourceforge\.net|dl\.k8s\.io\/release|aka\.ms|bit\.ly|git\.io)\/)/;

export default defineRule({
  id: 'curl-follow-redirects',
  group: 'shell',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['curl'],
  fix: 'confirm',
  title: '`curl` does not follow the server to the file',
  why: 'This server answers with another address. Without -L curl saves that answer, not the file, and succeeds.',
  twins: ['tally/curl-should-follow-redirects', 'parfum/curlUseFlagL'],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'curl')) {
      const fetch = fetchOf(command);
      if (!fetch || optionOf(fetch.given, '-L', '--location', '--location-trusted', '-I', '--head', '-K', '--config'))
        continue;
      const url = fetch.urls.find((word) => SENDS_ON.test(knownUrl(word)));
      if (!url) continue;
      yield {
        span: run.docSpan(url.span),
        message: 'This server sends curl on to another address, and curl does not follow without -L.',
        ...confirmed('Add -L', addLetter(run, command, 'L')),
      };
    }
  },
});
