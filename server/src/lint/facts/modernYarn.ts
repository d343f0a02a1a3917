// Knows: whether a file builds with Yarn 2 or later, whose cache may lie in the project.
import { managerCallsOf } from './commandIndex';
import type { RuleContext } from '../context';
import { copiesOf } from './stepIndex';

/** True at any sign of it: a wrong yes costs a hint, a wrong no somebody's dependencies. */
export function isYarnModern(context: RuleContext): boolean {
  const called = managerCallsOf(context, 'yarn').some(
    ({ call }) =>
      call.flag('--immutable', '--immutable-cache', '--inline-builds') !== undefined ||
      /^(?:workspaces focus|plugin|dlx|set)$/.test(call.phrase),
  );
  const copied = copiesOf(context).some(({ step }) =>
    step.sources.some(({ text }) => /(?:^|\/)\.yarn(?:rc\.yml|\/|$)/.test(text)),
  );
  return called || copied || context.context?.listed.children.has('.yarnrc.yml') === true;
}
