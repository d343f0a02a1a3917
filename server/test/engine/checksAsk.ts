// Asks a builder for the checks of many files at once: one bake with a target per file, all of them `--call=check`.
import { copyFileSync, mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rigDockerfile, type Builder } from '../../../scripts/rig/builders.mjs';
import { run, tail } from '../../../scripts/rig/cache.mjs';
import { ensureRoot } from '../../../scripts/rig/root.mjs';

/** Checks are asked without a platform: BuildKit gives them none (builder/build.go, HandleSubrequest). */
export interface CheckedFile {
  readonly name: string;
  readonly dockerfile: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** The ignore file of its context, and what else lies there. */
  readonly ignore?: string;
  readonly files?: Readonly<Record<string, string>>;
}

export interface Said {
  readonly check: string;
  /** One-based. */
  readonly line: number;
  readonly message: string;
}

export interface Asked {
  /** As the builder got it. */
  readonly dockerfile: string;
  readonly said: readonly Said[];
  /** Where the builder stopped: it has not looked at what comes behind. */
  readonly error?: string;
}

interface CheckJson {
  readonly warnings?: readonly {
    readonly ruleName: string;
    readonly detail: string;
    readonly location?: { readonly ranges?: readonly { readonly start: { readonly line: number } }[] };
  }[];
  readonly buildError?: { readonly message: string };
}

/** So many targets go into one bake: more would only wait for each other. */
const BATCH = 40;
const ATTEMPTS = 5;

export async function askBuilder(builder: Builder, files: readonly CheckedFile[]): Promise<Asked[]> {
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-checks-'));
  try {
    const client = await clientOf(builder, folder);
    const answers: Asked[] = [];
    for (let at = 0; at < files.length; at += BATCH)
      answers.push(...(await askBatch(client, folder, files.slice(at, at + BATCH))));
    return answers;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Client {
  readonly docker: string;
  readonly env: NodeJS.ProcessEnv;
  readonly instance: string;
}

/** Plain BuildKit is asked through buildx as well: `buildctl` prints no JSON. */
async function clientOf({ engine, buildkit }: Builder, folder: string): Promise<Client> {
  if (engine) return { docker: engine.docker, env: { ...process.env, ...engine.env }, instance: 'default' };
  if (!buildkit) throw new Error('neither an engine nor BuildKit');
  const root = await ensureRoot();
  const config = join(folder, 'client');
  mkdirSync(join(config, 'cli-plugins'), { recursive: true });
  copyFileSync(join(root, 'usr/libexec/docker/cli-plugins/docker-buildx'), join(config, 'cli-plugins/docker-buildx'));
  const client = {
    docker: join(root, 'usr/bin/docker'),
    env: { ...process.env, DOCKER_CONFIG: config, BUILDX_CONFIG: join(config, 'buildx') },
    instance: 'plain',
  };
  await run([client.docker, 'buildx', 'create', '--name', client.instance, '--driver', 'remote', buildkit.address], {
    env: client.env,
  });
  return client;
}

async function askBatch(client: Client, folder: string, files: readonly CheckedFile[]): Promise<Asked[]> {
  const texts = files.map(({ dockerfile }) => rigDockerfile(dockerfile));
  const targets = await Promise.all(
    files.map(async ({ buildArgs = {}, ignore, files: others = {} }, i) => {
      const context = join(folder, `c${String(i)}`);
      await rm(context, { recursive: true, force: true });
      await mkdir(context);
      await writeFile(join(context, 'Dockerfile'), texts[i] ?? '');
      if (ignore !== undefined) await writeFile(join(context, '.dockerignore'), ignore);
      for (const [path, text] of Object.entries(others)) {
        await mkdir(dirname(join(context, path)), { recursive: true });
        await writeFile(join(context, path), text);
      }
      return [`t${String(i)}`, { context, args: escaped(buildArgs) }] as const;
    }),
  );
  const bake = join(folder, 'bake.json');
  const target = Object.fromEntries(targets);
  await writeFile(bake, JSON.stringify({ target, group: { default: { targets: Object.keys(target) } } }));
  const stdout = await bakeChecks(client, bake);
  const { target: answers } = JSON.parse(stdout) as { target: Record<string, { check?: CheckJson }> };
  return files.map((_, i) => ({
    dockerfile: texts[i] ?? '',
    ...readAnswer(answers[`t${String(i)}`]?.check),
  }));
}

/** An engine loses a job now and then when many end at once ("no such job"): then all are asked again. */
async function bakeChecks(client: Client, bake: string): Promise<string> {
  const argv = [client.docker, 'buildx', 'bake', '--builder', client.instance, '--call=check,format=json', '-f', bake];
  // Bake asks before it reads folders that are not below the current one.
  const env = { ...client.env, BUILDX_BAKE_ENTITLEMENTS_FS: '0' };
  for (let attempt = 1; ; attempt++) {
    const { stdout, stderr } = await run(argv, { check: false, env });
    if (stdout.startsWith('{')) return stdout;
    if (attempt === ATTEMPTS) throw new Error(`no answer from bake: ${tail(stderr, 2000)}`);
  }
}

/** Bake's JSON is a template. */
const escaped = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replaceAll('${', '$${').replaceAll('%{', '%%{')]),
  );

function readAnswer(check: CheckJson | undefined): Pick<Asked, 'said' | 'error'> {
  if (!check) return { said: [], error: 'no answer' };
  const said = (check.warnings ?? []).map(({ ruleName, detail, location }) => ({
    check: ruleName,
    line: location?.ranges?.[0]?.start.line ?? 0,
    message: detail,
  }));
  return { said, ...(check.buildError && { error: check.buildError.message }) };
}
