// Knows: the command lines of the package managers that come with programming languages.
// Sources: each program's own help and reference pages, 2026-09; the table of lint-rules.md §2 for options with values.
import { verbs, words, type Manager } from './manager';

const PIP_VALUED =
  words(`-r --requirement -c --constraint -e --editable -t --target -i --index-url --pypi-url --extra-index-url
  -f --find-links --prefix --root --src --trusted-host --proxy --cert --client-cert --platform --python-version --python --abi
  --implementation --only-binary --no-binary --progress-bar --upgrade-strategy -C --config-settings --config-setting
  --global-option --build-option --install-option --retries --timeout --default-timeout --exists-action --cache-dir --log
  -w --wheel-dir -d --dest --download -b --build --report --root-user-action --use-feature --use-deprecated --keyring-provider
  --group --resume-retries`);
const UV_VALUED =
  words(`-p --cache-dir --extra --no-extra --group --no-group --only-group --package --project --directory
  --config-file --link-mode --refresh-package --reinstall-package -P --upgrade-package --no-install-package --index
  --default-index --allow-insecure-host --index-strategy --resolution --prerelease --exclude-newer --color --with
  --with-editable --with-requirements --python-preference --env-file --tag --branch --rev --no-build-package --no-binary-package
  --build-constraints -b --overrides --override --output-file -o --install-dir -i --mirror --torch-backend --script --marker -m`);

const PYTHON: readonly Manager[] = [
  {
    name: 'pip',
    programs: ['pip'],
    verbs: verbs({ install: 'install', remove: 'uninstall', clean: 'cache_purge', download: 'download wheel' }),
    valued: PIP_VALUED,
  },
  {
    name: 'uv',
    programs: ['uv', 'uvx'],
    verbs: verbs({
      install: 'sync add pip_install pip_sync tool_install python_install',
      remove: 'remove pip_uninstall tool_uninstall python_uninstall',
      upgrade: 'tool_upgrade python_upgrade',
      clean: 'cache_clean cache_prune clean',
      build: 'build',
      run: 'run tool_run x',
    }),
    valued: new Set([...PIP_VALUED, ...UV_VALUED]),
    anything: 'other',
  },
  {
    name: 'poetry',
    programs: ['poetry'],
    verbs: verbs({
      install: 'install add sync self_add self_install',
      upgrade: 'update self_update',
      remove: 'remove',
      clean: 'cache_clear',
      build: 'build',
      run: 'run',
    }),
    valued: words(
      '-C --directory -P --project --only --with --without -E --extras -G --group --source --python --platform -f --format -o --output',
    ),
  },
  {
    name: 'pipenv',
    programs: ['pipenv'],
    verbs: verbs({
      install: 'install sync',
      upgrade: 'update upgrade',
      remove: 'uninstall',
      clean: 'clean',
      run: 'run',
    }),
    valued: words('--python --pypi-mirror --categories -i --index -r --requirements -e --editable --extra-pip-args'),
  },
  {
    name: 'conda',
    programs: ['conda', 'mamba', 'micromamba'],
    verbs: verbs({
      install: 'install create env_create',
      upgrade: 'update upgrade env_update self-update',
      remove: 'remove uninstall env_remove',
      clean: 'clean',
      run: 'run',
    }),
    valued: words(
      '-n --name -p --prefix -c --channel -f --file --solver --repodata-fn --subdir --platform --experimental --clone -r --root-prefix --revision --default-threads --download-threads --cacert --ssl-verify',
    ),
  },
];

const NPM_VALUED =
  words(`-C --prefix --registry --cache --omit --include --only --tag -w --workspace --loglevel --userconfig
  --globalconfig --fetch-retries --fetch-timeout --fetch-retry-mintimeout --fetch-retry-maxtimeout --maxsockets --network-timeout
  --install-strategy --before --cpu --os --libc --script-shell --python --https-proxy --proxy --noproxy --cafile --location
  --node-options --audit-level --package --call`);
