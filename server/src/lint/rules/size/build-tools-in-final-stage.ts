// RULE build-tools-in-final-stage: the id is the file name; the examples below are run as tests.
import { baseName, type ShellCommand, type ShellWord } from '../../../shell/model';
import { managerCall } from '../../../shell/tools/packages';
import { baseOf } from '../../facts/baseImage';
import { defineRule, type RuleExamples } from '../../rule';

/** Images whose reason to be is a compiler. Those of interpreted languages run programs as well as build them. */
const TOOLCHAINS = new Set([
  'golang',
  'rust',
  'maven',
  'gradle',
  'gcc',
  'mcr.microsoft.com/dotnet/sdk',
  'swift',
  'haskell',
]);
const TOOLS =
  /^(?:build-essential|build-base|gcc(?:-\d+)?|g\+\+(?:-\d+)?|clang(?:-\d+)?|make|cmake|ninja-build|autoconf|automake|rustc|cargo|golang(?:-go)?|go|maven|gradle|openjdk-\d+-jdk(?:-headless)?|.+-dev|.+-devel)$/;
const SYSTEM = new Set(['apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'tdnf', 'pacman']);
const COMPILERS = /^(?:make|cmake|ninja|gcc|g\+\+|cc|clang|rustc|javac|configure)$/;

function compiles(command: ShellCommand): boolean {
  const call = managerCall(command);
  // Interpreted languages fetch more than they compile: their builds say nothing about what is shipped.
  if (call) return call.verb === 'build' && /^(?:go|cargo|maven|gradle|nuget)$/.test(call.manager);
  return COMPILERS.test(baseName(command) ?? '');
}

function toolsOf(command: ShellCommand): readonly ShellWord[] {
  const call = managerCall(command);
  if (!call || call.verb !== 'install' || !SYSTEM.has(call.manager) || call.flag('-t', '--virtual')) return [];
  return call.operands.filter(({ text }) => text !== undefined && TOOLS.test(text.replace(/[=~<>].*$/, '')));
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y build-essential\nCOPY . /src\nRUN make -C /src install\n',
    'FROM golang:1.23\nCOPY . .\nRUN go build -o /app ./cmd/app\nCMD ["/app"]\n',
  ],
  fixed: [],
  good: [
    'FROM golang:1.23 AS build\nRUN go build -o /app\nFROM debian:12\nCOPY --from=build /app /app\n',
    'FROM alpine:3.20\nRUN apk add --no-cache --virtual .deps gcc && make install && apk del .deps\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y gcc && make && apt-get purge -y gcc\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y gcc\n',
    'FROM golang:1.23 AS dev\nRUN go build ./...\n',
  ],
};

export default defineRule({
  id: 'build-tools-in-final-stage',
  group: 'size',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: [
    'go',
    'cargo',
    'mvn',
    'gradle',
    'dotnet',
    'make',
    'ninja',
    'cc',
    'g++',
    'clang',
    'rustc',
    'javac',
    'configure',
  ],
  fix: 'none',
  title: 'Compilers and headers in the shipped image',
  why: 'They are pulled and stored with every copy of the image. A stage of its own can build, and the image takes only the result.',
  twins: ['droast/DF011', 'tally/prefer-multi-stage-build'],
  *check(context) {
    const { chain, target } = context.graph;
    if (!target || /^(?:dev|develop|ci|test|lint|debug|build)/.test(target.name ?? '')) return;
    const runs = chain.flatMap((stage) => context.runsOf(stage));
    const build = runs.flatMap((run) => run.script.commands.filter(compiles).map((command) => ({ run, command })))[0];
    if (!build) return;
    const line = String(build.run.run.line + 1);
    const bottom = chain[0];
    if (bottom && TOOLCHAINS.has(baseOf(context, bottom).repository) && bottom.from.image) {
      yield {
        span: bottom.from.image.span,
        message: `The shipped image stands on a toolchain and builds in line ${line}: its compilers and headers are shipped too.`,
        related: [{ span: build.run.docSpan(build.command.span), message: 'What is built here' }],
      };
      return;
    }
    for (const run of runs) {
      if (run.script.commands.some((command) => managerCall(command)?.verb === 'remove')) continue;
      const tools = run.script.commands.flatMap((command) => toolsOf(command));
      const [first] = tools;
      if (!first) continue;
      const names = [...new Set(tools.map(({ text }) => text ?? ''))];
      yield {
        span: run.docSpan(first.span),
        message: `${names.slice(0, 4).join(', ')}${names.length > 4 ? ' …' : ''} stay${names.length === 1 ? 's' : ''} in the shipped image: ${names.length === 1 ? 'it is' : 'they are'} for building, as line ${line} does.`,
        related: [{ span: build.run.docSpan(build.command.span), message: 'What is built here' }],
      };
      return;
    }
  },
});
