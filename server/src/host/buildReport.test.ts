// What builders print, in pieces as they come: steps, cached flags, times, the image; hostile output in bounded memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BuildListener, type BuildReport } from './buildReport';

/** `[at] text`: milliseconds of arrival for what follows. */
function hear(text: string, stream: 'out' | 'err' = 'err', piece = 7): BuildReport {
  const listener = new BuildListener();
  let now = 0;
  for (const part of text.split(/(?=\[at \d+\])/)) {
    const time = /^\[at (\d+)\]/.exec(part);
    if (time) now = Number(time[1]);
    const bytes = Buffer.from(time ? part.slice(time[0].length) : part);
    for (let i = 0; i < bytes.length; i += piece) listener.hear(stream, bytes.subarray(i, i + piece), now);
  }
  return listener.end(now);
}

const said = ({ steps }: BuildReport): string[] =>
  steps.map(({ name, cached, completed, failed, seconds }) =>
    [name, cached && 'cached', completed && 'completed', failed && 'failed', seconds]
      .filter((word) => word !== false)
      .join(' · '),
  );

test('plain progress', () => {
  const report = hear(`#0 building with "default" instance using docker driver
#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s
#5 [build 1/3] FROM docker.io/library/debian
#5 DONE 0.1s
#6 [build 2/3] COPY größe /a
#6 CACHED
#7 [build 3/3] RUN make
#7 0.351 [2/3] COPY looks like a step
#7 ...
#8 [stage-1 1/2] WORKDIR /x
#8 DONE 0.2s
#7 [build 3/3] RUN make
#7 1.5 more
#7 DONE 12.3s
#9 [stage-1 2/2] RUN false
#9 ERROR: process "/bin/sh -c false" did not complete successfully: exit code: 1
#13 exporting to image
#13 writing image sha256:${'ab'.repeat(32)} done
------
 > [stage-1 2/2] RUN false:
`);
  assert.equal(report.heard, 'buildkit');
  assert.deepEqual(said(report), [
    '[internal] load build definition from Dockerfile · completed · 0',
    '[build 1/3] FROM docker.io/library/debian · completed · 0.1',
    '[build 2/3] COPY größe /a · cached · completed · ',
    '[build 3/3] RUN make · completed · 12.3',
    '[stage-1 1/2] WORKDIR /x · completed · 0.2',
    '[stage-1 2/2] RUN false · failed · ',
    'exporting to image · ',
  ]);
  assert.equal(report.image, `sha256:${'ab'.repeat(32)}`);
});

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const vertex = (given: object): string =>
  `${JSON.stringify({ vertexes: [{ digest: 'sha256:1', name: '[2/2] RUN x', ...given }] })}\n`;

test('rawjson: the newest state counts, times that overlap count once', () => {
  const report = hear(
    [
      vertex({}),
      vertex({ started: at(0) }),
      vertex({ started: at(0), completed: at(2) }),
      vertex({ started: at(1) }),
      vertex({ started: at(1), completed: at(3.5) }),
      vertex({ started: at(10), completed: at(11) }),
      vertex({ digest: 'sha256:2', name: '[1/2] COPY a b', started: at(9), completed: at(9), cached: true }),
      vertex({ digest: 'sha256:3', name: 'bad', started: at(0), completed: at(1), error: 'exit code: 1' }),
      `${JSON.stringify({ statuses: [{ id: `exporting manifest list sha256:${'0'.repeat(64)}` }, { id: `exporting manifest sha256:${'1'.repeat(64)}` }] })}\n`,
      'ERROR: failed to build\n{broken\n{"vertexes":7}\n{"vertexes":[7,{}]}\n',
    ].join(''),
    'err',
    50,
  );
  assert.deepEqual(said(report), [
    '[2/2] RUN x · completed · 4.5',
    '[1/2] COPY a b · cached · completed · 0',
    'bad · failed · 1',
  ]);
  assert.equal(report.image, `sha256:${'0'.repeat(64)}`);
  assert.equal(report.began, Date.UTC(2026, 0, 1));
});

test('rawjson: what is told as cached at a start that only failed to find its sources is not believed', () => {
  const report = hear(
    [
      vertex({ digest: 'sha256:1', name: '[b 2/2] RUN x', started: at(5), completed: at(5), cached: true }),
      vertex({ digest: 'sha256:2', name: '[2/3] RUN y', started: at(1), completed: at(2), cached: true }),
      vertex({
        digest: 'sha256:3',
        name: '[3/3] COPY missing /z',
        started: at(5),
        completed: at(6),
        error: 'not found',
      }),
    ].join(''),
    'err',
    50,
  );
  assert.deepEqual(said(report), [
    '[b 2/2] RUN x · 0',
    '[2/3] RUN y · cached · completed · 1',
    '[3/3] COPY missing /z · failed · 1',
  ]);
});

test('rawjson: a download is told under the name of the step that takes it', () => {
  const name = '[2/2] ADD https://x/y /z';
  const report = hear(
    [
      vertex({ digest: 'sha256:1', name, started: at(1), completed: at(2) }),
      vertex({ digest: 'sha256:2', name, inputs: ['sha256:1'], started: at(3), completed: at(3.5), cached: true }),
    ].join(''),
    'err',
    50,
  );
  assert.deepEqual(said(report), [`${name} · cached · completed · 0.5`]);
});

