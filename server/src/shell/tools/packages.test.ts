import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellParser } from '../../../test/support/shell';
import { managerCall, type ManagerCall } from './packages';

const parser = shellParser();

const callOf = (text: string): ManagerCall | undefined => {
  const found = parser.parse(text).commands.map(managerCall);
  return found.find((call) => call !== undefined);
};

/** `manager verb [phrase] operands`; a dynamic operand is shown as `?`. */
const shown = (text: string): string => {
  const call = callOf(text);
  if (!call) return 'none';
  const operands = call.operands.map((word) => word.text ?? '?').join(' ');
  return `${call.manager} ${call.verb} [${call.phrase}] ${operands}`.trim();
};

const COMMANDS: readonly (readonly [command: string, expected: string])[] = [
  ['apt-get update', 'apt update [update]'],
  ['apt-get -qq -o Dpkg::Use-Pty=0 install -y curl jq', 'apt install [install] curl jq'],
  ['apt-get install -t bookworm-backports -y golang', 'apt install [install] golang'],
  ['apt-get install -tbookworm golang', 'apt install [install] golang'],
  ['apt-get install --target-release=stable ./tool.deb pkg/stable', 'apt install [install] ./tool.deb pkg/stable'],
  ['apt-get $OPTS install -y $PKGS', 'apt install [install] ?'],
  ['apt-get "$WHAT"', 'apt other [] ?'],
  ['sudo -E /usr/bin/apt-get dist-upgrade', 'apt upgrade [dist-upgrade]'],
  ['xargs -a list apt-get install -y', 'apt install [install]'],
  ['apt-cache policy curl', 'none'],
  ['apk add -t .deps --no-cache gcc musl-dev', 'apk install [add] gcc musl-dev'],
  ['apk --update add curl', 'apk install [add] curl'],
  ['apk cache clean', 'apk clean [cache clean]'],
  ['yum -y update', 'yum upgrade [update]'],
  ['yum makecache fast', 'yum update [makecache] fast'],
  ['dnf install -y --enablerepo extra --setopt keepcache=1 git', 'dnf install [install] git'],
  ['dnf5 clean all', 'dnf clean [clean] all'],
  ['microdnf install tar', 'microdnf install [install] tar'],
  ['zypper -n --gpg-auto-import-keys in -t pattern devel', 'zypper install [in] devel'],
  ['zypper ref', 'zypper update [ref]'],
  ['pacman -Syu --noconfirm git', 'pacman install [] git'],
  ['pacman -Sy', 'pacman update []'],
  ['pacman -Syu --noconfirm', 'pacman upgrade []'],
  ['pacman -Scc --noconfirm', 'pacman clean []'],
  ['pacman -Qi git', 'pacman other [] git'],
  ['pip install -i https://x.example/simple -r r.txt flask==1', 'pip install [install] flask==1'],
  ['pip3.11 install --index-url=$URL flask', 'pip install [install] flask'],
  ['python3 -I -m pip install flask', 'pip install [install] flask'],
  ['python3 setup.py install', 'none'],
  ['pip cache purge', 'pip clean [cache purge]'],
  ['pip install -e .', 'pip install [install]'],
  ['uv pip install --system -r requirements.txt', 'uv install [pip install]'],
  ['uv sync --frozen --no-dev', 'uv install [sync]'],
  ['uv venv', 'uv other [venv]'],
  ['uvx ruff check', 'uv run [] ruff check'],
  ['python -m poetry install --only main', 'poetry install [install]'],
  ['pipenv install --system', 'pipenv install [install]'],
  ['npm ci --omit dev', 'npm install [ci]'],
  ['npm i -g pnpm@9', 'npm install [i] pnpm@9'],
  ['npm cache clean --force', 'npm clean [cache clean]'],
  ['npm run build', 'npm run [run] build'],
  ['npx -p typescript tsc', 'npm run [] tsc'],
  ['yarn', 'yarn install []'],
  ['yarn --frozen-lockfile', 'yarn install []'],
  ['yarn --version', 'yarn other []'],
  ['yarn global add serve', 'yarn install [global add] serve'],
  ['yarn build', 'yarn run [build]'],
  ['corepack pnpm install --frozen-lockfile', 'pnpm install [install]'],
  ['pnpm --filter web build', 'pnpm run [build]'],
  ['bun pm cache rm', 'bun clean [pm cache] rm'],
  ['gem install bundler -v 2.1 rake:13', 'gem install [install] bundler rake:13'],
  ['bundle', 'bundler install []'],
  ['bundle install --jobs 4 --without test', 'bundler install [install]'],
  ['bundle exec rails s', 'bundler run [exec] rails s'],
  ['CGO_ENABLED=0 go build -ldflags "-s -w" -o /app ./cmd', 'go build [build] ./cmd'],
  ['go mod download', 'go download [mod download]'],
  ['go install a.example/b@v1', 'go install [install] a.example/b@v1'],
  ['cargo +nightly build --release --features a', 'cargo build [build]'],
  ['cargo install --locked --version 1.2 ripgrep', 'cargo install [install] ripgrep'],
  ['mvn -B -s settings.xml clean package', 'maven build [] clean package'],
  ['./mvnw dependency:go-offline', 'maven download [] dependency:go-offline'],
  ['mvn --version', 'maven other []'],
  ['sh ./gradlew --no-daemon -p app build', 'gradle build [] build'],
  ['sh ./build.sh', 'none'],
  ['php composer.phar install --no-dev', 'composer install [install]'],
  ['composer global require a/b:1', 'composer install [global require] a/b:1'],
  ['conda env create -f environment.yml', 'conda install [env create]'],
  ['micromamba install -y -n base -c conda-forge numpy=1', 'conda install [install] numpy=1'],
  ['dotnet restore -r linux-x64', 'nuget install [restore]'],
  ['dotnet tool install --global x', 'nuget install [tool install] x'],
  ['dotnet nuget locals all --clear', 'nuget clean [nuget locals] all'],
  ['dotnet app.dll', 'nuget other [app.dll]'],
  ['pecl install redis-6.0', 'pecl install [install] redis-6.0'],
  ['rvm cleanup all', 'rvm clean [cleanup] all'],
  ['echo apt-get update', 'none'],
  ['constructor install && toString update', 'none'],
];

