// RULE add-remote-without-checksum: the id is the file name; the examples below are run as tests.
import { flagOf } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nADD https://example.com/tool.tgz /tmp/\n',
    'FROM debian:12\nADD https://github.com/moby/buildkit.git#v0.14.1 /src\n',
    'FROM debian:12\nADD git@github.com:moby/buildkit.git /src\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/tool.tgz /tmp/\n',
    'FROM debian:12\nADD https://github.com/moby/buildkit.git#1234567890123456789012345678901234567890 /src\n',
    'FROM debian:12\nADD tool.tgz /tmp/\n',
    'FROM debian:12\nARG URL\nADD $URL /tmp/\n',
  ],
};

const GIT = /^(?:git:\/\/|ssh:\/\/|git@)|^https?:\/\/[^#?]*\.git(?:[#?]|$)/i;

export default defineRule({
  id: 'add-remote-without-checksum',
  group: 'security',
  severity: 'info',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['http', 'git://', 'ssh://', 'git@'],
  fix: 'none',
  title: 'ADD takes whatever the server sends',
  why: 'The same line can bring another file tomorrow. `--checksum` (Dockerfile 1.6) makes the build stop when it does, and names the content in the cache.',
  twins: [],
  *check(context) {
    for (const { step } of stepsWith(context, 'ADD')) {
      if (flagOf(step, 'checksum')) continue;
      for (const { text, span } of step.sources) {
        const isGit = GIT.test(text);
        if (!isGit && !/^https?:\/\//i.test(text)) continue;
        if (isGit && /[#&?=](?:[0-9a-f]{40}|[0-9a-f]{64})(?:[:&]|$)/.test(text)) continue;
        yield {
          span,
          message: isGit
            ? 'A branch or tag can point to something else tomorrow; a full commit id after # cannot.'
            : 'Nothing says that this file is the one you meant: --checksum does.',
        };
      }
    }
  },
});