test('rawjson: a merge that was cached stays so when its files are needed later', () => {
  const linked = { name: '[2/3] LINK COPY --link a /a' };
  const report = hear(
    [
      vertex({ ...linked, started: at(1), completed: at(1.5), cached: true }),
      vertex({ ...linked, started: at(2) }),
      vertex({ ...linked, started: at(2), completed: at(2.5) }),
    ].join(''),
    'err',
    50,
  );
  assert.deepEqual(said(report), ['[2/3] LINK COPY --link a /a · cached · completed · 1']);
});

test('plain progress: after a source that was not found, nothing counts as cached', () => {
  const report = hear(`#5 [b 2/2] RUN x
#5 CACHED
#6 [stage-1 2/2] COPY missing /z
#6 ERROR: failed to calculate checksum of ref abc: "/missing": not found
`);
  assert.deepEqual(said(report), ['[b 2/2] RUN x · ', '[stage-1 2/2] COPY missing /z · failed · ']);
});

test('the classic builder: times are those of arrival', () => {
  const report = hear(
    `Sending build context to Docker daemon  2.048kB
Step 1/4 : FROM debian
 ---> 0123456789ab
Step 2/4 : COPY a /a
 ---> Using cache
 ---> 1123456789ab
[at 1000]Step 3/4 : RUN make
 ---> Running in 2123456789ab
Step counting is not a step
[at 4500]Removing intermediate container 2123456789ab
 ---> 3123456789ab
Step 4/4 : CMD ["x"]
 ---> 4123456789ab
Successfully built 4123456789ab
Successfully tagged x:latest
`,
    'out',
  );
  assert.equal(report.heard, 'classic');
  assert.deepEqual(said(report), [
    'Step 1/4 : FROM debian · completed · 0',
    'Step 2/4 : COPY a /a · cached · completed · 0',
    'Step 3/4 : RUN make · completed · 3.5',
    'Step 4/4 : CMD ["x"] · completed · 0',
  ]);
  assert.equal(report.image, '4123456789ab');
});

test('the classic builder: what fails is not completed', () => {
  const report = hear(
    "Step 1/2 : RUN false\n ---> Running in 1\nThe command '/bin/sh -c false' returned a non-zero code: 1\n",
    'out',
  );
  assert.deepEqual(said(report), ['Step 1/2 : RUN false · failed · 0']);
  assert.deepEqual(said(hear('Step 1/2 : RUN false\n', 'out')), ['Step 1/2 : RUN false · '], 'nobody saw its end');
});

test('buildah', () => {
  const report = hear(
    `[1/2] STEP 1/2: FROM debian AS build
[1/2] STEP 2/2: RUN make
--> Using cache ${'a'.repeat(64)}
[2/2] STEP 1/1: FROM scratch
COMMIT x
${'b'.repeat(64)}
`,
    'out',
  );
  assert.equal(report.heard, 'buildah');
  assert.deepEqual(said(report), [
    '[1/2] Step 1/2 : FROM debian AS build · completed · 0',
    '[1/2] Step 2/2 : RUN make · cached · completed · 0',
    '[2/2] Step 1/1 : FROM scratch · completed · 0',
  ]);
  assert.equal(report.image, 'b'.repeat(64));
});

test('buildah begins a step and only then builds the stage that it takes files from', () => {
  const report = hear(
    `[1/3] STEP 1/2: FROM debian AS a
[3/3] STEP 1/2: FROM debian
[3/3] STEP 2/2: COPY --from=b /x /x
[1/3] STEP 2/2: RUN one
--> ${'1'.repeat(11)}
[2/3] STEP 1/2: FROM ${'1'.repeat(64)} AS b
[2/3] STEP 2/2: RUN two
--> ${'2'.repeat(11)}
--> Using cache ${'3'.repeat(64)}
[3/3] COMMIT x
--> ${'3'.repeat(11)}
${'3'.repeat(64)}
`,
    'out',
  );
  assert.deepEqual(
    said(report).filter((line) => !line.includes('FROM d')),
    [
      '[3/3] Step 2/2 : COPY --from=b /x /x · cached · completed · 0',
      '[1/3] Step 2/2 : RUN one · completed · 0',
      `[2/3] Step 1/2 : FROM ${'1'.repeat(64)} AS b · completed · 0`,
      '[2/3] Step 2/2 : RUN two · completed · 0',
    ],
  );
});

test('quiet builds say the image alone', () => {
  const report = hear(`sha256:${'c'.repeat(64)}\n`, 'out');
  assert.deepEqual([report.heard, report.steps, report.image], [undefined, [], `sha256:${'c'.repeat(64)}`]);
});

test('lines without end and steps without number cost bounded memory', () => {
  const listener = new BuildListener();
  const long = Buffer.alloc(1 << 20, 'x');
  for (let i = 0; i < 64; i++) listener.hear('err', long, 0);
  listener.hear('err', Buffer.from('\n#1 [1/1] RUN x\n'), 0);
  for (let i = 0; i < 30_000; i++) listener.hear('err', Buffer.from(`#${String(i + 2)} [a] step ${String(i)}\n`), 0);
  const { steps } = listener.end(0);
  assert.equal(steps[0]?.name, '[1/1] RUN x');
  assert.equal(steps.length, 20_000);
});
