// Which fixes of the rules about copied files are safe, and which the author must judge.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf } from '../../../test/support/contextFact';
import { shellParser } from '../../../test/support/shell';
import { buildGraph } from '../../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../build/options';
import { parseDockerfile } from '../../syntax/parse';
import type { Rule } from '../rule';
import copyThenChmod from '../rules/layer/copy-then-chmod';
import copyThenChown from '../rules/layer/copy-then-chown';
import copyThenMove from '../rules/layer/copy-then-move';
import duplicateCopy from '../rules/layer/duplicate-copy';
import archiveKept from '../rules/size/archive-kept-after-extract';
import { DEFAULT_LINT_OPTIONS, lint } from '../run';

type Verdict = 'safe' | 'confirm' | 'no fix' | 'no finding';

async function verdictOf(rule: Rule, text: string, files?: Readonly<Record<string, number>>): Promise<Verdict> {
  const graph = buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS);
  const facts = files ? { context: contextOf(files) } : {};
  const [finding] = lint(graph, shellParser(), { ...DEFAULT_LINT_OPTIONS, rules: 'all', facts }, [rule]);
  return finding ? (finding.fixes?.[0]?.class ?? 'no fix') : 'no finding';
}

const FILES = { 'a.sh': 100, tool: 100, 'dir/x': 1 };

const ROWS: readonly (readonly [name: string, rule: Rule, lines: string, expected: Verdict])[] = [
  ['octal mode', copyThenChmod, 'COPY a.sh /\nRUN chmod 755 /a.sh', 'safe'],
  ['real mode known', copyThenChmod, 'COPY tool /\nRUN chmod u+x /tool', 'safe'],
  ['not all that the COPY brings', copyThenChmod, 'COPY a.sh tool /\nRUN chmod 755 /a.sh', 'no fix'],
  ['used between', copyThenChmod, 'COPY a.sh /\nRUN sh /a.sh\nRUN chmod 755 /a.sh', 'confirm'],
  ['something unknown runs between', copyThenChmod, 'COPY a.sh /\nRUN make\nRUN chmod 755 /a.sh', 'confirm'],
  ['used in the same RUN before', copyThenChmod, 'COPY a.sh /\nRUN cat /a.sh && chmod 755 /a.sh', 'confirm'],
  ['metadata between', copyThenChmod, 'COPY a.sh /\nENV A=1\nCOPY dir /d\nRUN chmod 755 /a.sh', 'safe'],
  ['not root', copyThenChmod, 'USER app\nCOPY a.sh /\nRUN chmod 755 /a.sh', 'confirm'],
  ['a mode is there already', copyThenChmod, 'COPY --chmod=600 a.sh /\nRUN chmod 755 /a.sh', 'no fix'],
  ['a directory', copyThenChmod, 'COPY dir /d\nRUN chmod 755 /d', 'no finding'],
  ['not alone in its list', copyThenChmod, 'COPY a.sh /\nRUN chmod 755 /a.sh || true', 'no fix'],
  ['a file of another stage', copyThenChmod, 'COPY --from=x /a.sh /\nRUN chmod 755 /a.sh', 'safe'],
  ['numeric owner', copyThenChown, 'COPY tool /usr/bin/\nRUN chown 1:1 /usr/bin/tool', 'safe'],
  ['parent is made by the COPY', copyThenChown, 'COPY tool /new/\nRUN chown 1:1 /new/tool', 'confirm'],
  ['user made before', copyThenChown, 'RUN useradd web\nCOPY tool /srv/\nRUN chown web:web /srv/tool', 'safe'],
  ['user of the base perhaps', copyThenChown, 'COPY tool /srv/\nRUN chown web:web /srv/tool', 'confirm'],
  ['user made later', copyThenChown, 'COPY tool /srv/\nRUN useradd web && chown web:web /srv/tool', 'no fix'],
  ['a directory', copyThenChown, 'COPY dir /srv/dir\nRUN chown -R 1:1 /srv/dir', 'confirm'],
  ['two paths', copyThenChown, 'COPY tool /srv/\nRUN chown 1:1 /srv/tool /srv', 'no fix'],
  ['into place', copyThenMove, 'COPY tool /tmp/\nRUN mv /tmp/tool /usr/bin/', 'safe'],
  ['from a directory that the COPY made', copyThenMove, 'COPY tool /new/\nRUN mv /new/tool /usr/bin/', 'confirm'],
  ['the directory is made first', copyThenMove, 'RUN mkdir /a /b\nCOPY tool /a/\nRUN mv /a/tool /b/t', 'safe'],
  ['used between', copyThenMove, 'COPY tool /tmp/\nRUN /tmp/tool\nRUN mv /tmp/tool /usr/bin/', 'confirm'],
  ['a copy, not a move', copyThenMove, 'COPY tool /tmp/\nRUN cp /tmp/tool /usr/bin/', 'no fix'],
  ['one of two sources', copyThenMove, 'COPY tool a.sh /tmp/\nRUN mv /tmp/tool /usr/bin/', 'no fix'],
  ['twice, nothing between', duplicateCopy, 'COPY tool /a/\nEXPOSE 1\nCOPY tool /a/', 'safe'],
  ['twice, a RUN between', duplicateCopy, 'COPY tool /a/\nRUN rm /a/tool\nCOPY tool /a/', 'confirm'],
  ['twice, overwritten between', duplicateCopy, 'COPY tool /a/\nCOPY dir /a\nCOPY tool /a/', 'confirm'],
  ['below /tmp', archiveKept, 'RUN curl -o /tmp/a.tgz u && tar -xf /tmp/a.tgz', 'safe'],
  ['elsewhere', archiveKept, 'RUN curl -o /a.tgz u && tar -xf /a.tgz', 'confirm'],
  ['its name comes again', archiveKept, 'RUN curl -o /tmp/a.tgz u && tar -xf /tmp/a.tgz\nCMD ["a.tgz"]', 'confirm'],
  ['failure is masked', archiveKept, 'RUN curl -o /tmp/a.tgz u && tar -xf /tmp/a.tgz || true', 'no fix'],
];

for (const [name, rule, lines, expected] of ROWS) {
  test(`${rule.id}: ${name}: ${expected}`, async () => {
    assert.equal(await verdictOf(rule, `FROM debian:12\n${lines}\n`, FILES), expected);
  });
}

test('without the context a name that directories have is no proof', async () => {
  assert.equal(await verdictOf(copyThenChmod, 'FROM a\nCOPY tool /\nRUN chmod 755 /tool\n'), 'confirm');
  assert.equal(await verdictOf(copyThenChmod, 'FROM a\nCOPY run.sh /\nRUN chmod 755 /run.sh\n'), 'safe');
  assert.equal(await verdictOf(copyThenChmod, 'FROM a\nCOPY conf.d /c\nRUN chmod 755 /c\n'), 'no finding');
});
