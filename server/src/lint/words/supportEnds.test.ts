// The table of supportEnds.ts, by tags as people write them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { debianEnd, supportEnd } from './supportEnds';

const said = (image: string, tag: string): string | undefined => {
  const found = supportEnd(image, tag);
  return found && `${found.name} ${found.since}`;
};

test('each release has its own name and day', () => {
  assert.equal(said('ubuntu', '12.04.5'), 'Ubuntu 12.04 or older 2017-04-28');
  assert.equal(said('ubuntu', '13.10'), 'Ubuntu 13.10 2014-07-17');
  assert.equal(said('ubuntu', 'focal-20240530'), 'Ubuntu 20.04 2025-05-31');
  assert.equal(said('node', '8-alpine'), 'Node 8 2019-12-31');
  assert.equal(said('node', 'gallium-slim'), 'Node 16 2023-09-11');
  assert.equal(said('mcr.microsoft.com/dotnet/sdk', '2.2-stretch'), '.NET Core 2.2 2019-12-23');
  assert.equal(said('mcr.microsoft.com/dotnet/core/aspnet', '2.1'), '.NET Core 2.1 or older 2021-08-21');
  assert.equal(said('debian', '10.13-slim'), 'Debian 10 2024-06-30');
  assert.equal(debianEnd('3.12-slim-buster')?.name, 'Debian 10');
});

test('a tag that only begins alike is another release', () => {
  for (const [image, tag] of [
    ['mcr.microsoft.com/dotnet/sdk', '10.0'],
    ['node', '22'],
    ['node', '40'],
    ['node', 'lts'],
    ['python', '3.13'],
    ['python', '3.20'],
    ['alpine', '3.22'],
    ['alpine', 'edge'],
    ['debian', '12-slim'],
    ['debian', 'latest'],
    ['ubuntu', '26.04'],
    ['ruby', '3.3'],
    ['php', '8.2-fpm'],
    ['acme/node', '8'],
  ] as const)
    assert.equal(said(image, tag), undefined, `${image}:${tag}`);
  assert.equal(debianEnd('3.12-slim-bookworm'), undefined);
});
