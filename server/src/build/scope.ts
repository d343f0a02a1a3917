// Knows: what a step sees: variables, working directory, user, shell; and how each instruction changes them.
// BuildKit: dockerfile2llb/convert.go (dispatch*). Classic: moby: daemon/builder/dockerfile/{dispatchers,buildargs}.go.
import { joinPath } from '../base/posixPath';
import { expand, type Expansion, type Variables } from '../syntax/expand';
import type { ArgInstruction, Instruction, Word } from '../syntax/model';
import { givenArg, type BaseImage, type BuildOptions } from './options';

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Declared like others but never put into the environment (BuildKit: convert.go, nonEnvArgs). */
const NOT_IN_ENVIRONMENT = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

/** Arguments that need no declaration (moby: daemon/builder/dockerfile/buildargs.go, builtinAllowedBuildArgs). */
const PROXY_ARGS = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

/** Those of them that buildah knows (openshift/imagebuilder: builder.go, builtinAllowedBuildArgs). */
const BUILDAH_PROXY_ARGS = PROXY_ARGS.filter((name) => !/^all_proxy$/i.test(name));

/** Every RUN's history text repeats the ARGs before it; more than these are nobody's Dockerfile, and would only cost memory. */
const MOST_ARGS = 500;

/** Linux refuses longer paths (PATH_MAX). */
const LONGEST_PATH = 4096;

export interface BuildArg {
  readonly name: string;
  readonly value: string | undefined;
}

/** Expanded text, and whether it hangs on something about the base image that we do not know. */
export interface Expanded {
  readonly text: string;
  readonly words: readonly string[];
  readonly sure: boolean;
  readonly error?: string;
}

function setLast(env: Map<string, string>, key: string, value: string): void {
  env.delete(key);
  env.set(key, value);
}

export class Scope implements Variables {
  /** Build environment: what expansion and RUN see. */
  readonly #env: Map<string, string>;
  /** ENV of the image config. */
  readonly #config: Map<string, string>;
  /** ENV of this stage alone. */
  readonly #ownEnv = new Map<string, string>();
  readonly #bareArgs = new Set<string>();
  #args: readonly BuildArg[];
  #workdir: string;
  #shell: readonly string[] | undefined;
  #user: string;

  private constructor(
    private readonly options: BuildOptions,
    private readonly escape: '\\' | '`',
    private readonly globals: ReadonlyMap<string, string>,
    /** False when the base image's config is unknown. */
    readonly baseIsKnown: boolean,
    base: {
      env: Map<string, string>;
      config: Map<string, string>;
      args: readonly BuildArg[];
      workdir: string;
      user: string;
      shell: readonly string[] | undefined;
    },
    /** False while the working directory hangs on an unknown base. */
    private workdirIsSure: boolean,
  ) {
    this.#env = base.env;
    this.#config = base.config;
    this.#args = base.args;
    this.#workdir = base.workdir;
    this.#user = base.user;
    this.#shell = base.shell;
  }

  /** On an external image, or on scratch (`known` empty), or on an image of which nothing is known. */
  static onImage(
    options: BuildOptions,
    escape: '\\' | '`',
    globals: ReadonlyMap<string, string>,
    known: BaseImage | undefined,
  ): Scope {
    const config = new Map(
      (known?.env ?? []).map((entry) => [entry.split('=', 1)[0] ?? '', entry.slice(entry.indexOf('=') + 1)]),
    );
    if (!config.has('PATH') && options.platform.os !== 'windows') config.set('PATH', DEFAULT_PATH);
    return new Scope(
      options,
      escape,
      globals,
      known !== undefined,
      {
        env: new Map(config),
        config,
        args: [],
        workdir: known?.workingDir ?? '',
        user: known?.user ?? '',
        shell: known?.shell && known.shell.length > 0 ? known.shell : undefined,
      },
      known !== undefined,
    );
  }

