// Knows: programs that build: they read and write below the directory they run in, and no text says what. Interpreters that
// are given a file.
import type { Arguments } from './filesArguments';
import { names, words, type FileEffect, type FileTool } from './filesEffect';

const builds = (folder: { readonly text: string | undefined } | undefined, given: Arguments): FileEffect[] => [
  { act: 'write', path: folder ? folder.text : '.', word: given.program, extent: 'inside' },
];

/** `sh install.sh`, `python setup.py`: the file is read, and does what it likes. */
const interpreted = (given: Arguments): FileEffect[] => {
  const [file] = given.operands;
  return file && !given.has('-c', '-m', '-e')
    ? [{ act: 'read', path: file.text, word: file.word, extent: 'entry', use: 'run' }]
    : [];
};

export const BUILD_TOOLS: readonly FileTool[] = [
  {
    programs: ['make', 'gmake', 'ninja'],
    valued: words('-C --directory -f --file -j -l -o -I'),
    quiet: false,
    effects: (given) => builds(given.value('-C', '--directory'), given),
  },
  {
    programs: ['cmake'],
    valued: words('-B -S --build --install -G -D -C -P --target --config --prefix -j'),
    quiet: false,
    effects: (given) => (given.has('--install', '-P') ? [] : builds(given.value('-B', '--build'), given)),
  },
  {
    programs: names(
      'configure autoreconf autogen.sh meson scons bazel tsc webpack vite ng gulp grunt rake msbuild sbt lein',
    ),
    valued: words(''),
    quiet: false,
    effects: (given) => builds(undefined, given),
  },
  {
    programs: names('sh bash ash dash zsh python python2 python3 perl ruby node php Rscript java source .'),
    valued: words('-m -W -X -I'),
    quiet: false,
    effects: interpreted,
  },
  // What they start is not followed.
  {
    programs: names('xargs parallel eval su chroot gosu su-exec runuser timeout watch'),
    valued: words(''),
    quiet: false,
    effects: () => [],
  },
];
