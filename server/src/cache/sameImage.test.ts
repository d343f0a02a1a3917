import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayBeSameImage } from './sameImage';

const D = `@sha256:${'a'.repeat(64)}`;
const E = `@sha256:${'b'.repeat(64)}`;
for (const [one, other, expected] of [
  ['node:22', 'node:24', false],
  ['node:22', 'node:22.4', true],
  ['node:22.4.1', 'node:22.5', false],
  ['node:2', 'node:22', false],
  ['node', 'node:22', true],
  ['node:lts', 'node:latest', true],
  ['node:22-bookworm', 'node:22', true],
  ['node:22-bookworm', 'node:22-trixie', false],
  ['node:22-slim', 'node:22', false],
  ['node:22-slim', 'node:22-bookworm-slim', true],
  ['node:22-alpine', 'node:22-alpine3.20', true],
  ['node:22-alpine3.19', 'node:22-alpine3.20', false],
  ['python:3.12-slim-bookworm', 'python:3.12-slim-trixie', false],
  ['cuda:12.2.0-base-ubuntu22.04', 'cuda:12.2.0-base-ubuntu20.04', false],
  ['debian:bookworm-20240110-slim', 'debian:bookworm-slim', true],
  ['php:8-fpm', 'php:8-apache', false],
  ['php:8', 'php:8-cli', true],
  ['debian:12', 'debian:bookworm', true],
  ['debian:12', 'alpine:3', false],
  ['golang:v1.22', 'golang:1.22', true],
  ['node:22', 'mirror.example:5000/library/node:22', true],
  ['node:22', `node:22${D}`, true],
  [`node:22${D}`, `node:22${E}`, true],
  [`node:22${D}`, `node:24${E}`, false],
  [`node${D}`, `node${E}`, true],
  ['app:dev', 'app:prod', false],
  ['', 'x', false],
] as const) {
  test(`${one} and ${other} ${expected ? 'may be' : 'are not'} one image`, () => {
    assert.deepEqual([mayBeSameImage(one, other), mayBeSameImage(other, one)], [expected, expected]);
  });
}
