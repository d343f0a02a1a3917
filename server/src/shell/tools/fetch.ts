// Knows: what curl and wget are asked for: which addresses, into which file, with which options.
// Sources: curl: docs/cmdline-opts/*.md; GNU wget: doc/wget.texi; busybox: networking/wget.c.
import type { ShellCommand, ShellWord } from '../model';
import { optionNames, optionOf, programOf, readArguments, type GivenArguments } from '../options';

/** Options of curl whose value may be the next word. */
const CURL_VALUED = optionNames(
  '-A -b -c -C -d -D -e -E -F -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --abstract-unix-socket --alt-svc ' +
    '--aws-sigv4 --cacert --capath --cert --cert-type --ciphers --config --connect-timeout --connect-to --continue-at ' +
    '--cookie --cookie-jar --create-file-mode --crlfile --data --data-ascii --data-binary --data-raw --data-urlencode ' +
    '--delegation --dns-servers --doh-url --dump-header --engine --etag-compare --etag-save --expect100-timeout ' +
    '--form --form-string --ftp-account --ftp-method --ftp-port --header --interface --ipfs-gateway --json ' +
    '--keepalive-time --key --key-type --limit-rate --local-port --login-options --max-filesize --max-redirs --max-time ' +
    '--netrc-file --noproxy --oauth2-bearer --output --output-dir --parallel-max --pass --pinnedpubkey --preproxy ' +
    '--proto --proto-default --proto-redir --proxy --proxy-header --proxy-user --pubkey --quote --random-file --range ' +
    '--rate --referer --request --request-target --resolve --retry --retry-delay --retry-max-time --socks5 ' +
    '--socks5-hostname --speed-limit --speed-time --stderr --telnet-option --time-cond --tls-max --tls13-ciphers ' +
    '--trace --trace-ascii --unix-socket --upload-file --url --url-query --user --user-agent --variable --write-out',
);

/** Options of wget whose value may be the next word. */
const WGET_VALUED = optionNames(
  '-a -A -B -D -e -i -I -l -o -O -P -Q -R -t -T -U -w -X --accept --append-output --base --body-data --body-file ' +
    '--bind-address --ca-certificate --ca-directory --certificate --config --cut-dirs --directory-prefix --domains ' +
    '--exclude-directories --execute --ftp-password --ftp-user --header --http-password --http-user --input-file ' +
    '--level --limit-rate --load-cookies --max-redirect --method --output-document --output-file --password ' +
    '--post-data --post-file --private-key --progress --proxy-password --proxy-user --quota --read-timeout --referer ' +
    '--reject --retry-on-http-error --save-cookies --secure-protocol --timeout --tries --user --user-agent --wait ' +
    '--waitretry',
);

export interface Fetch {
  readonly tool: 'curl' | 'wget';
  readonly command: ShellCommand;
  readonly given: GivenArguments;
  /** Words that are addresses, also dynamic ones. */
  readonly urls: readonly ShellWord[];
  /** Where the answer goes: a file name as written, `-` for the output, undefined when it cannot be told. */
  readonly output: string | undefined;
}

const known = new WeakMap<ShellCommand, Fetch | null>();

/** What a command fetches; undefined when it is neither curl nor wget. Remembered per command. */
export function fetchOf(command: ShellCommand): Fetch | undefined {
  let found = known.get(command);
  if (found === undefined) {
    found = read(command);
    known.set(command, found);
  }
  return found ?? undefined;
}

function read(command: ShellCommand): Fetch | null {
  const program = programOf(command);
  if (program?.name === 'curl') {
    const given = readArguments(program.args, CURL_VALUED);
    const named = given.options.flatMap(({ name, valueWord }) => (name === '--url' && valueWord ? [valueWord] : []));
    const urls = [...given.operands, ...named];
    return { tool: 'curl', command, given, urls, output: curlOutput(command, given, urls) };
  }
  if (program?.name === 'wget') {
    const given = readArguments(program.args, WGET_VALUED);
    return { tool: 'wget', command, given, urls: given.operands, output: wgetOutput(given) };
  }
  return null;
}

function curlOutput(command: ShellCommand, given: GivenArguments, urls: readonly ShellWord[]): string | undefined {
  const option = optionOf(given, '-o', '--output');
  if (option) return option.value;
  if (optionOf(given, '-O', '--remote-name', '--remote-name-all')) return lastPart(urls[0]?.text);
  const redirect = command.redirects.findLast(
    ({ operator, descriptor }) => (operator === '>' || operator === '>>') && (descriptor ?? 1) === 1,
  );
  return redirect ? redirect.target?.text : '-';
}

function wgetOutput(given: GivenArguments): string | undefined {
  const option = optionOf(given, '-O', '--output-document');
  return option ? option.value : lastPart(given.operands[0]?.text);
}

/** The file name at the end of an address, as curl -O and wget take it. */
const lastPart = (url: string | undefined): string | undefined => {
  const name = url
    ?.replace(/[?#].*$/, '')
    .split('/')
    .pop();
  return name === '' ? undefined : name;
};

/** What is known of an address for certain: its scheme, host and the path up to the first dynamic part. */
export function knownUrl(word: ShellWord): string {
  if (word.text !== undefined) return word.text;
  let text = '';
  for (const part of word.parts) {
    if (part.kind !== 'text') return text;
    text += part.text;
  }
  return text;
}
