// Knows: random projects whose RUNs really run and mostly say what they write, made from a seed: what is refuted here is
// a wrong belief about what a command leaves. Knows no builder's rules.
import { Dice } from './cacheDice';
import { statesOf, type Edit, type Scenario } from './cacheProject';

const EDITS = 6;
const FILES: readonly string[] = ['a', 'b', 'conf/x', 'conf/y', 'conf/deep/z'];
const PLACES: readonly string[] = ['/out/a', '/out/b', '/out/sub/c', '/in/a', '/in/conf/x', '/out/sub'];
const TAKEN: readonly string[] = ['/out', '/out/a', '/out/b', '/out/sub', '/in', '/in/a', '/in/conf', '/in/conf/y'];

/** Only commands whose files can be told byte by byte, each of which comes to its end. */
export const randomExact = (seed: number): Scenario => randomOutputs(seed, 'exact');

/** Lines of the first stage and of the last; an edit changes one of them or a file. */
export function randomOutputs(seed: number, kind: 'outputs' | 'exact' = 'outputs'): Scenario {
  const dice = new Dice(seed * 6007 + (kind === 'exact' ? 13 : 11));
  const line = kind === 'exact' ? exactLine : anyLine;
  const first = Array.from({ length: 3 + dice.below(5) }, () => line(dice));
  const last = Array.from({ length: 1 + dice.below(3) }, (_, i) => taking(dice, i));
  const files = Object.fromEntries(FILES.map((path) => [path, `text ${path}`]));
  const bases = { 'busybox:1': { busybox: true }, 'busybox:2': { busybox: true, also: { 'opt/x': 'x' } } };
  const start = { bases, links: { link: 'a' } };
  let base = 'busybox:1';
  const dockerfile = (): string =>
    [
      ...[
        `FROM ${base} AS build`,
        'COPY a b /in/',
        'COPY conf /in/conf',
        'RUN mkdir -p /out/sub && touch /out/a /out/b',
      ],
      ...first,
      ...['FROM busybox:1 AS final', ...last, 'RUN echo last > /l', ''],
    ].join('\n');
  const scenario = { files: { Dockerfile: dockerfile(), ...files }, start };
  const edits: Edit[] = [];
  for (let i = 0; i < EDITS; i++) {
    const name = `edit ${String(i + 1)}`;
    const change = dice.below(kind === 'exact' ? 11 : 10);
    const at = dice.below(first.length);
    if (change < 3) {
      edits.push({ name, write: { [dice.pick(FILES)]: `text ${String(seed)} ${String(i)}` } });
      continue;
    }
    if (change === 3) {
      edits.push({ name, noCache: ['build'] });
      continue;
    }
    if (change === 4) first.splice(at, 1, line(dice));
    else if (change === 5) first.splice(at, 0, dice.pick(['ENV V=2', 'ENV W=1', 'ARG V=3', 'WORKDIR /in']));
    else if (change === 6 && first.length > 1) first.splice(at, 1);
    else if (change === 7) first.splice(at, 2, ...first.slice(at, at + 2).reverse());
    else if (change === 8) last[dice.below(last.length)] = taking(dice, i + 10);
    else if (change === 10) base = base === 'busybox:1' ? 'busybox:2' : 'busybox:1';
    else first.splice(at, 0, line(dice));
    edits.push({ name, write: { Dockerfile: dockerfile() } });
  }
  // Faults of the generator are seen here, not in the middle of a build.
  statesOf({ ...scenario, edits });
  return {
    name: `${kind}/${String(seed)}`,
    why: 'random',
    only: 'buildkit',
    since: 4,
    listsBases: kind === 'exact',
    ...scenario,
    edits,
  };
}

const taking = (dice: Dice, i: number): string => `COPY --from=build ${dice.pick(TAKEN)} /t${String(i)}`;

function anyLine(dice: Dice): string {
  if (dice.chance(0.25)) return copy(dice);
  if (dice.chance(0.1)) return dice.pick(['ENV V=1', 'ENV W=1', 'WORKDIR /out', 'ARG V=1', 'USER 0', 'ENV D=/out']);
  const count = 1 + dice.below(3);
  const joint = dice.pick([' && ', ' && ', '; ']);
  return `RUN ${Array.from({ length: count }, () => command(dice)).join(joint)}`;
}

