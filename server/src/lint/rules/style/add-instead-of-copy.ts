// RULE add-instead-of-copy: the id is the file name; the examples below are run as tests.
import { flagOf, type AddInstruction } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';
import { confirmed, safely } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nADD app.conf /etc/app.conf\n',
    'FROM debian:12\nadd --chown=app:app src lib /srv/\n',
    'FROM debian:12\nONBUILD ADD app.conf /etc/\n',
    'FROM debian:12\nADD ["my file", "/srv/"]\n',
  ],
  fixed: [
    'FROM debian:12\nCOPY app.conf /etc/app.conf\n',
    'FROM debian:12\ncopy --chown=app:app src lib /srv/\n',
    'FROM debian:12\nONBUILD COPY app.conf /etc/\n',
    'FROM debian:12\nCOPY ["my file", "/srv/"]\n',
  ],
  good: [
    'FROM debian:12\nADD a.tar.gz /opt/\n',
    'FROM debian:12\nADD https://example.com/a /opt/\n',
    'FROM debian:12\nADD git@github.com:a/b.git /opt/\n',
    'FROM debian:12\nARG WHAT\nADD $WHAT /opt/\n',
    'FROM debian:12\nADD --unpack=true a.bin /opt/\n',
    'FROM debian:12\nADD rootfs.txz /\n',
  ],
};

/** Suffixes of what ADD unpacks, and of remote sources. */
const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tlz|tzst|tpz|tar\.\w+|gz|bz2|xz|zst|lzma|lz|Z)$/i;
const REMOTE = /^(?:https?|ftp|git|ssh):\/\/|^git@|^github\.com\//i;

export default defineRule({
  id: 'add-instead-of-copy',
  group: 'style',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['add'],
  fix: 'safe',
  title: 'ADD where COPY is enough',
  why: 'ADD unpacks archives by their content and fetches addresses: a file that happens to be an archive lands as a folder. COPY only copies.',
  twins: [
    'hadolint/DL3020',
    'trivy/DS-0005',
    'checkov/CKV_DOCKER_4',
    'sonar/S7029',
    'dockerlint/add',
    'dockle/CIS-DI-0009',
    'kics/add-instead-of-copy',
    'terrascan/AC_DOCKER_0032',
    'semgrep/prefer-copy-over-add',
    'buddy/EA0002',
    'droast/DF006',
    'parfum/DL3020',
  ],
  differs:
    'hadolint reports ADD of a variable, and of files beside an address, too; here nobody knows what the variable holds, and COPY could not take the address.',
  *check(context) {
    for (const { step } of stepsWith(context, 'ADD')) {
      if (step.sources.length === 0 && step.heredocSources.length === 0) continue;
      if (['unpack', 'keep-git-dir', 'checksum'].some((name) => flagOf(step, name)) || !isPlain(step)) continue;
      const edits = [{ span: step.keywordSpan, newText: step.name === step.name.toLowerCase() ? 'copy' : 'COPY' }];
      const sure = step.sources.every(({ text }) => !/[*?[]/.test(text));
      yield {
        span: step.keywordSpan,
        message: 'COPY does the same here, and never unpacks or fetches anything.',
        ...(sure
          ? safely('Use COPY', edits)
          : confirmed('Use COPY (archives among the files are then not unpacked)', edits)),
      };
    }
  },
});

const isPlain = ({ sources }: AddInstruction): boolean =>
  sources.every(({ text }) => !text.includes('$') && !ARCHIVE.test(text) && !REMOTE.test(text));
