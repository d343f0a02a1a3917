// Knows: Dockerfiles that trip BuildKit's checks, and near misses of each: some by hand, the rest from a seed.
import type { CheckedFile } from './checksAsk';
import { Dice } from './cacheDice';

interface CheckBase {
  readonly image: {
    readonly config: {
      readonly Env?: readonly string[];
      readonly WorkingDir?: string;
      readonly OnBuild?: readonly string[];
      readonly Shell?: readonly string[];
    };
  };
}

const PATH = 'PATH=/usr/bin:/bin';

/** Base images that these files stand on, beside the stub that answers every name. */
export const CHECK_BASES: Readonly<Record<string, CheckBase>> = {
  'layerlens/checks-onbuild': {
    image: {
      config: {
        Env: [PATH],
        OnBuild: [
          'CMD run me',
          'LABEL a=$NOBODY b="$PATH"',
          'WORKDIR srv',
          'ENV OLD form',
          'EXPOSE 1:80/TCP',
          'ARG TOKEN=1',
        ],
      },
    },
  },
  'layerlens/checks-shell': { image: { config: { Env: [PATH], Shell: ['/bin/ash', '-c'] } } },
  'layerlens/checks-env': { image: { config: { Env: [PATH, 'APP_HOME=/srv/app', 'LANG=C'], WorkingDir: '/srv' } } },
};

