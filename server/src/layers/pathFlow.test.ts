// What each line does to paths, in one line per act: `3 delete /tmp/a same@2`; `?`: not sure, `-`: not in the layer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf } from '../../test/support/contextFact';
import { shellParser } from '../../test/support/shell';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { RuleContext } from '../lint/context';
import { flowOf } from '../lint/facts/pathFlows';
import { parseDockerfile } from '../syntax/parse';
import type { PathAct } from './pathFlowModel';

const SIGNS = { literal: '', pattern: '~', below: '/…', anywhere: '??' } as const;

async function flowText(text: string, files?: Readonly<Record<string, string | number>>): Promise<string[]> {
  const facts = files ? { context: contextOf(files) } : {};
  const context = new RuleContext(buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS), shellParser(), facts);
  return context.graph.stages.flatMap((stage) =>
    flowOf(context, stage).flatMap(({ instruction, acts }) => acts.map((act) => shown(instruction.line + 1, act))),
  );
}

function shown(line: number, act: PathAct): string {
  const path = `${act.path}${SIGNS[act.certainty]}${act.recursive ? '/**' : ''}`;
  const marks = `${act.sure ? '' : '?'}${act.inLayer ? '' : '-'}`;
  const met = act.touches.map(
    ({ step, how, size }) =>
      `${how}@${String(step.instruction.line + 1)}${size.likely === null ? '' : `=${String(size.likely)}`}`,
  );
  return [String(line), `${act.kind}${marks}`, path, ...met].join(' ');
}

const FLOWS: Readonly<Record<string, readonly [text: string, ...expected: string[]]>> = {
  'cd, WORKDIR and variables': [
    'FROM a\nENV V=1.2\nWORKDIR /src\nRUN cd lib && touch "x-$V" && F=y && touch ${F} ~/z; cd "$W" && touch lost\n',
    '3 directory /src',
    '4 change /src/lib/x-1.2',
    '4 change /src/lib/y',
    '4 change /root/z',
    '4 change? lost??',
  ],
  'a subshell keeps its directory to itself': [
    'FROM a\nRUN (cd /x && rm a) && rm b && { cd /y; } && rm c\n',
    '2 delete /x/a',
    '2 delete /b',
    '2 delete /y/c',
  ],
  'a glob after two COPYs, and what is made again': [
    'FROM a\nCOPY a.sh b.txt /tmp/\nCOPY c.sh /tmp/x/\nRUN rm -rf /tmp/*.sh && cp /etc/hosts /tmp/a.sh\nRUN rm -rf /tmp/*\n',
    '2 write /tmp/a.sh',
    '2 write /tmp/b.txt',
    '3 write /tmp/x/c.sh',
    '4 delete /tmp/*.sh~/** same@2',
    '4 read /etc/hosts',
    '4 write /tmp/a.sh',
    '5 delete /tmp/*~/** same@4 same@2 below@3',
  ],
  'what a condition guards is not sure, and stays': [
    'FROM a\nCOPY a.sh /\nRUN if [ -n "$C" ]; then rm /a.sh; fi; test -f /x && rm /a.sh; true\nRUN rm /a.sh\n',
    '2 write /a.sh',
    '3 delete? /a.sh same@2',
    '3 delete? /a.sh same@2',
    '4 delete /a.sh same@2',
  ],
  'a list that ends the RUN is sure: it fails otherwise': [
    'FROM a\nCOPY a.sh /\nRUN test -f /x && rm /a.sh\n',
    '2 write /a.sh',
    '3 delete /a.sh same@2',
  ],
  'mounts cover': [
    'FROM a\nWORKDIR /w\nRUN --mount=type=cache,target=c --mount=type=tmpfs,target=/tmp touch c/x /tmp/y /w/z\n',
    '2 directory /w',
    '3 change- /w/c/x',
    '3 change- /tmp/y',
    '3 change /w/z',
  ],
  'a mount that nobody knows makes all unsure': [
    'FROM a\nRUN --mount=type=cache,target=$WHERE touch /a\n',
    '2 change? /a',
  ],
  'moves: written there, gone here': [
    'FROM a\nCOPY a.sh /tmp/\nRUN mv /tmp/a.sh /usr/local/bin/\nRUN rm /tmp/a.sh /usr/local/bin/a.sh\n',
    '2 write /tmp/a.sh',
    '3 write /usr/local/bin/a.sh/**',
    '3 delete /tmp/a.sh/** same@2',
    '4 delete /tmp/a.sh',
    '4 delete /usr/local/bin/a.sh same@3',
  ],
  'archives, clones and builds write below': [
    'FROM a\nRUN curl -fsSLo /a.tgz https://x/a.tgz && tar xzf /a.tgz -C /opt && git clone https://x/b.git && cd b && make\nRUN rm -rf /opt/* /b\n',
    '2 write /a.tgz',
    '2 write /opt/…',
    '2 read /a.tgz same@2',
    '2 write /b/**',
    '2 write /b/… same@2',
    '3 delete /opt/*~/** same@2',
    '3 delete /b/** same@2 same@2',
  ],
  'package managers fill their caches': [
    'FROM a\nRUN apt-get update && apt-get install -y git && apt-get clean\nRUN apk add --no-cache git && pip install --no-cache-dir x\nRUN rm -rf /var/lib/apt/lists/*\n',
    '2 write /var/lib/apt/lists/**',
    '2 delete /var/cache/apt/archives/**',
    '4 delete /var/lib/apt/lists/*~/** same@2',
  ],
  'stages on one base do not see each other': [
    'FROM a AS base\nCOPY a.sh /\nFROM base AS one\nRUN rm /a.sh\nFROM base\nRUN rm /a.sh\n',
    '2 write /a.sh',
    '4 delete /a.sh same@2',
    '6 delete /a.sh same@2',
  ],
  'a directory that is deleted is none any more': [
    'FROM a\nWORKDIR /app\nRUN rm -rf /app && ln -s /srv /app\n',
    '2 directory /app',
    '3 delete /app/**',
    '3 write /app',
  ],
  'find: all, some, directories only': [
    "FROM a\nCOPY a.sh /x/\nRUN find /x -type f -delete && find /x -name '*.pyc' -delete && find /x -type d -exec chmod 755 {} +\n",
    '2 write /x/a.sh',
    '3 delete /x/** below@2',
    '3 delete /x/…',
  ],
  'redirects, tee and sed -i': [
    'FROM a\nRUN echo a > /a && echo b | tee -a /b && sed -i s/a/b/ /a 2>/dev/null && cat /a >&2\n',
    '2 write /a',
    '2 write /b',
    '2 change /a same@2',
    '2 read /a/** same@2',
  ],
  'a trigger acts elsewhere': [
    'FROM a\nCOPY a.sh /\nONBUILD RUN rm /a.sh\nRUN rm /a.sh\n',
    '2 write /a.sh',
    '3 delete /a.sh',
    '4 delete /a.sh same@2',
  ],
};

