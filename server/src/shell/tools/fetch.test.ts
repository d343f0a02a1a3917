// What curl and wget fetch, and where it goes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellParser } from '../../../test/support/shell';
import { fetchOf, knownUrl } from './fetch';

const parser = shellParser();

for (const [line, output, urls] of [
  ['curl https://a.test/b.tgz', '-', 'https://a.test/b.tgz'],
  ['curl -fsSLO https://a.test/b.tgz?x=1', 'b.tgz', 'https://a.test/b.tgz?x=1'],
  ['curl -H "A: b" -o /tmp/x https://a.test', '/tmp/x', 'https://a.test'],
  ['curl --url https://a.test > /tmp/y', '/tmp/y', 'https://a.test'],
  ['curl -s https://a.test 2> /dev/null', '-', 'https://a.test'],
  ['curl -o "$F" https://a.test', undefined, 'https://a.test'],
  ['wget -q https://a.test/c/d.zip', 'd.zip', 'https://a.test/c/d.zip'],
  ['wget -qO- https://a.test', '-', 'https://a.test'],
  ['wget -O /tmp/z https://a.test', '/tmp/z', 'https://a.test'],
  ['busybox wget -O z https://a.test', 'z', 'https://a.test'],
  ['curl "https://$HOST/a"', '-', 'https://'],
] as const) {
  test(line, () => {
    const [command] = parser.parse(line).commands;
    const fetch = command && fetchOf(command);
    assert.equal(fetch?.output, output);
    assert.equal(fetch?.urls.map(knownUrl).join(' '), urls);
  });
}

test('other programs fetch nothing that we know', () => {
  const [command] = parser.parse('echo curl https://a.test').commands;
  assert.equal(command && fetchOf(command), undefined);
});