/** One trap each; `generatedFiles` mixes them. */
const BY_HAND: Readonly<Record<string, string>> = {
  'stage name, case of AS': 'FROM a AS Build\nFROM a as b\nfrom a AS c\nFrom a aS d\nFROM a AS Build-2\n',
  'same name thrice, other case': 'FROM a AS x\nFROM a AS X\nFROM x AS x\nRUN true\n',
  'reserved names': 'FROM a AS scratch\nFROM a AS Context\nFROM scratch\nFROM a AS contexts\n',
  'majority of cases, a tie': 'from a\nRUN true\n',
  'majority lower': 'from a\nrun true\nCMD ["x"]\nOnbuild RUN true\n',
  'ARG in front does not count': 'arg A=1\narg B=1\nFROM a\nRUN true\n',
  'empty lines in continuations': 'FROM a\nRUN true \\\n\n && true\nENV A=1 \\\n# c\n\n  \\\n  B=2\nRUN x \\\n\n',
  'empty lines before a heredoc': 'FROM a\nRUN cat <<E && \\\n\n  true\n\nE\nCOPY <<A \\\n\n  /x\ntext\nA\n',
  'empty lines at the end': 'FROM a\nRUN true \\\n\n\n',
  'shell form': 'FROM a\nCMD x\nENTRYPOINT y\nHEALTHCHECK CMD z\n',
  'shell form behind SHELL': 'FROM a AS b\nSHELL ["/bin/bash", "-c"]\nCMD x\nFROM b\nENTRYPOINT y\nFROM a\nCMD z\n',
  'shell form on a base with a shell':
    'FROM layerlens/checks-shell\nCMD x\nFROM layerlens/checks-shell AS b\nFROM b\nENTRYPOINT x\n',
  'bare CMD': 'FROM a\nCMD\nENTRYPOINT []\n',
  'JSON that is none': 'FROM a\nCMD [ "a" b ]\nENTRYPOINT [\'x\']\n',
  'triggers of an image': 'FROM layerlens/checks-onbuild\nCMD ["x"]\nFROM layerlens/checks-onbuild AS c\nRUN true\n',
  'triggers of a stage':
    'FROM a AS base\nONBUILD CMD x\nONBUILD ENV A $B\nONBUILD WORKDIR r\nONBUILD MAINTAINER\nONBUILD LABEL a=$Q\n' +
    'FROM base\nCMD ["y"]\n',
  'triggers of a stage that works':
    'FROM a AS base\nONBUILD CMD x\nONBUILD ENV A $B\nONBUILD workdir r\nONBUILD LABEL a=$Q\nonbuild EXPOSE 1:2\n' +
    'FROM base\nCMD ["y"]\n',
  'triggers in a stage that is not needed':
    'FROM a AS base\nONBUILD CMD x\nONBUILD WORKDIR r\nFROM base AS lost\nRUN true\nFROM a\n',
  maintainers: 'MAINTAINER me\n',
  'maintainers in stages': 'FROM a\nMAINTAINER me\nmaintainer you\nFROM a\nMAINTAINER "x"\n',
  'arguments of FROM': 'ARG A\nARG B=1\nFROM a:$B\nFROM a:${C:-1}\nFROM --platform=$D a\n',
  'arguments of FROM with a slip':
    'ARG VERSION=1\nFROM a:${VERSON}x\nFROM a:${TARGETARC}b\nFROM --platform=$BUILDPLATFROM/ a\n',
  'defaults of FROM': 'ARG A\nARG B=Upper\nFROM a:${A}\nFROM a:${A:-1}\nFROM ${B}\n',
  'a default that is no reference': 'ARG T="a b"\nFROM x:1 AS y\nFROM x:$T\n',
  'a name that is none': 'FROM Upper\nRUN true\n',
  platforms:
    'FROM --platform=linux/amd64 a AS x\nFROM --platform=amd64 a\nFROM --platform=linux/amd64 a AS x-amd64\n' +
    'FROM --platform=linux a\nFROM --platform=$TARGETPLATFORM a\nFROM --platform=${TARGETPLATFORM} a\n' +
    'FROM --platform=$TARGETOS/$TARGETARCH a\nFROM --platform=${TARGETPLATFORM:-x} a\nFROM --platform=linux/AMD64 a AS linux1\n',
  'platforms of others':
    'FROM --platform=linux/arm64 a\nFROM --platform=linux/arm/v7 a AS b\nFROM --platform=windows/amd64 a\nFROM b\n',
  'a platform between quotes': 'FROM "--platform=linux/amd64" a\n',
  'working directories':
    'FROM a AS x\nWORKDIR r\nWORKDIR s\nFROM x\nWORKDIR t\nFROM a\nWORKDIR /a\nWORKDIR b\nFROM a\nENV D=/x\nWORKDIR $D\n',
  'working directory of nothing':
    'FROM a\nWORKDIR $E\nFROM a\nWORKDIR "/a b"\nFROM a\nWORKDIR "r\\"q"\nFROM scratch\nWORKDIR x\n',
  'working directory of the base': 'FROM layerlens/checks-env\nWORKDIR app\n',
  'variables of the base': 'FROM layerlens/checks-env\nENV A=$APP_HOME/$LANG B=$APP_HOM\nFROM a\nENV A=$APP_HOME\n',
  'variables everywhere':
    'FROM a\nADD --chown=$A --chmod=$B $C $D/\nCOPY --chown=$E --chmod=${F:-644} $G /\nENV $H=$I\nLABEL $J=$K\nEXPOSE $L\n' +
    'USER $M\nVOLUME $N ["$O"]\nWORKDIR /$P\nRUN echo $Q\nCMD ["$R"]\nSHELL ["$S"]\nHEALTHCHECK CMD $T\nARG U=$V\n' +
    'RUN --mount=type=cache,target=/$W,id=${X:-y} true\nONBUILD ENV A=$Y\n',
  'variables twice': 'FROM a\nENV A=$X$X B=$X C="$X ${X}"\nLABEL a=$X b=\'$X\' c=\\$X d="\\$X" e=${X:+$Y}\n',
  'variables with modifiers': 'FROM a\nENV A=${X:-1} B=${X-1} C=${X:+1} D=${X#a} E=${X%%a} F=${X/a/b} G=${X:-${Y}}\n',
  'odd variables': 'FROM a\nENV A=$1 B=$@ C=$ D=$$ E=${10} F=$ä\n',
  'variables in heredocs':
    'FROM a\nCOPY <<E <<"F" /x/\n$A ${B} \\$C \'$D\'\nE\n$G\nF\nRUN <<E\necho $H\nE\nCOPY <<-T /y\n\t$I\n\tT\n',
  'old names in one ENV': 'FROM a\nENV A=1 B=$A\nENV C=$A\n',
  'arguments in order': 'FROM a\nARG A=1 B=$A C=$D D=2\nARG E=$F\nARG F\nARG G=$F\nENV H=$F\n',
  'arguments of other stages':
    'ARG G=1\nFROM a AS x\nENV A=$G B=$TARGETARCH\nARG G\nENV C=$G\nFROM x\nENV D=$G\nFROM a\nENV E=$G\n',
  'declared without a value': 'ARG G\nFROM a\nARG G\nARG TARGETOS\nENV A=$G B=$TARGETOS\n',
  'slips in names': 'FROM a\nARG VERSION=1\nENV FOO=1\nLABEL a=$VERSON b=$FO c=$PTH d=$QQQQ e=$version\n',
  'scan arguments':
    'FROM a\nARG BUILDKIT_SBOM_SCAN_STAGE=true\nENV A=$BUILDKIT_SBOM_SCAN_STAGE B=$BUILDKIT_SBOM_SCAN_CONTEXT\n',
  'several of one kind':
    'FROM a\nCMD ["a"]\ncmd ["b"]\nCMD ["c"]\nENTRYPOINT ["a"]\nHEALTHCHECK NONE\nHEALTHCHECK CMD x\nENTRYPOINT ["b"]\nFROM a\nCMD ["d"]\n',
  'old form': 'FROM a\nENV A b\nLABEL a b=c\nENV A=b C=d\nenv E f g\nLABEL "a" b\n',
  secrets:
    'ARG PASSWORD\nFROM a\nARG TOKEN API_KEY=1 KEYS=2\nENV key=1 my_secret_name=2 PASSWORD_FILE=3 KEY_VERSION=4 PUBLIC_KEY=5 AUTHOR=6 AUTH=7\n' +
    'ENV apikey x\nENV A_PASSWD=1 CREDENTIALS=2 npmToken=3 PWORD=4 DB_PWD=5\nARG GPG_KEY\n',
  'secrets by expansion': 'FROM a\nENV A=TOKEN\nENV $A=1\nENV "KEY"=1\nENV X_"KEY"=1\n',
  ports:
    'FROM a\nEXPOSE 80 80/tcp 80/TCP 53/Udp 1:2 127.0.0.1:80:8080/tcp [::1]:80:80 :80 8000-8001/UDP\nENV P=80/TCP Q="81/UDP 9:9"\nEXPOSE $P $Q\n',
  'a port that is none': 'FROM a\nEXPOSE 1:2/TCP 80/http\n',
  'experimental checks':
    '# check=experimental=all\n# Text\nARG A\n# B is\nARG B\n# x\nFROM a AS Build\n# build it\nFROM a AS build2\n# build3 it\nFROM a AS build3\n# y\n#\nFROM a AS c\n# z\n\nARG Q R\n',
  'one experimental check':
    '# check=experimental=InvalidDefinitionDescription\n# Text\nARG A\nFROM a\n# no\n# A it is\nARG A B\n',
  'without experimental checks': '# Text\nARG A\n# Text\nFROM a AS b\n',
  'no file': '# nothing\n',
  'nothing but ARG': 'ARG A=1\n',
  'a fault behind warnings': 'FROM a as b\nENV A b\nMAINTAINER x\nFOO bar\nFROM a AS C\n',
  'a fault while walking': 'FROM a\nENV A b\nLABEL a=$B\nUSER ${X:?no}\nENV B c\n',
};

