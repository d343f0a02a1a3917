// Builds that other programs ran before anything was recorded: what is said of them by the first plan, and of what they left
// by the plans after the first record. Only buildx says where a build's files lay.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { SAMPLE_BASE, sampleBase } from '../../../scripts/rig/sampleBase.mjs';
import { buildArgv, complaint, run, type Ended, type Planned } from './cacheCli';
import { toldInTime } from './cacheElsewhere';

export async function askEarlier(builder: Builder): Promise<string[]> {
  const { engine } = builder;
  if (!engine || builder.frontend === 'classic') return [];
  engine.registry?.register(SAMPLE_BASE, await sampleBase());
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-earlier-'));
  const project = join(folder, 'project');
  const bin = join(folder, 'bin');
  const salt = folder.slice(-6);
  const env = {
    ...process.env,
    ...engine.env,
    LAYERLENS_STATE: join(folder, 'state'),
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
  };
  const layerlens = (args: readonly string[]): Promise<Ended> =>
    run([process.execPath, join(process.cwd(), 'dist/server.js'), ...args], project, env);
  const wrong: string[] = [];
  const put = (file: string, content: string): Promise<void> => writeFile(join(project, file), content);
  const built = async (file: string, prefix: readonly string[] = []): Promise<void> => {
    const argv = buildArgv(builder, ['-f', file]);
    const ended = prefix.length > 0 ? await layerlens([...prefix, ...argv]) : await run(argv, project, env);
    if (ended.code !== 0) wrong.push(`earlier: ${file} ended with ${String(ended.code)}: ${complaint(ended)}`);
  };
  const expect = async (what: string, file: string, ...verdicts: readonly string[]): Promise<void> => {
    const asked = await toldInTime(() => layerlens(['cache', file, '--context', '.', '--json']));
    const steps = asked.code === 0 ? (JSON.parse(asked.stdout) as Planned).steps : [];
    if (steps.map(({ verdict }) => verdict).join(' ') !== verdicts.join(' '))
      wrong.push(`earlier, ${what}: ${JSON.stringify(steps)} ${asked.stderr}`);
  };
  try {
    await mkdir(project, { recursive: true });
    await mkdir(bin);
    await symlink(engine.docker, join(bin, 'docker'));
    const text = (name: string): string => `FROM ${SAMPLE_BASE}\nWORKDIR /${salt}${name}\nCOPY a a\nRUN cat a > b\n`;
    await put('a', `one ${salt}`);
    await put('Alone', text('alone'));
    await built('Alone');
    await expect('nothing recorded', 'Alone', 'hit', 'hit', 'hit');
    await put('a', `two ${salt}`);
    await expect('and edited', 'Alone', 'hit', 'miss', 'miss');

    await put('Before', text('before'));
    await built('Before');
    await put('a', `three ${salt}`);
    await built('Before');
    await built('Before', ['record', 'Before', '--']);
    await expect('recorded then', 'Before', 'hit', 'hit', 'hit');
    await put('a', `two ${salt}`);
    // The builder has it, and nobody can say so.
    await expect('back to what was built before the record', 'Before', 'hit', 'unknown', 'unknown');

    await put('a', `four ${salt}`);
    await put('Other', `${text('other')}RUN echo other\n`);
    await built('Other');
    await put('Mine', text('mine'));
    await built('Mine', ['record', 'Mine', '--']);
    await put('Mine', `${text('other')}RUN echo mine\n`);
    await expect('what another Dockerfile left before', 'Mine', 'unknown', 'unknown', 'unknown', 'miss');
    return wrong;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
