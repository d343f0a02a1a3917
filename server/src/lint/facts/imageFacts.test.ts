import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageFacts } from './imageFacts';

const IMAGES: readonly (readonly [reference: string, expected: string])[] = [
  // repository family release shell user docker-clean
  ['debian:12', 'debian debian 12 dash root clean'],
  ['debian:bookworm-slim', 'debian debian bookworm dash root clean'],
  ['ubuntu', 'ubuntu ubuntu ? dash root clean'],
  ['docker.io/library/ubuntu:24.04', 'ubuntu ubuntu 24.04 dash root clean'],
  ['alpine:3.20', 'alpine alpine 3.20 ash root none'],
  ['node:20', 'node debian ? dash root clean'],
  ['node:20-alpine3.19', 'node alpine 3.19 ash root none'],
  ['arm64v8/python:3.12-slim', 'python debian ? dash root clean'],
  ['public.ecr.aws/docker/library/python:3.12-bullseye', 'python debian bullseye dash root clean'],
  ['golang:1.23-windowsservercore-ltsc2022', 'golang windows ? ? root none'],
  ['openjdk:8', 'openjdk debian ? dash root clean'],
  ['openjdk:8u342-jdk', 'openjdk debian ? dash root clean'],
  ['openjdk:17', 'openjdk rhel ? bash root none'],
  ['openjdk:17-slim', 'openjdk debian ? dash root clean'],
  ['eclipse-temurin:21-jre', 'eclipse-temurin ubuntu ? dash root clean'],
  ['eclipse-temurin:21-jre-ubi9-minimal', 'eclipse-temurin rhel 9 bash root none'],
  [
    'registry.access.redhat.com/ubi9/ubi-minimal:9.4',
    'registry.access.redhat.com/ubi9/ubi-minimal rhel ? bash root none',
  ],
  ['fedora:41', 'fedora rhel 41 bash root none'],
  ['mcr.microsoft.com/dotnet/sdk:8.0', 'mcr.microsoft.com/dotnet/sdk debian ? dash root clean'],
  ['mcr.microsoft.com/dotnet/aspnet:8.0-alpine', 'mcr.microsoft.com/dotnet/aspnet alpine ? ash root none'],
  [
    'mcr.microsoft.com/dotnet/runtime:8.0-noble-chiseled',
    'mcr.microsoft.com/dotnet/runtime distroless noble ? 1654 none',
  ],
  ['mcr.microsoft.com/windows/servercore:ltsc2022', 'mcr.microsoft.com/windows/servercore windows ? ? root none'],
  ['gcr.io/distroless/static:nonroot', 'gcr.io/distroless/static distroless ? ? 65532 none'],
  ['bitnami/nginx:1.27', 'bitnami/nginx debian ? dash 1001 ?'],
  ['jenkins/jenkins:lts', 'jenkins/jenkins debian ? dash jenkins clean'],
  ['nvidia/cuda:12.4.1-devel-ubuntu22.04', 'nvidia/cuda ubuntu 22.04 dash root clean'],
  ['nvidia/cuda:12.4.1-devel-rockylinux8', 'nvidia/cuda rhel ? bash root none'],
  ['localhost:5000/team/base:1', 'localhost:5000/team/base unknown ? ? ? ?'],
  ['acme/tool:1-nanoserver', 'acme/tool windows ? ? ? none'],
  ['microsoft/windowsservercore', 'microsoft/windowsservercore windows ? ? ? none'],
  ['acme/alpine-tools:debian', 'acme/alpine-tools unknown ? ? ? ?'],
  ['node@sha256:0123', 'node debian ? dash root clean'],
  ['', ' unknown ? ? ? ?'],
];

for (const [reference, expected] of IMAGES)
  test(`base image: ${reference}`, () => {
    const { repository, family, release = '?', shell = '?', user = '?', hasDockerClean } = imageFacts(reference);
    const clean = hasDockerClean === undefined ? '?' : hasDockerClean ? 'clean' : 'none';
    assert.equal(`${repository} ${family} ${release} ${shell} ${user === '' ? 'root' : user} ${clean}`, expected);
  });

test('base image: what the config says wins over the table', () => {
  const facts = imageFacts('rust:1.80', {
    env: ['CARGO_HOME=/cargo', 'A=b=c'],
    workingDir: '/',
    user: 'app',
    onBuild: [],
  });
  assert.equal(facts.user, 'app');
  assert.equal(facts.env('CARGO_HOME'), '/cargo');
  assert.equal(facts.env('A'), 'b=c');
  assert.equal(imageFacts('rust:1.80').env('CARGO_HOME'), '/usr/local/cargo');
  assert.equal(imageFacts('rust:1.80').env('toString'), undefined);
});

test('base image: a shell, or none', () => {
  assert.equal(imageFacts('gcr.io/distroless/base').hasShell, false);
  assert.equal(imageFacts('gcr.io/distroless/base:debug').hasShell, true);
  assert.equal(imageFacts('debian').hasShell, true);
  assert.equal(imageFacts('example.com/x').hasShell, undefined);
});