const IGNORED: readonly CheckedFile[] = [
  [
    '*.log\ndist\n',
    'FROM a\nCOPY dist /x/\nCOPY a.log b.txt /x/\nADD dist/app.js /x/\nCOPY . /x/\nCOPY --from=b dist /\n',
  ],
  ['*\n', 'FROM a\nCOPY . /x/\nCOPY b.txt /x/\nADD / /y/\n'],
  ['**/*.log\n!keep.log\n', 'FROM a\nCOPY a.log /x/\n'],
  [
    'dist\n',
    'FROM a\nCOPY ./dist/ /x/\nCOPY dist* /x/\nCOPY sub/../dist /y/\nADD https://example.com/dist /z/\nCOPY <<dist /q\ndist\n',
  ],
  ['', 'FROM a\nCOPY dist /x/\n'],
  ['/dist\n./a.log/\n', 'FROM a\nCOPY /dist a.log /a.log /x/\nFROM a\nARG D=dist\nCOPY $D /x/\n'],
  ['**\n', 'FROM a\nCOPY ./ /x/\nCOPY .. /x/\nONBUILD COPY b.txt /x/\nFROM a\nCOPY b.txt /x/\n'],
  ['*.log\n', 'FROM a AS x\nONBUILD COPY a.log /x/\nFROM x\nCOPY *.log /x/\nCOPY *.lo? /x/\n'],
  ['# only a comment\n', 'FROM a\nCOPY dist /x/\n'],
].map(([ignore, dockerfile], i) => ({
  name: `ignored ${String(i + 1)}`,
  dockerfile: dockerfile ?? '',
  ignore: ignore ?? '',
  files: { 'dist/app.js': 'x', 'a.log': 'x', 'b.txt': 'x' },
}));