const copy = (dice: Dice): string =>
  dice.pick([
    'COPY a /out/a',
    'COPY a /in/conf/x',
    'COPY conf /out/sub',
    'COPY conf /in/conf',
    'COPY link /in/link',
    'COPY --chown=5 b /out/b',
    'COPY --chmod=600 b /out/sub/c',
    'COPY conf/x /bin/tool',
    'COPY . /in/all',
  ]);

function exactLine(dice: Dice): string {
  if (dice.chance(0.2)) return copy(dice);
  if (dice.chance(0.1)) return dice.pick(['ENV V=1', 'ENV V=2', 'WORKDIR /out', 'ENV D=/out']);
  const count = 1 + dice.below(3);
  return `RUN ${Array.from({ length: count }, () => exactCommand(dice)).join(' && ')}`;
}

/** Of places that are there whatever stood before. */
function exactCommand(dice: Dice): string {
  const file = (): string => dice.pick(['/out/a', '/out/b', '/out/sub/c', '/in/a', '/in/new', '/out/n']);
  const there = (): string => dice.pick(['/in/a', '/in/b', '/in/conf/x']);
  const folder = (): string => dice.pick(['/out/sub', '/in', '/out']);
  const one: readonly (() => string)[] = [
    () => `echo ${dice.pick(['1', 'two words', '"a  b"', "'c'", ''])} > ${file()}`,
    () => `echo more >> ${file()}`,
    () => `printf '%s=%s\\n' a ${dice.pick(['1', '2'])} > ${file()}`,
    () => `printf plain > ${file()}`,
    () => `cp ${there()} ${file()}`,
    () => `cp -p ${there()} ${folder()}`,
    () => `cp ${there()} /in/b ${folder()}/`,
    () => `cp -${dice.pick(['r', 'a', 'R'])} /in/conf /out/t${String(dice.below(3))}`,
    () => `cp -r /in/conf ${folder()}/`,
    () => `cat ${there()} > ${file()}`,
    () => `mkdir -p ${folder()}/${dice.pick(['m', 'm/n', 'sub'])}`,
    () => `rm -rf ${dice.pick(['/out/t0', '/out/t1', '/out/m', '/out/n', '/in/new'])}`,
    () => `rm -f ${file()}`,
    () => `touch ${file()} ${folder()}`,
    () => `chmod ${dice.pick(['600', '0755', '+x', 'a+r'])} ${there()} ${folder()}`,
    () => `chmod -R ${dice.pick(['700', '+x'])} ${dice.pick(['/out', '/in/conf'])}`,
    () => `mkdir -p /tmp/w && mv /tmp/w /out/w${String(dice.below(4))}`,
    () => `touch /out/mv && mv /out/mv ${file()}`,
    () => `cp ${there()} /out/mv && mv /out/mv ${folder()}`,
    () => `cd /out && echo here > ${dice.pick(['a', 'sub/c'])} && cd /`,
  ];
  return dice.pick(one)();
}

/** What fails is allowed to, so that most builds come to their end. */
function command(dice: Dice): string {
  const place = (): string => dice.pick(PLACES);
  const value = (): string => dice.pick(['1', '2', '$V', '"$W"', '${V:-x}', '$(cat /in/b)', 'date']);
  const one: readonly (() => string)[] = [
    () => `echo ${value()} > ${place()}`,
    () => `echo ${value()} >> ${place()}`,
    () => `cp /in/a ${place()}`,
    () => `cp -R /in/conf /out/sub`,
    () => `cp ${place()} ${place()} || true`,
    () => `mv ${place()} ${place()} || true`,
    () => `cat /in/a /in/b > ${place()}`,
    () => `rm -rf ${place()}`,
    () => `mkdir -p ${place()} || true`,
    () => `chmod ${dice.pick(['600', '755', '+x'])} ${place()} || true`,
    () => `chmod -R 700 /out`,
    () => `touch ${place()}`,
    () => `sed -i 's/t/T/g' ${place()} || true`,
    () => `cat /in/a | tee ${place()}`,
    () => `if [ -f ${place()} ]; then echo yes > ${place()}; fi`,
    () => `for f in 1 2; do echo $f >> ${place()}; done`,
    () => `cd /out; echo x > ${dice.pick(['a', 'sub/c'])}`,
    () => `mkdir -p /in && mkdir -p $D/more`,
    () => `busybox cp /in/a ${place()}`,
    () => `ln -sf /in/a ${place()}`,
    () => `cat /bin/tool > ${place()} || true`,
    () => `test -e ${place()} || touch ${place()}`,
    () => `true`,
  ];
  return dice.pick(one)();
}
