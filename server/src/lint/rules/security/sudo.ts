// RULE sudo: the id is the file name; the examples below are run as tests.
import type { Span } from '../../../base/span';
import type { TextEdit } from '../../../base/textEdit';
import type { RuleContext, StageCommand } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';
import { sudoPrefix } from '../../facts/cachePaths';
import { confirmed } from '../../facts/switches';
import { canEdit, hasComment } from '../../edits';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nUSER root\nRUN sudo apt-get update\n',
    'FROM debian:12\nUSER root\nRUN apt-get update && \\\n    sudo -E apt-get install -y curl\n',
    'FROM debian:12\nUSER app\nRUN sudo apt-get update\n',
    'FROM debian:12\nRUN sudo -u app make\n',
  ],
  fixed: [
    'FROM debian:12\nUSER root\nRUN apt-get update\n',
    'FROM debian:12\nUSER root\nRUN apt-get update && \\\n    apt-get install -y curl\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y sudo\n',
    'FROM debian:12\nRUN echo "app ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/app\n',
    'FROM debian:12\nRUN mkdir -p /etc/sudo && usermod -aG sudo app\n',
  ],
};

export default defineRule({
  id: 'sudo',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['sudo'],
  fix: 'confirm',
  title: '`sudo` in RUN',
  why: 'A build step already runs as the user that USER names, root if nobody named one. sudo also clears the environment, so ENV and ARG do not reach the command; for a step as another user, write USER.',
  twins: [
    'hadolint/DL3004',
    'trivy/DS-0010',
    'checkov/CKV2_DOCKER_1',
    'dockerfilelint/sudo_usage',
    'dockerlint/sudo',
    'dockerfile_lint/no_run_with_sudo',
    'dockle/DKL-DI-0001',
    'kics/run-using-sudo',
    'terrascan/AC_DOCKER_0007',
    'semgrep/no-sudo-in-dockerfile',
    'buddy/ER0004',
    'droast/DF010',
    'parfum/DL3004',
  ],
  *check(context) {
    for (const found of context.everyCommand()) {
      const place = sudoIn(found);
      if (!place) continue;
      const { stage, index } = found.run;
      const { user } = context.scopeBefore(stage, index);
      const isRoot = /^(?:root|0)(?::|$)/.test(user);
      yield {
        span: place,
        message: isRoot
          ? `This step runs as root already: sudo only ${keepsEnvironment(found) ? '' : 'clears the environment and '}needs the package.`
          : `sudo gives the step another user${keepsEnvironment(found) ? '' : ' and clears its environment'}: USER before the step says the same.`,
        ...(isRoot
          ? confirmed('Remove sudo (the command then sees ENV and ARG)', withoutSudo(context, found, place))
          : {}),
      };
    }
  },
});

/** `sudo -E`. */
const keepsEnvironment = ({ run, command }: StageCommand): boolean =>
  /\s(?:-[A-Za-z]*E|--preserve-env)\s/.test(sudoPrefix(run, command));

/** Where the word stands. */
function sudoIn({ run, command }: StageCommand): Span | undefined {
  const { wrappers, name, span } = command;
  // `sudo bash -c '…'`: what is inside has been said of bash.
  if (wrappers.slice(wrappers.indexOf('sudo')).some((wrapper) => wrapper.includes(' '))) return undefined;
  if (name?.text === 'sudo') return run.docSpan(name.span);
  if (!wrappers.includes('sudo') || !command.isPlaced) return wrappers.includes('sudo') ? run.docSpan(span) : undefined;
  const match = /(?:^|[\s/])sudo(?=\s)/.exec(run.script.text.slice(span.start, span.end));
  if (!match) return run.docSpan(span);
  const end = span.start + match.index + match[0].length;
  return run.docSpan({ start: end - 4, end });
}

/** Only `sudo` alone or with options that keep the user. */
function withoutSudo({ model }: RuleContext, { run, command }: StageCommand, place: Span): TextEdit[] | undefined {
  const { name, wrappers } = command;
  if (!canEdit(run, command) || !name || wrappers.length !== 1) return undefined;
  const end = run.docSpan(name.span).start;
  const between = model.text.slice(place.end, end);
  if (
    !/^(?:\s+|\\|-[EHn]+\b|--preserve-env\b|--non-interactive\b)+$/.test(between) ||
    hasComment(model, place.end, end)
  )
    return undefined;
  return [{ span: { start: place.start, end }, newText: '' }];
}
