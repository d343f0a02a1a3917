// RULE debug-enabled: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { indexOf } from '../../facts/settings';

export const examples: RuleExamples = {
  bad: [
    'FROM python:3.12\nENV FLASK_DEBUG=1\n',
    'FROM python:3.12\nENV FLASK_APP=app FLASK_ENV=development\n',
    'FROM mcr.microsoft.com/dotnet/aspnet:9.0\nENV ASPNETCORE_ENVIRONMENT=Development\n',
    'FROM node:22\nENV NODE_ENV="development"\n',
  ],
  fixed: [],
  good: [
    'FROM python:3.12\nENV FLASK_DEBUG=0\n',
    'FROM node:22 AS build\nENV NODE_ENV=development\nFROM node:22\nENV NODE_ENV=production\n',
    'FROM node:22\nENV DEBUG=express:*\n',
    'FROM node:22\nARG DEBUG=1\n',
    'FROM node:22 AS dev\nENV NODE_ENV=development\n',
  ],
};

const ON = /^(?:1|true|yes|on)$/i;
const DEVELOPMENT = /^(?:dev|development|debug)$/i;
const SWITCHES = new Map([
  ['DEBUG', ON],
  ['APP_DEBUG', ON],
  ['FLASK_DEBUG', ON],
  ['DJANGO_DEBUG', ON],
  ['FLASK_ENV', DEVELOPMENT],
  ['NODE_ENV', DEVELOPMENT],
  ['RAILS_ENV', DEVELOPMENT],
  ['RACK_ENV', DEVELOPMENT],
  ['APP_ENV', DEVELOPMENT],
  ['ASPNETCORE_ENVIRONMENT', DEVELOPMENT],
  ['DOTNET_ENVIRONMENT', DEVELOPMENT],
]);

export default defineRule({
  id: 'debug-enabled',
  group: 'security',
  severity: 'info',
  since: '0.1.0',
  reads: ['graph', 'shell'],
  mentions: [...SWITCHES.keys()].map((name) => name.toLowerCase()),
  fix: 'none',
  title: 'A debug switch is on in the image that ships',
  why: 'Debug modes tell visitors about the program, and some let them run code in it. Set it where a container is started for that.',
  twins: ['sonar/S4507'],
  differs: 'A target that is named for development (dev, debug, test) is left alone.',
  *check(context) {
    const { target } = context.graph;
    if (!target || /(?:^|[-_.])(?:dev|devel|development|debug|test|ci|devcontainer)(?:$|[-_.])/.test(target.name ?? ''))
      return;
    const settings = indexOf(context);
    for (const [name, pattern] of SWITCHES) {
      for (const { value, span, keyword, stage, onbuild } of settings.get(name) ?? []) {
        if (keyword !== 'ENV' || onbuild || !context.isShipped(stage) || !pattern.test(value ?? '')) continue;
        // What a later ENV says is what the image has.
        if (!pattern.test(context.scopeBefore(target, target.steps.length).get(name) ?? '')) continue;
        yield { span, message: `Containers of this image start with ${name} for development.` };
      }
    }
  },
});
