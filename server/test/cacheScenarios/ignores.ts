// Knows: ignore files and what they keep out.
import type { Scenario } from '../engine/cacheProject';

const files = {
  'src/a.js': 'a',
  'src/b.test.js': 'b',
  'src/deep/c.test.js': 'c',
  'docs/x.md': 'x',
  'docs/keep/y.md': 'y',
  'z.log': 'z',
  '.git/HEAD': 'ref',
};
const Dockerfile = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN last\n';

export const ignores: readonly Scenario[] = [
  {
    name: 'ignore/edited',
    why: 'an ignore file decides by what it lets in, unless it is copied itself',
    files: { Dockerfile, '.dockerignore': '.git\n.dockerignore\nDockerfile\n', ...files },
    edits: [
      { name: 'what is ignored', write: { '.git/HEAD': 'other', '.git/new': 'n' } },
      { name: 'a line for nothing', write: { '.dockerignore': '.git\n.dockerignore\nDockerfile\nnothing\n' } },
      { name: 'the other order', write: { '.dockerignore': 'Dockerfile\n.dockerignore\n.git/\n' } },
      { name: 'a comment, CRLF', write: { '.dockerignore': '# c\r\nDockerfile\r\n.dockerignore\r\n.git\r\n' } },
      { name: 'logs too', write: { '.dockerignore': '.git\n.dockerignore\nDockerfile\n*.log\n' } },
      { name: 'a log', write: { 'z.log': 'zz' } },
      { name: 'as it was', back: 0 },
      { name: 'it is copied', write: { '.dockerignore': '.git\nDockerfile\n' } },
      { name: 'and edited', write: { '.dockerignore': '.git\nDockerfile\n# c\n' } },
    ],
  },
  {
    name: 'ignore/patterns',
    why: 'stars and exceptions',
    files: { Dockerfile, '.dockerignore': '.*\nDockerfile\n**/*.test.js\n', ...files },
    edits: [
      { name: 'a test', write: { 'src/b.test.js': 'bb' } },
      { name: 'a deep test', write: { 'src/deep/c.test.js': 'cc' } },
      { name: 'a new deep test in a new folder', write: { 'src/deep/er/d.test.js': 'd' } },
      { name: 'an exception', write: { '.dockerignore': '.*\nDockerfile\n**/*.test.js\n!src/b.test.js\n' } },
      { name: 'that test', write: { 'src/b.test.js': 'b2' } },
      { name: 'the other test', write: { 'src/deep/c.test.js': 'c2' } },
      { name: 'the last line wins', write: { '.dockerignore': '.*\nDockerfile\n!src/b.test.js\n**/*.test.js\n' } },
    ],
  },
  {
    name: 'ignore/folders',
    why: '`d`, `d/*` and `d/**` leave different folders behind',
    files: { Dockerfile, '.dockerignore': '.*\nDockerfile\ndocs\n', ...files },
    edits: [
      { name: 'what is in it', write: { 'docs/x.md': 'xx' } },
      { name: 'docs/*', write: { '.dockerignore': '.*\nDockerfile\ndocs/*\n' } },
      { name: 'what is in it', write: { 'docs/x.md': 'xxx' } },
      { name: 'docs/**', write: { '.dockerignore': '.*\nDockerfile\ndocs/**\n' } },
      { name: 'a sub-folder comes back', write: { '.dockerignore': '.*\nDockerfile\ndocs\n!docs/keep\n' } },
      { name: 'in the sub-folder', write: { 'docs/keep/y.md': 'yy' } },
      { name: 'beside it', write: { 'docs/x.md': 'x4' } },
      { name: '/docs/', write: { '.dockerignore': '.*\nDockerfile\n/docs/\n' } },
    ],
  },
  {
    name: 'ignore/beside-the-Dockerfile',
    why: "BuildKit takes the ignore file of the Dockerfile's own name, and then no other",
    files: {
      'build/Dockerfile': Dockerfile,
      'build/Dockerfile.dockerignore': 'build\n.*\n',
      '.dockerignore': 'docs\n',
      ...files,
    },
    start: { dockerfile: 'build/Dockerfile' },
    edits: [
      { name: 'a document', write: { 'docs/x.md': 'xx' } },
      { name: 'the file in the root', write: { '.dockerignore': 'src\n' } },
      { name: 'the own one', write: { 'build/Dockerfile.dockerignore': 'build\n.*\ndocs\n' } },
      { name: 'a document', write: { 'docs/x.md': 'x3' } },
      { name: 'the own one goes', remove: ['build/Dockerfile.dockerignore'] },
      { name: 'as it was', back: 0 },
      { name: 'a source', write: { 'src/a.js': 'aa' } },
    ],
  },
  {
    name: 'ignore/single-files',
    why: 'sources by name while others are ignored',
    files: {
      Dockerfile: 'FROM node:22\nCOPY src/a.js /a\nCOPY docs /docs\nRUN last\n',
      '.dockerignore': '*\n!src/a.js\n!docs\n',
      ...files,
    },
    edits: [
      { name: 'an ignored file', write: { 'src/b.test.js': 'bb' } },
      { name: 'a document', write: { 'docs/x.md': 'xx' } },
      { name: 'the folder is ignored: the build fails', write: { '.dockerignore': '*\n!src/a.js\n' } },
      { name: 'and is not again', write: { '.dockerignore': '*\n!src/a.js\n!docs/\n' } },
      { name: 'no ignore file at all', remove: ['.dockerignore'] },
      { name: 'the source', write: { 'src/a.js': 'aa' } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'ignore/new-files',
    why: 'files that come, go and move while an ignore file is there',
    files: { Dockerfile, '.dockerignore': '.*\nDockerfile\n*.log\nsrc/gen\n', ...files },
    edits: [
      { name: 'a log', write: { 'more.log': 'm' } },
      { name: 'a log in a folder, which the pattern does not mean', write: { 'src/more.log': 'm' } },
      { name: 'a generated folder', write: { 'src/gen/x.js': 'x' } },
      { name: 'a source becomes generated', rename: [['src/deep', 'src/gen/deep']] },
      { name: 'and moves back', rename: [['src/gen/deep', 'src/deep']] },
      { name: 'a log becomes a text', rename: [['z.log', 'z.txt']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'ignore/let-in-and-not-opened',
    why: 'BuildKit sends a file without its bytes where its walk lets it in and its opening does not (fsutil: filter.go)',
    files: {
      Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN last\nCOPY src/deep /deep\nRUN deep\n',
      '.dockerignore': '*\n!src/**/*.js\nsrc/deep\n',
      ...files,
    },
    edits: [
      { name: 'other bytes of the same length', write: { 'src/deep/c.test.js': 'x' } },
      { name: 'another length', write: { 'src/deep/c.test.js': 'xx' } },
      { name: 'one that is opened', write: { 'src/a.js': 'aa' } },
      { name: 'all of them are', write: { 'Dockerfile.dockerignore': '.*\nDockerfile*\n' } },
      { name: 'which the builder keeps when it is not again', remove: ['Dockerfile.dockerignore'] },
      { name: 'until it is sent anew', touch: ['src/deep/c.test.js'] },
      { name: 'as it was', back: 0 },
    ],
  },
];