const NODE: readonly Manager[] = [
  {
    name: 'npm',
    programs: ['npm'],
    verbs: verbs({
      install:
        'install i in ins inst insta instal isnt isnta isntal isntall add ci clean-install ic install-clean isntall-clean link ln install-test it install-ci-test cit',
      upgrade: 'update up upgrade udpate',
      remove: 'uninstall un remove rm r unlink prune',
      clean: 'cache_clean cache_clear cache_rm',
      build: 'pack publish',
      run: 'run run-script rum urn exec x init create test t start',
    }),
    valued: NPM_VALUED,
  },
  { name: 'npm', programs: ['npx'], verbs: new Map(), anything: 'run', valued: new Set([...NPM_VALUED, '-p', '-c']) },
  {
    name: 'yarn',
    programs: ['yarn', 'yarnpkg'],
    verbs: verbs({
      install: 'install add global_add import workspaces_focus link',
      upgrade: 'upgrade up upgrade-interactive global_upgrade dedupe',
      remove: 'remove global_remove autoclean unlink',
      clean: 'cache_clean cache_clear',
      build: 'pack npm_publish publish',
      run: 'run exec dlx node workspace workspaces create',
      other:
        'set config cache global version versions why info list plugin rebuild bin dir audit login init check licenses outdated',
    }),
    bare: 'install',
    anything: 'run',
    valued: words(
      '--cwd --cache-folder --modules-folder --registry --network-timeout --network-concurrency --mutex --global-folder --link-folder --prefix --proxy --https-proxy --use-yarnrc --mode --otp --emoji',
    ),
  },
  {
    name: 'pnpm',
    programs: ['pnpm', 'pnpx'],
    verbs: verbs({
      install: 'install i add install-test it import link ln deploy',
      upgrade: 'update up upgrade self-update',
      remove: 'remove rm uninstall un prune unlink dislink',
      clean: 'store_prune cache_delete',
      download: 'fetch',
      build: 'pack publish',
      run: 'run exec dlx create start test t',
      other:
        'config setup env store cache list ls why audit outdated licenses root bin approve-builds patch server init doctor',
    }),
    anything: 'run',
    valued: words(
      '-C --dir --filter -F --filter-prod --store-dir --virtual-store-dir --modules-dir --registry --reporter --loglevel --network-concurrency --child-concurrency --workspace-concurrency --package-import-method --lockfile-dir --global-dir --cpu --os --libc --package --config',
    ),
  },
  {
    name: 'bun',
    programs: ['bun', 'bunx'],
    verbs: verbs({
      install: 'install i add a ci link',
      upgrade: 'update upgrade',
      remove: 'remove rm uninstall unlink',
      clean: 'pm_cache',
      build: 'build publish',
      run: 'run x exec test create c',
      other: 'pm init outdated audit why',
    }),
    anything: 'run',
    valued: words(
      '--cwd --backend --registry --cache-dir -c --config --network-concurrency --concurrent-scripts --ca --cafile --omit --filter --linker --outdir --outfile --target --external --cpu --os',
    ),
  },
];

