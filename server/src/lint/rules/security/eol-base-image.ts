// RULE eol-base-image: the id is the file name; the examples below are run as tests.
import { familiarPath, imageUses } from '../../facts/imageUses';
import { defineRule, type RuleExamples } from '../../rule';
import { debianEnd, supportEnd } from '../../words/supportEnds';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:buster-slim\n',
    'FROM node:16-alpine\n',
    'FROM docker.io/library/python:3.12-buster\n',
    'FROM ubuntu:18.04\n',
    'FROM ubuntu:12.04\n',
    'FROM mcr.microsoft.com/dotnet/core/runtime-deps:3.1-buster\n',
  ],
  fixed: [],
  good: [
    'FROM debian:bookworm-slim\n',
    'FROM node:22\n',
    'FROM debian\n',
    'FROM acme/debian:10\n',
    'FROM alpine:3.22\n',
    'FROM mcr.microsoft.com/dotnet/sdk:10.0\n',
    'FROM ubuntu:24.04\n',
  ],
};

export default defineRule({
  id: 'eol-base-image',
  group: 'security',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'The base image is out of support',
  why: 'Its makers repair no faults in it any more, security ones neither, and its package servers go away.',
  twins: ['tally/eol-ruby-version'],
  *check(context) {
    for (const { image, span } of imageUses(context)) {
      const tag = image.tag ?? '';
      const end =
        supportEnd(familiarPath(image), tag) ?? (image.path.startsWith('library/') ? debianEnd(tag) : undefined);
      if (end) yield { span, message: `${end.name} has had no security updates since ${end.since}.` };
    }
  },
});
