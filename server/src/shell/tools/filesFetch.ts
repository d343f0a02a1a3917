// Knows: what curl, wget and git leave in a directory (curl(1), wget(1), git-clone(1)).
import type { Arguments, Operand } from './filesArguments';
import { words, type FileEffect, type FileTool } from './filesEffect';

/** The name of a download when none is asked for: the last part of the URL's path. */
function remoteName(url: string | undefined): string | undefined {
  const path = /^(?:[a-z][\w+.-]*:\/\/)?[^/?#]*([^?#]*)/i.exec(url ?? '')?.[1];
  const name = path?.split('/').pop();
  return name === '' ? undefined : name;
}

const inFolder = (folder: Operand | undefined, name: string | undefined): string | undefined =>
  name === undefined || (folder && folder.text === undefined)
    ? undefined
    : folder?.text === undefined
      ? name
      : `${folder.text.replace(/\/+$/, '')}/${name}`;

const file = (path: string | undefined, { word }: Operand): FileEffect => ({
  act: 'write',
  path,
  word,
  extent: 'entry',
});

function curled(given: Arguments): FileEffect[] {
  const urls = [...given.operands, ...given.values('--url')];
  const folder = given.value('--output-dir');
  const named = given
    .values('-o', '--output')
    .filter(({ text }) => text !== '-')
    .map((to) => file(folder ? inFolder(folder, to.text) : to.text, to));
  const remote = given.has('-O', '--remote-name', '--remote-name-all')
    ? urls.map((url) => file(inFolder(folder, remoteName(url.text)), url))
    : [];
  return [...named, ...remote];
}

function wgot(given: Arguments): FileEffect[] {
  const to = given.value('-O', '--output-document');
  if (to) return to.text === '-' ? [] : [file(to.text, to)];
  const folder = given.value('-P', '--directory-prefix');
  if (given.has('-r', '--recursive', '-m', '--mirror', '-i', '--input-file'))
    return [{ act: 'write', path: folder?.text ?? '.', word: folder?.word ?? given.program, extent: 'inside' }];
  return given.operands.map((url) => file(inFolder(folder, remoteName(url.text)), url));
}

const CLONE_VALUED = words(
  '-C -c --config -b --branch --depth -o --origin -u --upload-pack --reference --reference-if-able --separate-git-dir -j --jobs --filter --template --shallow-since --shallow-exclude --server-option --bundle-uri --revision --git-dir --work-tree -m -F -s',
);

/** Words of git that write below the working tree. */
const WRITES_TREE = words('pull checkout switch restore reset apply am merge rebase submodule lfs sparse-checkout');
/** Words that write below `.git`. */
const WRITES_GIT = words('init fetch remote config tag commit add gc');

function git(given: Arguments): FileEffect[] {
  const [verb, ...operands] = given.operands;
  const at = given.values('-C')[0];
  if (!verb || verb.text === undefined || (at && at.text === undefined)) return [];
  const start = at?.text ?? '.';
  const below = (path: string): string => (path.startsWith('/') || !at ? path : `${start}/${path}`);
  if (verb.text === 'clone') {
    const [url, folder] = operands;
    if (!url) return [];
    const name = folder
      ? folder.text
      : url.text
          ?.replace(/\/+$/, '')
          .split(/[/:]/)
          .pop()
          ?.replace(/\.git$/, '');
    const path = name === undefined || name === '' ? undefined : below(name);
    return [{ act: 'write', path, word: folder?.word ?? url.word, extent: 'tree' }];
  }
  const word = at?.word ?? given.program;
  if (verb.text === 'clean') return [{ act: 'delete', path: start, word, extent: 'inside' }];
  if (WRITES_TREE.has(verb.text)) return [{ act: 'write', path: start, word, extent: 'inside' }];
  return WRITES_GIT.has(verb.text) ? [{ act: 'write', path: `${start}/.git`, word, extent: 'tree' }] : [];
}

export const FETCH_TOOLS: readonly FileTool[] = [
  {
    programs: ['curl'],
    valued: words(
      '-o --output --output-dir -H --header -d --data --data-ascii --data-binary --data-raw --data-urlencode -u --user -U --proxy-user -x --proxy -A --user-agent -e --referer -b --cookie -c --cookie-jar -m --max-time -T --upload-file -X --request -w --write-out -K --config -r --range -Y --speed-limit -y --speed-time -z --time-cond -C --continue-at -E --cert --key --cacert --capath --ciphers -F --form -D --dump-header -t --telnet-option -Q --quote -P --ftp-port --retry --retry-delay --retry-max-time --connect-timeout --limit-rate --max-filesize --max-redirs --resolve --url --interface --noproxy --socks5 --socks5-hostname --proto --proto-redir --tls-max --pinnedpubkey --oauth2-bearer --stderr --trace --netrc-file',
    ),
    effects: curled,
  },
  {
    programs: ['wget', 'wget2'],
    valued: words(
      '-O --output-document -o --output-file -a --append-output -P --directory-prefix -t --tries -T --timeout -i --input-file -U --user-agent --header -e --execute -Q --quota -w --wait --waitretry --limit-rate --user --password --http-user --http-password --post-data --post-file --method --body-data --ca-certificate --certificate --private-key --secure-protocol -A --accept -R --reject -D --domains -X --exclude-directories -I --include-directories --cut-dirs -l --level --dns-timeout --connect-timeout --read-timeout --referer --load-cookies --save-cookies --progress --base -B --restrict-file-names',
    ),
    effects: wgot,
  },
  { programs: ['git'], valued: CLONE_VALUED, effects: git },
];
