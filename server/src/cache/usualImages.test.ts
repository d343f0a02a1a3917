import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUsualImage } from './usualImages';

const CASES: readonly (readonly [string, boolean])[] = [
  ['debian', true],
  ['node:22-alpine', true],
  [`python:3.13@sha256:${'0'.repeat(64)}`, true],
  ['docker.io/library/golang:1.24', true],
  ['library/alpine', true],
  ['bitnami/node:22', false],
  ['registry.example.com/debian:12', false],
  ['localhost:5000/debian', false],
  ['mcr.microsoft.com/dotnet/sdk:9.0', false],
  ['one:1', false],
  ['', false],
];
for (const [reference, expected] of CASES)
  test(`the links of ${reference === '' ? 'no image' : reference} are ${expected ? '' : 'not '}known by its name`, () => {
    assert.equal(isUsualImage(reference), expected);
  });