for (const [command, expected] of COMMANDS)
  test(`package manager: ${command}`, () => {
    assert.equal(shown(command), expected);
  });

test('package manager: options by name, out of a cluster, with their values', () => {
  const call = callOf('apt-get -yqq -o Acquire::Retries=3 --default-release=stable install curl');
  assert.ok(call);
  assert.deepEqual(
    call.flags.map(({ name, value }) => [name, value]),
    [
      ['-y', undefined],
      ['-q', undefined],
      ['-q', undefined],
      ['-o', 'Acquire::Retries=3'],
      ['--default-release', 'stable'],
    ],
  );
  assert.equal(call.flag('--assume-yes', '-y')?.word.raw, '-yqq');
  assert.equal(call.flag('--no-such'), undefined);
  assert.equal(call.verbWord.raw, 'install');
});

test('package manager: a dynamic value is none, and is not taken for a package', () => {
  const call = callOf('pip install -r "$FILE" --index-url=$URL flask');
  assert.ok(call);
  assert.deepEqual(
    call.flags.map(({ name, value, valueWord }) => [name, value, valueWord?.raw]),
    [
      ['-r', undefined, '"$FILE"'],
      ['--index-url', undefined, undefined],
    ],
  );
  assert.deepEqual(
    call.operands.map(({ text }) => text),
    ['flask'],
  );
});

test('package manager: operands from elsewhere leave the call open', () => {
  assert.equal(callOf('cat list | xargs apt-get install -y')?.isOpen, true);
  assert.equal(callOf('apt-get install -y curl')?.isOpen, false);
});

test('package manager: any words give an answer', () => {
  for (const text of [
    'apt-get',
    'apt-get --',
    'apt-get -o',
    'pip -',
    'python -m',
    'xargs',
    'sh',
    'cargo +',
    `apt-get -${'y'.repeat(5000)} install x`,
  ])
    assert.doesNotThrow(() => shown(text), text);
});
