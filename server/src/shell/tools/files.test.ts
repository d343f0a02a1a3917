// What programs do to files by their arguments: one row per habit. `w` write, `d` delete, `r` read, `m` directory, `c`
// change, `o` own, `p` mode; `/**` the tree, `/…` something below, `>x` the name in a directory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellParser } from '../../../test/support/shell';
import { fileEffects, type FileEffect } from './files';

const LETTERS = { write: 'w', delete: 'd', read: 'r', directory: 'm', change: 'c', own: 'o', mode: 'p' } as const;
const EXTENT = { entry: '', tree: '/**', inside: '/…' } as const;

const shown = ({ act, path, extent, nameInside }: FileEffect): string =>
  `${LETTERS[act]} ${path ?? '?'}${EXTENT[extent]}${nameInside === undefined ? '' : `>${nameInside}`}`;

const ROWS: Readonly<Record<string, readonly string[]>> = {
  'cp a b': ['r a', 'w b>a'],
  'cp a b c/': ['r a', 'w c/a', 'r b', 'w c/b'],
  'cp -t d a': ['r a', 'w d/a'],
  'cp -r a/. b': ['r a/./**', 'w b/…'],
  'mv a b': ['w b/**>a', 'd a/**'],
  'ln -s /a b': ['w b>a'],
  'install -m 755 a /usr/bin/b': ['r a', 'w /usr/bin/b>a'],
  'install -d a b': ['m a', 'm b'],
  'mkdir -p -m 755 a b': ['m a', 'm b'],
  'rm -rf a b': ['d a/**', 'd b/**'],
  'rm -- -a': ['d -a'],
  'rm -f a': ['d a'],
  'chown -R a:b c d': ['o c/**', 'o d/**'],
  'chown --reference=x c': ['o c'],
  'chmod u+x,g-w a': ['p a'],
  'chmod -x a': ['p a'],
  'chmod -R 755 a': ['p a/**'],
  'find a b -delete': ['d a/**', 'd b/**'],
  'find a -type f -exec chmod 644 {} +': ['p a/**'],
  'find a -type d -exec chmod 755 {} +': [],
  'find a -name x -exec rm -rf {} ;': ['d a/…'],
  'tar xf a.tar': ['w ./…', 'r a.tar'],
  'tar -xzf a.tgz -C /opt --strip-components=1': ['w /opt/…', 'r a.tgz'],
  'tar --extract --file a.tgz --directory=/opt': ['w /opt/…', 'r a.tgz'],
  'tar -xzC /opt': ['w /opt/…'],
  'tar xzCf /opt a.tgz': ['w /opt/…', 'r a.tgz'],
  'tar czf b.tgz a': ['w b.tgz'],
  'tar tzf b.tgz': ['r b.tgz'],
  'unzip -q a.zip -d /opt': ['w /opt/…', 'r a.zip'],
  'gunzip a.gz': ['r a.gz', 'w a', 'd a.gz'],
  'gzip -dk a.gz': ['r a.gz', 'w a'],
  'gunzip -c a.gz': ['r a.gz'],
  'curl -fsSL -o /a https://x/b': ['w /a'],
  'curl -fsSLo /a https://x/b': ['w /a'],
  'curl -O https://x/b.tgz?v=1': ['w b.tgz'],
  'curl -LO https://x/b': ['w b'],
  'curl --output-dir /d -O https://x/b': ['w /d/b'],
  'curl https://x/b': [],
  'wget https://x/b.tgz': ['w b.tgz'],
  'wget -qO- https://x/b': [],
  'wget -O /a https://x/b': ['w /a'],
  'wget -P /d https://x/b': ['w /d/b'],
  'git clone --depth 1 -b main https://x/r.git': ['w r/**'],
  'git clone git@x:o/r.git /d': ['w /d/**'],
  'git -C /d clone https://x/r': ['w /d/r/**'],
  'git checkout v1': ['w ./…'],
  "sed -i 's/a/b/' f g": ['c f', 'c g'],
  "sed -i.bak -e 's/a/b/' f": ['c f'],
  "sed 's/a/b/' f": ['r f'],
  'touch -d yesterday f': ['c f'],
  'strip -o a b': ['w a'],
  'setcap cap_net_raw+ep f': ['c f'],
  'dd if=/a of=/b bs=1': ['r /a', 'w /b'],
  'echo a > b 2>> c': ['w b', 'w c'],
  'cat < a > b': ['r a', 'w b'],
  'dpkg -i a.deb': ['r a.deb'],
  './configure --prefix=/usr': ['w ./…'],
  '/opt/setup now': ['r /opt/setup'],
  'rm -rf "$X"': ['d ?/**'],
  'cp "$A" /b/': ['r ?', 'w /b/'],
};

for (const [script, expected] of Object.entries(ROWS)) {
  test(script, async () => {
    const [command] = shellParser().parse(script.replace(' ;', ' \\;')).commands;
    assert.ok(command);
    assert.deepEqual(fileEffects(command, ({ text }) => text).effects.map(shown), expected);
  });
}
