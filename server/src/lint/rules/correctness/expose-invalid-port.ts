// RULE expose-invalid-port: the id is the file name; the examples below are run as tests.
import { exposed } from '../../words/ports';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nEXPOSE http\n',
    'FROM alpine\nEXPOSE 80,443\n',
    'FROM alpine\nEXPOSE 9000-8000\n',
    'FROM alpine\nEXPOSE /tcp\n',
    'FROM alpine\nEXPOSE 80-\n',
  ],
  fixed: [],
  good: [
    'FROM alpine\nEXPOSE 80 8000-8010/udp\n',
    'FROM alpine\nEXPOSE $PORT ${A}/tcp\n',
    'FROM alpine\nEXPOSE 80 # web\n',
    'FROM alpine\nEXPOSE 1:80\n',
  ],
};

export default defineRule({
  id: 'expose-invalid-port',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['expose'],
  fix: 'none',
  title: 'EXPOSE of something that is no port',
  why: 'The build stops here: a port is a number, or two with a dash in between.',
  twins: ['dockerfile-utils/INVALID_PORT', 'dockerfilelint/invalid_port'],
  *check(context) {
    let commented: unknown;
    for (const { one, expanded, port } of exposed(context)) {
      const { word } = expanded;
      // Words behind a `#` are a comment in the wrong place, which another rule tells.
      if (word.text.startsWith('#')) commented = one;
      if (commented === one || one.acts !== one.at || word.text.includes('$')) continue;
      const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(port.container) ?? [];
      if (first !== undefined && (last === undefined || Number(first) <= Number(last))) continue;
      yield {
        span: word.span,
        message:
          first === undefined
            ? `${word.text} is no port: the build stops here.`
            : `${word.text} is no range: it ends before it begins, and the build stops here.`,
      };
    }
  },
});
