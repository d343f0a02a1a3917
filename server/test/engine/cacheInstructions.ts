// Knows: instructions that nobody thought of, in the words that a builder can read.
import type { Dice } from './cacheDice';

export interface Dialect {
  readonly builder: 'buildkit' | 'classic' | 'buildah';
  readonly frontend: number;
}

export interface DraftStage {
  readonly name: string;
  readonly base: string;
  readonly lines: readonly string[];
}

export class InstructionWriter {
  /** `stages`: those written so far; an instruction of stage `n` uses the first `n`. */
  constructor(
    private readonly dice: Dice,
    private readonly dialect: Dialect,
    private readonly stages: () => readonly DraftStage[],
  ) {}

  instruction(stage: number): string {
    const kinds: [number, () => string][] = [
      [5, () => this.#run(stage)],
      [5, () => this.#copy(stage)],
      [
        1,
        () =>
          `ADD ${this.#flags(['chown'])}${this.dice.pick(['vendor.tar', 'a.txt', 'src', 'conf/', '*.txt'])} ${this.#destination(true)}`,
      ],
      [2, () => `WORKDIR ${this.dice.pick(['/app', '/app/', 'sub', '/', '/srv/web', '$HOME_DIR', '.'])}`],
      [2, () => `ENV ${this.dice.pick(['A', 'B', 'HOME_DIR', 'C'])}=${this.value()}`],
      [1, () => `ENV A=${this.value()} B=$A`],
      [2, () => `ARG ${this.dice.pick(['X', 'Y', 'A'])}${this.dice.chance(0.7) ? `=${this.value()}` : ''}`],
      [1, () => `USER ${this.dice.pick(['root', 'node', '1000', '1000:1000', '0'])}`],
      [1, () => `LABEL l=${this.value()}`],
      [
        1,
        () =>
          this.dice.pick([
            'EXPOSE 80',
            'CMD ["x"]',
            'CMD x y',
            'ENTRYPOINT ["e"]',
            'STOPSIGNAL SIGTERM',
            'HEALTHCHECK NONE',
            'MAINTAINER me',
            'ONBUILD RUN triggered',
            'SHELL ["/bin/bash", "-c"]',
            'SHELL ["/bin/sh", "-e", "-c"]',
          ]),
      ],
    ];
    if (this.#speaks(4)) kinds.push([1, () => this.#heredoc()]);
    return this.dice.weighed(kinds)();
  }

  #run(stage: number): string {
    const mounts: string[] = [];
    if (this.dialect.builder === 'buildkit' && this.dice.chance(0.35)) {
      mounts.push(
        this.dice.pick([
          '--mount=type=cache,target=/c',
          '--mount=type=cache,target=/c,id=mine',
          '--mount=type=cache,target=/c,sharing=locked',
          '--mount=type=tmpfs,target=/t',
          '--mount=type=secret,id=token',
          '--mount=type=bind,target=/ctx',
          '--mount=type=bind,source=src,target=/mnt/src',
          '--mount=source=a.txt,target=/mnt/a.txt',
          '--mount=type=bind,source=src,target=/mnt/rw,rw',
          '--mount=type=bind,source=conf,target=/mnt/conf',
          '--mount=type=ssh',
          ...(stage > 0
            ? [`--mount=type=bind,from=${this.stages()[this.dice.below(stage)]?.name ?? ''},target=/from`]
            : []),
        ]),
      );
      if (this.dice.chance(0.2)) mounts.push('--mount=type=cache,target=/second,uid=1000,mode=0700');
    }
    if (this.dialect.builder === 'buildkit' && this.#speaks(3) && this.dice.chance(0.05)) mounts.push('--network=none');
    const flags = mounts.map((mount) => `${mount} `).join('');
    const words = `step ${this.value()}`;
    return `RUN ${flags}${this.dice.pick([words, `${words} $A`, `["echo", "${words}"]`, `${words} \\\n    && more`, `${words} \\\n# inside\n  && less`])}`;
  }

  #copy(stage: number): string {
    if (stage > 0 && this.dice.chance(0.35)) {
      const at = this.dice.below(stage);
      const from = this.dice.chance(0.3) ? String(at) : (this.stages()[at]?.name ?? '0');
      return `COPY --from=${from} ${this.#flags(['chown', 'chmod'])}${this.dice.pick(['/etc/passwd', '/etc', '/etc/os-release', ...this.#copied(at)])} ${this.#destination(false)}`;
    }
    if (this.dialect.builder === 'buildkit' && this.#speaks(4) && this.dice.chance(0.2))
      return `COPY --link ${this.#flags(['chown'])}${this.dice.pick(['a.txt', 'src', 'conf', 'src/lib/z.js'])} ${this.dice.pick(['/linked/', '/l/', '/app/'])}`;
    const [sources, isMany] = this.dice.pick<[string, boolean]>([
      ['a.txt', false], ['src', false], ['src/', false], ['.', false], ['conf', false], ['*.txt', true], ['src/*.js', true],
      ['a.txt b.txt', true], ['src conf', true], ['./a.txt', false], ['current.js', false], ['srclink', false], ['empty', false],
      ['bin/run.sh', false], ['src/lib conf/extra', true], ['no*thing a.txt', true], ['srclink/lib', false],
    ]); // prettier-ignore
    return `COPY ${this.#flags(['chown', 'chmod', 'exclude'])}${sources} ${this.#destination(isMany)}`;
  }

  /** Where COPYs of that stage put things. */
  #copied(stage: number): string[] {
    return (this.stages()[stage]?.lines ?? []).flatMap((line) => {
      const destination = /^(?:COPY|ADD) .* (\/[^ ]+)$/.exec(line)?.[1];
      return destination === undefined ? [] : [destination];
    });
  }

  #flags(allowed: readonly string[]): string {
    let flags = '';
    if (allowed.includes('chown') && this.dice.chance(0.12))
      flags += `--chown=${this.dice.pick(['1000:1000', 'node', 'node:node', '0:0', 'root', '1000'])} `;
    if (this.dialect.builder !== 'buildkit') return flags;
    if (allowed.includes('chmod') && this.#speaks(3) && this.dice.chance(0.12))
      flags += `--chmod=${this.dice.pick(['755', '0644', '600'])} `;
    if (allowed.includes('exclude') && this.#speaks(19) && this.dice.chance(0.1))
      flags += `--exclude=${this.dice.pick(['*.js', '**/z.js', 'lib', 'e.conf'])} `;
    return flags;
  }

  #destination(isMany: boolean): string {
    return isMany
      ? this.dice.pick(['/d/', './', 'many/', '/app/'])
      : this.dice.pick(['/d/', './', '/x', 'y', '/app/z', '/opt/deep/w/', '.']);
  }

  #heredoc(): string {
    const name = this.dice.pick(['EOF', 'END']);
    return this.dice.pick([
      `RUN <<${name}\nstep ${this.value()}\n# comment\n${name}`,
      `RUN <<-${name}\n\tstep ${this.value()}\n${name}`,
      `RUN <<${name}\n#!/bin/sh\nstep ${this.value()}\n${name}`,
      `RUN cat <<${name} > /f\nbody ${this.value()}\n${name}`,
      `COPY <<${name} /h/file\nbody $A ${this.value()}\n${name}`,
      `COPY <<"${name}" a.txt /h/\nbody $A\n${name}`,
    ]);
  }

  value(): string {
    return `v${String(1 + this.dice.below(4))}`;
  }

  #speaks(frontend: number): boolean {
    return this.dialect.builder === 'buildkit' && this.dialect.frontend >= frontend;
  }
}
