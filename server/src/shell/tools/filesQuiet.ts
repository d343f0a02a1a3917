// Knows: programs that write no file, and which of their words are files that they read (POSIX utilities, GNU coreutils).
import { names, words, type FileTool } from './filesEffect';

export const QUIET_TOOLS: readonly FileTool[] = [
  {
    programs: names(
      ': [ [[ alias basename bg break builtin case cd chsh clear command continue date declare dirname echo env exit export expr false fg getconf getent getopts groups hash hostname id jobs kill let local locale logname mktemp nproc popd printenv printf pushd pwd read readonly return seq set shift shopt sleep stty sync test time times tput trap true tty type typeset ulimit umask uname unalias unset wait which who whoami yes apt-mark dpkg-query dpkg-architecture apt-cache lsb_release ldconfig update-alternatives',
    ),
    valued: words(''),
    effects: () => [],
  },
  {
    programs: names(
      'cat head tail wc cut sort uniq tr grep egrep fgrep awk gawk diff cmp comm ls stat file readlink realpath du df md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum b2sum cksum od hexdump strings nl paste join fold column jq yq less more ldd nm objdump tree',
    ),
    valued: words('-n -c -e -f -d -F -k -t'),
    effects: ({ operands }) =>
      operands.map(({ text, word }) => ({ act: 'read', path: text, word, extent: 'tree' }) as const),
  },
  {
    programs: names('gpg gpg2 gpgv openssl minisign cosign signify'),
    valued: words(
      '--keyserver --keyring --homedir --recv-keys --recv-key -o --output --status-fd --passphrase --default-key',
    ),
    effects: (given) => [
      ...given.operands.map(
        ({ text, word }) =>
          ({
            act: 'read',
            path: text,
            word,
            extent: 'entry',
            ...(given.has('--verify') && { use: 'verify' as const }),
          }) as const,
      ),
      ...given
        .values('-o', '--output')
        .map(({ text, word }) => ({ act: 'write', path: text, word, extent: 'entry' }) as const),
    ],
  },
  // They write a few lines below /etc, and a home directory with a few small files.
  {
    programs: names(
      'useradd adduser groupadd addgroup usermod groupmod userdel groupdel deluser delgroup passwd chpasswd',
    ),
    valued: words(
      '-d --home-dir --home -u --uid -g --gid -G --groups -s --shell -c --comment -p --password -b -k -K -e -f',
    ),
    effects: () => [],
  },
];
