// RULE label-invalid-key: the id is the file name; the examples below are run as tests.
import { labelsOf } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nLABEL com.docker.app=x\n',
    'FROM debian:12\nLABEL my..key=x\n',
    'FROM debian:12\nLABEL 1key=x\n',
    'FROM debian:12\nLABEL key-=x\n',
    'FROM debian:12\nLABEL "my key"=x\n',
    'FROM debian:12\nLABEL MyKey=x\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nLABEL org.opencontainers.image.title=x com.example.my-key=y maintainer=z\n',
    'FROM debian:12\nLABEL com.dockerish.key=x\n',
    'FROM debian:12\nLABEL $KEY=x\n',
  ],
};

/** Docker’s own namespaces (Docker: docs, object labels, key format recommendations). */
const RESERVED = /^(?:com\.docker|io\.docker|org\.dockerproject)\./;

export default defineRule({
  id: 'label-invalid-key',
  group: 'metadata',
  severity: 'hint',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'none',
  title: 'A label’s name that is not what Docker recommends',
  why: 'Docker’s guidelines want names in lower case with dots and dashes, and keep some namespaces to itself; programs that filter by label may not take others.',
  twins: ['hadolint/DL3048'],
  *check(context) {
    for (const { key, keySpan } of labelsOf(context)) {
      const fault = faultOf(key);
      if (fault !== undefined) yield { span: keySpan, message: `${key.slice(0, 100)}: ${fault}.` };
    }
  },
});

function faultOf(key: string): string | undefined {
  if (key === '' || key.includes('$')) return undefined;
  if (RESERVED.test(key)) return 'Docker keeps this namespace to itself';
  if (/\.\.|--/.test(key)) return 'two dots or dashes stand together';
  if (!/^[A-Za-z]/.test(key)) return 'a name begins with a letter';
  if (!/[A-Za-z0-9]$/.test(key)) return 'a name ends with a letter or a digit';
  if (/[^A-Za-z0-9._/-]/.test(key)) return 'letters, digits, dots, dashes and slashes make a name';
  return /[A-Z]/.test(key) ? 'names are written in lower case' : undefined;
}
