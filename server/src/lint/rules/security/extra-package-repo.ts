// RULE extra-package-repo: the id is the file name; the examples below are run as tests.
import { commandsOf, managerCallsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { copiesOf } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM ubuntu:24.04\nRUN add-apt-repository -y ppa:deadsnakes/ppa\n',
    'FROM debian:12\nRUN echo "deb https://example.com/apt ./" > /etc/apt/sources.list.d/own.list\n',
    'FROM centos:7\nRUN yum install -y epel-release\n',
    'FROM alpine:3.22\nRUN apk add --repository https://dl-cdn.alpinelinux.org/alpine/edge/testing tool\n',
    'FROM fedora:42\nCOPY own.repo /etc/yum.repos.d/\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM alpine:3.22\nRUN apk add --repository https://mirror.example.com/alpine/v3.22/main tool\n',
  ],
};

const FOLDER = /^\/etc\/(?:apt\/sources\.list\.d|yum\.repos\.d|zypp\/repos\.d|apk\/repositories)/;

export default defineRule({
  id: 'extra-package-repo',
  group: 'security',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell', 'syntax'],
  mentions: ['repo', 'yum-config-manager', 'epel-release', 'sources.list.d', '/edge', '/testing'],
  fix: 'none',
  title: 'A package repository beside the distribution’s',
  why: 'Its packages run code as root, and may replace those of the distribution. For policies that want each of them known.',
  twins: ['dockerfile_lint/no_epel'],
  *check(context) {
    const message = 'Packages from this repository are not the distribution’s.';
    for (const { run, command } of commandsOf(context, 'add-apt-repository', 'yum-config-manager'))
      if (command.args.length > 0) yield { span: run.docSpan(command.span), message };
    for (const { run, call } of managerCallsOf(context, 'yum', 'dnf', 'microdnf'))
      for (const { text, span } of call.operands)
        if (/epel-release/.test(text ?? '')) yield { span: run.docSpan(span), message };
    for (const { run, call } of managerCallsOf(context, 'apk'))
      for (const { name, value, word } of call.flags)
        if ((name === '-X' || name === '--repository') && /\/(?:edge|testing)(?:\/|$)/.test(value ?? ''))
          yield { span: run.docSpan(word.span), message };
    for (const { run, command } of commandsOf(context, 'echo', 'printf', 'cat', 'tee', 'curl', 'wget')) {
      const words = [...command.redirects.flatMap(({ target }) => target ?? []), ...command.args];
      const target = words.find(({ text }) => FOLDER.test(text ?? ''));
      if (target) yield { span: run.docSpan(target.span), message };
    }
    for (const { step } of copiesOf(context))
      if (step.destination && FOLDER.test(step.destination.text)) yield { span: step.destination.span, message };
  },
});
