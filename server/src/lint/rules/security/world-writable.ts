// RULE world-writable: the id is the file name; the examples below are run as tests.
import { flagOf } from '../../../syntax/model';
import { isOpenToAll, modesOf, type GivenMode } from '../../facts/modes';
import { defineRule, type RuleExamples } from '../../rule';
import { copiesOf } from '../../facts/stepIndex';
import { commandsOf } from '../../facts/commandIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN chmod -R 777 /srv\n',
    'FROM debian:12\nRUN mkdir /data && chmod a+rwX /data\n',
    'FROM debian:12\nRUN chmod u=rwx,o+w /data\n',
    'FROM debian:12\nCOPY --chmod=666 app.conf /etc/\n',
    'FROM debian:12\nRUN mkdir -p -m 0777 /data\n',
    'FROM debian:12\nRUN install -m 0666 app.conf /etc/app.conf\n',
    'FROM debian:12\nRUN umask 000 && touch /data/x\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN dir="$(mktemp -d)" && chmod 777 "$dir" && make -C "$dir" && rm -rf "$dir"\n',
    'FROM debian:12\nRUN chmod 755 /srv && chmod 1777 /tmp\n',
    'FROM debian:12\nRUN chgrp -R 0 /srv && chmod -R g=u /srv\n',
    'FROM debian:12\nRUN chmod +w /srv && chmod +x /srv/run.sh && chmod go-w /data\n',
    'FROM debian:12\nCOPY --chmod=755 run.sh /\n',
    'FROM debian:12\nRUN chmod $MODE /srv\n',
    'FROM debian:12\nRUN mkdir -p -m 1777 /data && umask 022\n',
  ],
};

export default defineRule({
  id: 'world-writable',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  fix: 'none',
  title: 'A mode that lets everybody write',
  why: 'Every user of the container can then change the files, also one that broke in through another program. Give them to the user who needs them; for any number, as OpenShift gives one, `chgrp 0` and `g=u` are enough.',
  twins: ['sonar/S2612', 'droast/DF034', 'tally/world-writable-state-path-workaround'],
  differs: '`chmod +w` is no finding: without a `who` the umask keeps others out.',
  *check(context) {
    for (const given of modesOf(context)) {
      const { run, word, mode } = given;
      if (!isOpenToAll(mode) || isDeleted(given)) continue;
      yield {
        span: run.docSpan(word.span),
        message: `With ${mode} every user of the container can write here.`,
        ...(context.isShipped(run.stage) ? {} : { severity: 'hint' as const }),
      };
    }
    for (const { stage, step } of copiesOf(context)) {
      const flag = flagOf(step, 'chmod');
      if (!flag?.value || !isOpenToAll(flag.value)) continue;
      yield {
        span: flag.span,
        message: `With ${flag.value} every user of the container can write to these files.`,
        ...(context.isShipped(stage) ? {} : { severity: 'hint' as const }),
      };
    }
    for (const { run, command } of commandsOf(context, 'umask')) {
      const [word] = command.args;
      if (word?.text === undefined || !/^[0-7]{0,3}[0145]$/.test(word.text)) continue;
      yield {
        span: run.docSpan(word.span),
        message: 'Every user of the container can write to the files made from here on.',
      };
    }
  },
});

/** What the same RUN deletes is in no image. */
const isDeleted = ({ run, word, paths }: GivenMode): boolean =>
  paths.length > 0 &&
  paths.every(({ raw }) =>
    run.script.commands.some(
      ({ name, span, args }) =>
        name?.text === 'rm' && span.start > word.span.start && args.some((arg) => arg.raw === raw),
    ),
  );