const OTHERS: readonly Manager[] = [
  {
    name: 'gem',
    programs: ['gem'],
    verbs: verbs({
      install: 'install i',
      upgrade: 'update',
      remove: 'uninstall cleanup',
      download: 'fetch',
      build: 'build push',
      other: 'sources env environment list search query info specification spec which contents',
    }),
    valued: words(
      '-v --version -i --install-dir -n --bindir -s --source -P --trust-policy --platform -p --http-proxy -B --bulk-threshold --build-root --config-file --target-rbconfig',
    ),
  },
  {
    name: 'bundler',
    programs: ['bundle', 'bundler'],
    verbs: verbs({
      install: 'install add i',
      upgrade: 'update',
      // `clean` removes gems that the Gemfile does not name.
      remove: 'remove clean',
      download: 'cache package pack',
      run: 'exec e',
      other:
        'config env check lock info show list platform binstubs init plugin open outdated doctor version gem console',
    }),
    bare: 'install',
    anything: 'other',
    valued: words(
      '--gemfile --path -j --jobs --retry --without --with --only --shebang --trust-policy --target-rbconfig -r',
    ),
  },
  {
    name: 'go',
    programs: ['go'],
    verbs: verbs({
      install: 'install get',
      clean: 'clean',
      download: 'mod_download mod_vendor mod_tidy',
      build: 'build test generate vet',
      run: 'run tool',
      other: 'env version list fmt mod work doc help bug',
    }),
    options: 'words',
    valued: words(
      '-o -C -mod -tags -ldflags -gcflags -asmflags -p -modfile -overlay -pkgdir -toolexec -buildmode -compiler -covermode -coverpkg -coverprofile -run -bench -timeout -count -cpu -parallel -exec -installsuffix -gccgoflags -pgo -f -vettool',
    ),
  },
  {
    name: 'cargo',
    programs: ['cargo'],
    verbs: verbs({
      install: 'install binstall',
      upgrade: 'update',
      remove: 'uninstall remove rm clean',
      download: 'fetch vendor generate-lockfile',
      build:
        'build b test t check c bench doc d rustc clippy chef auditable zigbuild package publish build-sbf build-bpf leptos lambda pgo cbuild cinstall ndk wasi component make nextest deb xwin cross tarpaulin',
      run: 'run r',
      other: 'add version help search login init new tree metadata locate-project fmt cache',
    }),
    toolchain: '+',
    valued: words(
      '--version --vers --git --branch --tag --rev --path --root -j --jobs --features -F --target --profile --target-dir --manifest-path --bin --example --test --bench -p --package --exclude --message-format --color --config -Z --index --registry --recipe-path -C --lockfile-path',
    ),
  },
  {
    name: 'maven',
    programs: ['mvn', 'mvnw', 'mvnd'],
    verbs: verbs({ remove: 'clean', download: 'dependency:go-offline dependency:resolve' }),
    anything: 'build',
    isTaskList: true,
    options: 'words',
    valued: words(
      '-f --file -s --settings -gs --global-settings -P --activate-profiles -pl --projects -rf --resume-from -T --threads -D --define -l --log-file -b --builder -t --toolchains -gt --global-toolchains --color',
    ),
  },
  {
    name: 'gradle',
    programs: ['gradle', 'gradlew'],
    verbs: verbs({ remove: 'clean', other: 'wrapper tasks help properties init', download: 'dependencies' }),
    anything: 'build',
    isTaskList: true,
    options: 'words',
    valued: words(
      '-p --project-dir -g --gradle-user-home -b --build-file -c --settings-file -I --init-script -x --exclude-task --project-cache-dir --include-build -M --write-verification-metadata -F --dependency-verification --max-workers --console --warning-mode --priority --tests --configuration',
    ),
  },
  {
    name: 'composer',
    programs: ['composer', 'composer.phar'],
    verbs: verbs({
      install: 'install i require req r create-project reinstall global_require global_install',
      upgrade: 'update upgrade u global_update self-update selfupdate',
      remove: 'remove rm uninstall global_remove',
      clean: 'clear-cache clearcache cc',
      run: 'run-script run exec',
      other: 'config dump-autoload dumpautoload global validate show diagnose',
    }),
    anything: 'other',
    valued: words(
      '-d --working-dir --prefer-install --stability -s --repository --repository-url --ignore-platform-req --apcu-autoloader-prefix',
    ),
  },
  {
    name: 'nuget',
    programs: ['dotnet'],
    verbs: verbs({
      install: 'restore tool_install tool_restore tool_update add workload_install workload_restore add_package',
      build: 'build publish pack test msbuild',
      clean: 'nuget_locals',
      run: 'run',
      remove: 'tool_uninstall',
      other: 'new sln dev-certs clean nuget tool ef list workload vstest format',
    }),
    anything: 'other',
    valued: words(
      '-s --source -r --runtime --packages --configfile --config-file -v --verbosity --version -c --configuration -o --output -f --framework -a --arch --os --add-source --tool-path --version-suffix -p --property --logger -l --filter --settings --project --manifest-file',
    ),
  },
  {
    name: 'pecl',
    programs: ['pecl', 'pear'],
    verbs: verbs({
      install: 'install i',
      upgrade: 'upgrade up upgrade-all ua',
      update: 'channel-update update-channels',
      remove: 'uninstall un',
      clean: 'clear-cache cc',
      download: 'download',
      build: 'bundle',
    }),
    valued: words('-D --configureoptions -R --installroot -P --packagingroot'),
  },
  {
    name: 'rvm',
    programs: ['rvm'],
    verbs: verbs({
      install: 'install reinstall',
      upgrade: 'upgrade',
      remove: 'remove uninstall',
      clean: 'cleanup',
      other: 'use get',
    }),
    valued: words('-C --configure --url --branch --gemset --movable'),
  },
];

export const LANGUAGE_MANAGERS: readonly Manager[] = [...PYTHON, ...NODE, ...OTHERS];