const NAMES = ['A', 'B', 'VERSION', 'VERSON', 'DIR', 'API_KEY', 'TOKEN', 'PATH', 'HOME', 'TARGETARCH', 'key_file', 'X'];
const STAGES = ['base', 'Base', 'build', 'BUILD', 'scratch', 'context', 'final', 'amd64'];
const BASES = [
  'alpine',
  'scratch',
  'a/b:1',
  'layerlens/checks-onbuild',
  'layerlens/checks-shell',
  'layerlens/checks-env',
];
const PLATFORMS = ['linux/amd64', '$BUILDPLATFORM', '$TARGETPLATFORM', 'linux', 'arm64', '${TARGETPLATFORM}'];

export function generatedFiles(seed: number, count: number): CheckedFile[] {
  const dice = new Dice(seed);
  const byHand = Object.entries(BY_HAND).map(([name, dockerfile]) => ({ name, dockerfile }));
  const made = Array.from({ length: count }, (_, i) => ({
    name: `seed ${String(seed)}, file ${String(i)}`,
    dockerfile: file(dice),
    ...(dice.chance(0.2) && { buildArgs: { VERSION: '1', DIR: '/srv' } }),
  }));
  return [...byHand, ...IGNORED, ...made];
}

function file(dice: Dice): string {
  const head = dice.chance(0.1)
    ? [`# check=experimental=${dice.pick(['all', 'InvalidDefinitionDescription', 'x'])}`]
    : [];
  const globals = Array.from({ length: dice.below(3) }, () => argLine(dice));
  const names: string[] = [];
  const stages = Array.from({ length: 1 + dice.below(4) }, () => stage(dice, names));
  const text = [...head, ...globals, ...stages.flat()].join('\n');
  return dice.chance(0.1) ? `${text}\n`.replaceAll('\n', '\r\n') : `${text}\n`;
}

const cased = (dice: Dice, word: string): string =>
  dice.weighed([
    [12, word],
    [2, word.toLowerCase()],
    [1, word.slice(0, 1) + word.slice(1).toLowerCase()],
  ] as const);

function stage(dice: Dice, names: string[]): string[] {
  const base = names.length > 0 && dice.chance(0.4) ? dice.pick(names) : dice.pick(BASES);
  const image = dice.chance(0.1) ? `${base}:\${${dice.pick(NAMES)}:-1}` : base;
  const platform = dice.chance(0.2) ? `--platform=${dice.pick(PLATFORMS)} ` : '';
  const name = dice.chance(0.6) ? dice.pick(STAGES) : undefined;
  const from = `${cased(dice, 'FROM')} ${platform}${image}${name ? ` ${cased(dice, 'AS')} ${name}` : ''}`;
  if (name) names.push(name.toLowerCase());
  const comment = dice.chance(0.2) ? [`# ${dice.pick(['base it', 'Some text', 'build x', ''])}`] : [];
  return [...comment, from, ...Array.from({ length: dice.below(9) }, () => line(dice))];
}

function argLine(dice: Dice): string {
  const item = (): string => `${dice.pick(NAMES)}${dice.chance(0.6) ? `=${value(dice)}` : ''}`;
  return `${cased(dice, 'ARG')} ${item()}${dice.chance(0.2) ? ` ${item()}` : ''}`;
}

