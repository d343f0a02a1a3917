// Knows: by which names a rule goes: its own id, `tool/check` of its twins, and a twin's bare code. One code may be several
// rules (lint-rules §4.3): who names it means all of them.

/** A rule, as far as its names go. */
export interface Named {
  readonly id: string;
  readonly twins: readonly string[];
}

export interface RuleNames {
  /** Ids of the rules that a name stands for; empty: none. `tools` limits bare codes to those of these tools. */
  idsOf(name: string, tools?: readonly string[]): readonly string[];
  /** Ids of every rule that has a twin among the tools. */
  twinsOf(tools: readonly string[]): ReadonlySet<string>;
}

const known = new WeakMap<readonly Named[], RuleNames>();

export function ruleNames(rules: readonly Named[]): RuleNames {
  const before = known.get(rules);
  if (before) return before;
  const names = new Names(rules);
  known.set(rules, names);
  return names;
}

class Names implements RuleNames {
  readonly #byName = new Map<string, string[]>();
  readonly #byTool = new Map<string, Set<string>>();
  readonly #byTools = new Map<string, ReadonlySet<string>>();
  #isRead = false;

  constructor(private readonly rules: readonly Named[]) {}

  /** When the first name is looked up: most files name no rule. */
  #read(): void {
    if (this.#isRead) return;
    this.#isRead = true;
    for (const { id, twins } of this.rules) {
      this.#add(id, id);
      for (const twin of twins) {
        const [tool, code] = split(twin);
        this.#add(twin, id);
        // The bare code, kept per tool: two tools may have one word for different things.
        this.#add(`*/${code}`, id);
        const ofTool = this.#byTool.get(tool) ?? new Set();
        this.#byTool.set(tool, ofTool.add(id));
      }
    }
  }

  idsOf(name: string, tools?: readonly string[]): readonly string[] {
    const written = canonical(name);
    if (tools === undefined) return this.#get(written) ?? this.#get(`*/${written}`) ?? [];
    const [tool, code] = written.includes('/') ? split(written) : [undefined, written];
    const asked = tool === undefined ? tools : tools.filter((one) => one === tool);
    return [...new Set(asked.flatMap((one) => this.#get(`${one}/${code}`) ?? []))];
  }

  twinsOf(tools: readonly string[]): ReadonlySet<string> {
    this.#read();
    const key = tools.join(' ');
    const known = this.#byTools.get(key);
    if (known) return known;
    const ids = new Set(tools.flatMap((tool) => [...(this.#byTool.get(tool) ?? [])]));
    this.#byTools.set(key, ids);
    return ids;
  }

  #add(name: string, id: string): void {
    const ids = this.#byName.get(name);
    if (!ids) this.#byName.set(name, [id]);
    else if (!ids.includes(id)) ids.push(id);
  }

  #get(name: string): readonly string[] | undefined {
    this.#read();
    return this.#byName.get(name);
  }
}

const split = (twin: string): [string, string] => {
  const slash = twin.indexOf('/');
  return [twin.slice(0, slash), twin.slice(slash + 1)];
};

/** trivy's older spellings: `AVD-DS-0017`, `DS017` (trivy: docs/docs/configuration/filtering.md). */
function canonical(name: string): string {
  const [, tool = '', number] = /^(trivy\/)?(?:AVD-)?DS-?(\d{3,4})$/i.exec(name) ?? [];
  return number === undefined ? name : `${tool}DS-${number.padStart(4, '0')}`;
}

/** `SC2086`, when the name is one of ShellCheck's: they go through us as they are. */
export const shellCheckCode = (name: string): string | undefined =>
  /^(?:shellcheck\/)?(SC\d{4})$/i.exec(name)?.[1]?.toUpperCase();

/** True when a name is no rule of ours because it is another tool's own business: ShellCheck, PSScriptAnalyzer, CVEs. */
export const isPrivate = (name: string): boolean =>
  shellCheckCode(name) !== undefined ||
  /^(?:powershell\/)?PS[A-Z]\w+$/.test(name) ||
  /^(?:CVE|GHSA)-/i.test(name) ||
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(name);

/** The code by which one of the tools calls the rule; undefined: it does not know it. */
export function codeIn({ twins }: Pick<Named, 'twins'>, tool: string): string | undefined {
  const twin = twins.find((one) => one.startsWith(`${tool}/`));
  return twin?.slice(tool.length + 1);
}