for (const [name, [text, ...expected]] of Object.entries(FLOWS)) {
  test(name, async () => {
    assert.deepEqual(await flowText(text), expected);
  });
}

const FILES = { 'a.sh': 10, 'app/x.js': 100, 'app/lib/y.js': 1000, 'app/lib/z.map': 5000 };

test('with the context each file has its bytes', async () => {
  const text =
    'FROM a\nCOPY . /all\nCOPY app/ a.sh /srv/\nRUN rm /srv/lib/z.map\nRUN chown -R b /srv\nRUN rm -rf /srv/*.js /srv/nothing\nRUN mv /srv /opt\n';
  assert.deepEqual(await flowText(text, FILES), [
    '2 write /all/**',
    '3 write /srv/**',
    '3 write /srv/a.sh',
    '4 delete /srv/lib/z.map above@3=5000',
    '5 own /srv/** same@3=1100 below@3=10',
    '6 delete /srv/*.js~/** above@3=100',
    '6 delete /srv/nothing/**',
    '7 write /opt/srv/**',
    '7 delete /srv/** same@3=1000 below@3=10',
  ]);
});

test('COPY into a file, a directory that is there, and one that a slash makes', async () => {
  const text = 'FROM a\nWORKDIR /d\nCOPY a.sh /file\nCOPY a.sh /d\nCOPY a.sh /e/\nCOPY app /d\n';
  assert.deepEqual(await flowText(text, FILES), [
    '2 directory /d',
    '3 write /file',
    '4 write /d/a.sh',
    '5 write /e/a.sh',
    '6 write /d/** below@4=10',
  ]);
});

test('what is replaced is not counted twice', async () => {
  const text =
    'FROM a\nCOPY app /srv\nCOPY app/lib/y.js /srv/lib/y.js\nCOPY app/lib /srv/lib\nCOPY app/lib/z.map /srv/lib/\nRUN chown -R b /srv\nCOPY app /srv\nRUN chown -R b /srv\n';
  const owned = (await flowText(text, FILES)).filter((line) => line.includes(' own '));
  assert.deepEqual(owned, ['6 own /srv/** same@2=100 below@4=1000 below@5=5000', '8 own /srv/** same@7=6100']);
});

test('hostile texts cost bounded time and never throw', async () => {
  const many = (count: number, line: (i: number) => string): string =>
    `FROM a\n${Array.from({ length: count }, (_, i) => line(i)).join('\n')}\n`;
  const texts = [
    many(3000, (i) => `COPY f${String(i)} /tmp/d/f${String(i)}\nRUN rm -rf /tmp/*/x${String(i)} && chown -R a /tmp`),
    many(
      400,
      (i) => `FROM ${i === 0 ? 'a' : `s${String(i - 1)}`} AS s${String(i)}\nCOPY a /x/${String(i)}\nRUN chown -R b /`,
    ),
    `FROM a\nRUN rm -rf /${'*/'.repeat(3000)}\nCOPY x /${'a/'.repeat(5000)}\nRUN rm ${'{a,b}'.repeat(500)}\n`,
    `FROM a\nRUN ${'cd a && '.repeat(3000)} touch b\n`,
    `FROM a\nRUN ${'('.repeat(2000)}\n`,
    'FROM a\nRUN mv && cp && tar -xf && rm -rf && find && chown && install -d && git clone && curl -o\n',
  ];
  for (const text of texts) {
    const started = process.cpuUsage();
    await flowText(text);
    const { user } = process.cpuUsage(started);
    assert.ok(user < 5_000_000, `${String(user / 1000)} ms for ${text.slice(0, 60)}`);
  }
});
