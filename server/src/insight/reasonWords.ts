// Knows: the reasons of a plan in words: a few for the end of a line, a sentence for views and hovers.
import type { CacheReason } from '../cache/because';
import type { CachePlan } from '../cache/plan';
import { plural } from './wording';

/** `package.json changed`, after `rebuilds:`. */
export function causeWords(reason: CacheReason, plan: CachePlan): string {
  switch (reason.kind) {
    case 'file-changed':
      return `${short(reason.path)} changed`;
    case 'file-added':
      return `${short(reason.path)} is new`;
    case 'file-removed':
      return `${short(reason.path)} is gone`;
    case 'mode-changed':
      return `the mode of ${short(reason.path)} changed`;
    case 'more-files':
      return `${plural(reason.count, 'more file')} changed`;
    case 'instruction-changed':
      return 'its text changed';
    case 'arg-changed':
      return `ARG ${reason.name} changed`;
    case 'env-changed':
      return `ENV ${reason.name} changed`;
    case 'env-order-changed':
      return `the order of ENV ${reason.name} changed`;
    case 'workdir-changed':
      return 'WORKDIR changed';
    case 'user-changed':
      return 'USER changed';
    case 'shell-changed':
      return 'SHELL changed';
    case 'mount-changed':
      return 'its mounts changed';
    case 'platform-changed':
      return 'the platform changed';
    case 'network-changed':
      return 'the network changed';
    case 'options-changed':
      return 'its options changed';
    case 'destination-changed':
      return 'its destination changed';
    case 'base-changed':
      return `the base image ${short(reason.reference)} changed`;
    case 'parent-missed':
    case 'source-missed':
      return `line ${lineOf(reason.step, plan)} is rebuilt`;
    case 'no-cache':
      return 'the build is asked to use no cache';
    case 'not-recorded':
      return 'no recorded build made it';
    case 'output-unknown':
      return `depends on what line ${lineOf(reason.step, plan)} produces`;
    case 'parent-unknown':
      return `depends on line ${lineOf(reason.step, plan)}`;
    case 'not-read':
      return reason.path === undefined ? 'the context was not read' : `${short(reason.path)} could not be read`;
    case 'source-missing':
      return `${short(reason.path)} is not in the context`;
    case 'remote-unknown':
      return `what ${short(reason.url)} holds is not known`;
    case 'image-unknown':
      return `what ${short(reason.reference)} holds is not known`;
    case 'not-observed':
      return 'nobody saw whether it was built';
    default:
      return 'the reason is not known';
  }
}

/** The same as a sentence, with values where there are any. */
export function reasonSentence(reason: CacheReason, plan: CachePlan): string {
  const words = causeWords(reason, plan);
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  if (!('before' in reason) || !('after' in reason) || reason.before === undefined || reason.after === undefined)
    return `${sentence}.`;
  return reason.kind === 'arg-changed' || reason.kind === 'env-changed' || reason.kind === 'user-changed'
    ? `${sentence}: ${value(reason.before)} → ${value(reason.after)}.`
    : `${sentence}.`;
}

const lineOf = (step: number, { steps }: CachePlan): string => {
  const line = steps[step]?.line;
  return line === undefined ? '?' : String(line + 1);
};

const LONGEST = 60;
/** Long paths keep their end, which tells them apart. */
const short = (text: string): string => (text.length <= LONGEST ? text : `…${text.slice(1 - LONGEST)}`);
const value = (text: string): string => (text === '' ? 'empty' : text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