const use = (dice: Dice): string =>
  dice.weighed<() => string>([
    [4, () => `$${dice.pick(NAMES)}`],
    [4, () => `\${${dice.pick(NAMES)}}`],
    [2, () => `\${${dice.pick(NAMES)}:-${dice.pick(NAMES)}}`],
    [1, () => `\${${dice.pick(NAMES)}:+$${dice.pick(NAMES)}}`],
    [1, () => `\\$${dice.pick(NAMES)}`],
  ])();

const value = (dice: Dice): string =>
  dice.weighed<() => string>([
    [4, () => String(dice.below(100))],
    [2, () => use(dice)],
    [1, () => `"${use(dice)} text"`],
    [1, () => `'${use(dice)} text'`],
    [1, () => `/srv/${use(dice)}`],
  ])();

function line(dice: Dice): string {
  const text = dice.weighed<() => string>([
    [
      3,
      () =>
        `${cased(dice, 'ENV')} ${dice.pick(NAMES)}=${value(dice)}${dice.chance(0.3) ? ` ${dice.pick(NAMES)}=${value(dice)}` : ''}`,
    ],
    [1, () => `${cased(dice, 'ENV')} ${dice.pick(NAMES)} ${value(dice)}`],
    [2, () => `${cased(dice, 'LABEL')} a.b=${value(dice)}`],
    [1, () => `LABEL text ${value(dice)}`],
    [3, () => argLine(dice)],
    [2, () => `${cased(dice, 'WORKDIR')} ${dice.pick(['/srv', 'app', './x', use(dice), '"/a b"'])}`],
    [2, () => `${cased(dice, 'CMD')} ${dice.pick(['["x", "y"]', 'x y', '[x]', '["a"]'])}`],
    [2, () => `${cased(dice, 'ENTRYPOINT')} ${dice.pick(['["x"]', 'exec x', '["sh", "-c", "x"]'])}`],
    [2, () => `${cased(dice, 'HEALTHCHECK')} ${dice.pick(['NONE', 'CMD x', '--interval=1s CMD ["x"]'])}`],
    [
      2,
      () =>
        `${cased(dice, 'EXPOSE')} ${dice.pick(['80', '80/TCP', '1:80', '80/tcp 53/UDP', '8000-8010', '127.0.0.1:1:2'])}`,
    ],
    [1, () => `SHELL ["/bin/${dice.pick(['sh', 'bash'])}", "-c"]`],
    [1, () => `MAINTAINER ${dice.pick(['me', 'Jo <jo@example.com>'])}`],
    [
      2,
      () => `${cased(dice, 'COPY')} ${dice.chance(0.3) ? `--chown=${use(dice)} ` : ''}a${use(dice)} /x/${use(dice)}/`,
    ],
    [1, () => `ADD --chmod=644 a /x/${use(dice)}`],
    [1, () => `COPY <<${dice.pick(['E', '"E"'])} /x\n${use(dice)} ${use(dice)}\nE`],
    [1, () => `USER ${dice.pick(['node', `u${use(dice)}`])}`],
    [1, () => `VOLUME ${dice.pick(['/data', `/d${use(dice)}`, `["/d${use(dice)}"]`])}`],
    [
      3,
      () =>
        `${cased(dice, 'RUN')} ${dice.pick(['true', 'echo $X', '--mount=type=cache,target=/c$DIR true', 'a && \\\n\n  b', 'a \\\n # c\n  && b'])}`,
    ],
    [
      2,
      () =>
        `${cased(dice, 'ONBUILD')} ${dice.pick(['RUN true', 'CMD x', 'LABEL a=$X', 'WORKDIR app', 'ENV A b', 'EXPOSE 1:2', 'run true', 'ARG TOKEN'])}`,
    ],
    [1, () => `# ${dice.pick(['note', 'A note', 'TOKEN it', ''])}`],
  ])();
  return dice.chance(0.05) ? `\n${text}` : dice.chance(0.05) ? `  ${text}` : text;
}
