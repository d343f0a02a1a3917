// RULE ln-default-shell: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN ln -sf /bin/bash /bin/sh\n',
    'FROM debian:12\nRUN rm /bin/sh && ln -s /bin/bash /bin/sh\n',
    'FROM ubuntu:24.04\nRUN echo "dash dash/sh boolean false" | debconf-set-selections && dpkg-reconfigure dash\n',
  ],
  fixed: ['FROM debian:12\nSHELL ["/bin/bash", "-c"]\n'],
  good: [
    'FROM debian:12\nSHELL ["/bin/bash", "-c"]\n',
    'FROM debian:12\nRUN ln -s /bin/sh /usr/local/bin/sh\n',
    'FROM debian:12\nRUN ln -s /opt/tool /usr/bin/tool\n',
    'FROM emscripten/emsdk:3.1.74\nRUN rm /bin/sh && ln -s /bin/dash /bin/sh\n',
    'FROM gcr.io/distroless/static:debug\nSHELL ["/busybox/sh", "-c"]\nRUN ln -s /busybox/sh /bin/sh\n',
  ],
};

export default defineRule({
  id: 'ln-default-shell',
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['/bin/sh', 'dpkg-reconfigure'],
  fix: 'confirm',
  title: '`/bin/sh` is made another shell',
  why: 'Scripts of the system’s packages are written for the shell that was there. SHELL changes it for RUN alone.',
  twins: [
    'hadolint/DL4005',
    'kics/changing-default-shell-using-run-command',
    'terrascan/AC_DOCKER_0020',
    'semgrep/use-shell-instruction',
    'buddy/ER0008',
  ],
  differs:
    '`dpkg-reconfigure dash` is found too. In debug images of distroless, which have their shell below /busybox, the link puts a shell where none was, and a link to dash gives a system the shell that its scripts are written for: told only when you ask for the twin by name.',
  *check(context) {
    for (const { run, command } of commandsOf(context, 'ln', 'dpkg-reconfigure')) {
      const last = command.args[command.args.length - 1];
      const program = command.name?.text?.endsWith('ln') ? 'ln' : 'dpkg-reconfigure';
      if (last?.text !== (program === 'ln' ? '/bin/sh' : 'dash')) continue;
      const source = command.args[command.args.length - 2]?.text ?? '';
      const mayReplace =
        program === 'ln' &&
        /^\/(?:usr\/)?bin\/(?:ba|z|k)sh$/.test(source) &&
        run.script.commands.length === 1 &&
        !run.onbuild;
      yield {
        span: run.docSpan(command.span),
        message: 'This changes the shell of the whole system: scripts that its packages bring may stop working.',
        ...(program === 'ln' && /^\/busybox\/|\/(?:da|a)sh$/.test(source) && { severity: 'off' as const }),
        ...confirmed(
          'Use SHELL (at run time /bin/sh stays what it was)',
          mayReplace ? [{ span: run.run.span, newText: `SHELL ["${source}", "-c"]` }] : undefined,
        ),
      };
    }
  },
});
