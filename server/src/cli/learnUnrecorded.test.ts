// A build of another program that should be learned and cannot be: it is said in one sentence, and the others still are.
import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { rawjson } from '../../test/support/fakeBuild';
import type { BuildRecord } from '../cache/record';
import type { Builder } from '../host/builderIdentity';
import type { UnrecordedBuild } from '../host/elsewhereBuilds';
import { contextWorkerProgram } from '../host/nodeContext';
import type { DiskRecords } from '../host/recordStore';
import { askedBuild } from './askedBuild';
import { learnUnrecorded } from './learnUnrecorded';

const TEXT = 'FROM scratch\nCOPY a /a\n';
const top = realpathSync(mkdtempSync(join(tmpdir(), 'll-learn-')));
after(() => {
  rmSync(top, { recursive: true, force: true });
});
copyFileSync(join(process.cwd(), 'dist/contextWorker.js'), contextWorkerProgram());
const project = join(top, 'project');
const bin = join(top, 'bin');
const refs = join(top, 'buildx/refs/default/default');
for (const folder of [project, bin, refs]) mkdirSync(folder, { recursive: true });
writeFileSync(join(project, 'Dockerfile'), TEXT);
writeFileSync(join(project, 'a'), 'a');

const PROVENANCE = {
  // As bake asks for its targets.
  invocation: {
    parameters: { args: { 'local-sessionid:context': 'x1' }, locals: [{ name: 'context' }, { name: 'dockerfile' }] },
  },
  metadata: {
    'https://mobyproject.org/buildkit@v1#metadata': {
      source: { infos: [{ data: Buffer.from(TEXT).toString('base64') }] },
    },
  },
};
writeFileSync(join(bin, 'logs'), rawjson([{ name: '[1/1] COPY a /a' }]));
writeFileSync(join(bin, 'attachment'), JSON.stringify(PROVENANCE));
writeFileSync(
  join(bin, 'docker'),
  `#!/bin/sh\ncase "$*" in *logs*) /bin/cat ${bin}/logs >&2;; *) /bin/cat ${bin}/attachment;; esac\n`,
);
chmodSync(join(bin, 'docker'), 0o755);

/** A build that somebody ran by now, of the files as they are. */
function built(name: string, minute: number): UnrecordedBuild {
  const ref = join(refs, name);
  writeFileSync(ref, JSON.stringify({ LocalPath: project, DockerfilePath: join(project, 'Dockerfile') }));
  const later = new Date(Date.now() + 60_000);
  utimesSync(ref, later, later);
  const at = new Date(Date.UTC(2030, 0, 1, 14, minute)).toISOString();
  return {
    at,
    when: `14:0${String(minute)}`,
    ops: undefined,
    past: { ref: `default/default/${name}`, began: at, ended: at, succeeded: true, provenance: undefined },
  };
}

const BUILDER: Builder = {
  id: 'docker A buildkit',
  label: 'docker A',
  kind: 'buildkit',
  address: '',
  answers: true,
  mergesLayers: false,
  version: '28.5.2',
  image: () => Promise.resolve(undefined),
  save: () => Promise.resolve(undefined),
  close: () => undefined,
};

async function learned(refused: readonly string[]): Promise<{ saved: string[]; learned: string[]; said: string[] }> {
  const saved: string[] = [];
  const said: string[] = [];
  const records: DiskRecords = {
    problems: [],
    keys: () => Promise.resolve({ records: [], problems: [] }),
    newest: () => Promise.resolve(undefined),
    upload: () => Promise.resolve(undefined),
    save: ({ history = [] }: BuildRecord) => {
      if (history.some((ref) => refused.includes(ref))) return Promise.reject(new Error('no space left on device'));
      saved.push(...history);
      return Promise.resolve();
    },
    builders: () => Promise.resolve([]),
    note: () => Promise.resolve(),
  };
  const asked = askedBuild(join(project, 'Dockerfile'), {}, ['docker', 'build', project]);
  const env = { PATH: bin, HOME: top, BUILDX_CONFIG: join(top, 'buildx') };
  const found = await learnUnrecorded(
    {
      asked: { ...asked, command: { ...asked.command, env } },
      builder: BUILDER,
      records,
      signal: { aborted: false },
      failed: (sentence) => said.push(sentence),
    },
    [built('two', 2), built('one', 1)],
  );
  return { saved, learned: [...found], said };
}

test('both are learned, the older one first', async () => {
  const both = ['default/default/one', 'default/default/two'];
  assert.deepEqual(await learned([]), { saved: both, learned: both, said: [] });
});

test('one that cannot be is said, and the other is learned', async () => {
  assert.deepEqual(await learned(['default/default/one']), {
    saved: ['default/default/two'],
    learned: ['default/default/two'],
    said: [
      'What another program built 14:01 could not be learned, so that what it left in the cache is not known: no space left on device.',
    ],
  });
});