  /** For a stage that stands on this one. ARG values live on in BuildKit, but ENV of the image wins again. */
  child(): Scope {
    const keepsArgs = this.options.builder === 'buildkit';
    const env = new Map(keepsArgs ? this.#env : []);
    for (const [key, value] of this.#config) setLast(env, key, value);
    return new Scope(
      this.options,
      this.escape,
      this.globals,
      this.baseIsKnown,
      {
        env,
        config: new Map(this.#config),
        args: keepsArgs && this.options.frontend >= 9 ? this.#args : [],
        workdir: this.#workdir,
        user: this.#user,
        shell: this.#shell,
      },
      this.workdirIsSure,
    );
  }

  /** What RUN sees, in the order of each name's last assignment: that order is part of its cache key (BuildKit: client/llb/meta.go, EnvList). */
  get environment(): ReadonlyMap<string, string> {
    return this.#env;
  }
  get args(): readonly BuildArg[] {
    return this.#args;
  }
  get workdir(): string {
    return this.#workdir;
  }
  get workdirSure(): boolean {
    return this.workdirIsSure;
  }
  get user(): string {
    return this.#user;
  }
  /** The SHELL in effect; the platform's default when none was set. */
  get shell(): readonly string[] {
    return this.#shell ?? (this.options.platform.os === 'windows' ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c']);
  }
  /** True when a proxy argument was given that neither ARG nor ENV names. */
  get hasUndeclaredProxy(): boolean {
    return PROXY_ARGS.some(
      (name) =>
        this.options.buildArgs[name] !== undefined &&
        !this.#config.has(name) &&
        !this.#args.some((arg) => arg.name === name),
    );
  }
  get ownEnv(): ReadonlyMap<string, string> {
    return this.#ownEnv;
  }
  /** Names that an ARG without a default declared. */
  get bareArgs(): ReadonlySet<string> {
    return this.#bareArgs;
  }
  /** Proxy arguments that buildah was given, declared or not. */
  get givenProxies(): readonly string[] {
    return BUILDAH_PROXY_ARGS.filter((name) => givenArg(this.options, name) !== undefined);
  }
  hasConfigEnv(name: string): boolean {
    return this.#config.has(name);
  }

  get(name: string): string | undefined {
    const value = this.#env.get(name);
    if (value !== undefined || this.options.builder === 'buildkit') return value;
    return PROXY_ARGS.includes(name) ? this.options.buildArgs[name] : undefined;
  }

  /** A name that is not set here may still be set by a base image that we do not know. */
  isUncertain(expansion: Expansion): boolean {
    return !this.baseIsKnown && [...expansion.unset].some((name) => !this.#args.some((arg) => arg.name === name));
  }

  expand(text: string): Expanded {
    const expansion = expand(text, this, { escape: this.escape });
    const { error } = expansion;
    return {
      text: expansion.text,
      words: expansion.words,
      sure: !this.isUncertain(expansion) && !this.#hangsOnPath(expansion) && error === undefined,
      ...(error === undefined ? {} : { error }),
    };
  }

  /** PATH of an unknown base is only assumed. */
  #hangsOnPath(expansion: Expansion): boolean {
    return !this.baseIsKnown && expansion.used.has('PATH');
  }

  /** Takes the instruction's effect on what later steps see. */
  apply(instruction: Instruction): void {
    switch (instruction.keyword) {
      case 'ENV': {
        // All pairs of one ENV see the values before it.
        const pairs = instruction.pairs.map(
          ({ key, value }) => [this.expand(key.text).text, this.expand(value.text).text] as const,
        );
        for (const [key, value] of pairs) {
          setLast(this.#env, key, value);
          this.#config.set(key, value);
          this.#ownEnv.set(key, value);
        }
        return;
      }
      case 'ARG':
        this.declareArgs(instruction);
        return;
      case 'WORKDIR': {
        const { path, sure } = this.resolveWorkdir(instruction.words[0]);
        this.#workdir = path;
        this.workdirIsSure = sure;
        return;
      }
      case 'USER':
        this.#user = this.expand(instruction.words[0]?.text ?? '').text;
        return;
      case 'SHELL':
        if (instruction.json && instruction.words.length > 0) this.#shell = instruction.words.map(({ text }) => text);
        return;
      default:
        return;
    }
  }

  /** Declares the ARGs; what each is worth now, for the history text. `sure` is false with an unknown base's variable. */
  declareArgs(
    instruction: ArgInstruction,
  ): { readonly arg: BuildArg; readonly written: string | undefined; readonly sure: boolean }[] {
    const classic = this.options.builder !== 'buildkit';
    const isBuildah = this.options.builder === 'buildah';
    // Frontends before 1.8 expand all items of one ARG at once, as the classic builder does.
    const atOnce = classic || this.options.frontend < 8;
    const before = atOnce ? instruction.items.map(({ value }) => value && this.expand(value.text)) : [];
    return instruction.items.map((item, i) => {
      const name = item.name.text;
      const given = givenArg(this.options, name);
      const written = atOnce ? before[i] : item.value && given === undefined ? this.expand(item.value.text) : undefined;
      const value = given ?? written?.text ?? this.globals.get(name);
      const arg: BuildArg = { name, value };
      if (item.value === undefined) this.#bareArgs.add(name);
      if (this.#args.length < MOST_ARGS) this.#args = [...this.#args, arg];
      // The classic builder lets ENV win; BuildKit lets the last writer win.
      const hidden = classic && this.#config.has(name);
      if (value !== undefined && !hidden && !(this.options.frontend >= 5 && NOT_IN_ENVIRONMENT.has(name)))
        setLast(this.#env, name, value);
      // A bare ARG takes an earlier default away in the classic builder (moby: buildargs.go, AddArg).
      if (value === undefined && classic && !isBuildah && !hidden) this.#env.delete(name);
      return { arg, written: written?.text, sure: written?.sure ?? true };
    });
  }

  /** Absolute path that WORKDIR sets. BuildKit keeps an absolute path as written; the others clean it. */
  resolveWorkdir(word: Word | undefined): { readonly path: string; readonly sure: boolean } {
    const { text, sure } = this.expand(word?.text ?? '');
    const current = this.#workdir === '' ? '/' : this.#workdir;
    if (text === '') return { path: current, sure: sure && this.workdirIsSure };
    // The build stops there; followed further, each step would cost what all before it cost.
    if (text.length + current.length > LONGEST_PATH && (!text.startsWith('/') || text.length > LONGEST_PATH))
      return { path: current, sure: false };
    if (text.startsWith('/')) return { path: this.options.builder === 'buildkit' ? text : joinPath('/', text), sure };
    return { path: joinPath('/', current, text), sure: sure && this.workdirIsSure };
  }
}
