// Edge cases of archive-kept-after-extract: where a base image works that sets its own directory, or of which nobody knows it.
import { testRule } from '../../../../test/support/checkRule';
import archiveKept from './archive-kept-after-extract';

testRule(archiveKept, {
  finds: {
    'a path is named as it is written': `FROM acme/base:1
RUN wget -q https://example.com/a.tgz && tar -xzf a.tgz -C /opt
#           ^^^^^^^^^^^^^^^^^^^^^^^^^ \`a.tgz\` is unpacked in this RUN
`,
    'where the image is known to work': `FROM php:8.3-apache
RUN wget -q https://example.com/a.tgz && tar -xzf a.tgz -C /opt
#           ^^^^^^^^^^^^^^^^^^^^^^^^^ \`/var/www/html/a.tgz\` is unpacked in this RUN
`,
  },
  fixes: {
    'nobody knows the directory': [
      'FROM acme/base:1\nRUN wget -q https://example.com/a.tgz && tar -xzf a.tgz -C /opt\n',
      'FROM acme/base:1\nRUN wget -q https://example.com/a.tgz && tar -xzf a.tgz -C /opt && rm a.tgz\n',
    ],
    'the image has one': [
      'FROM php:8.3-apache\nRUN wget -q https://example.com/a.tgz && tar -xzf a.tgz -C /opt\n',
      'FROM php:8.3-apache\nRUN wget -q https://example.com/a.tgz && tar -xzf a.tgz -C /opt && rm /var/www/html/a.tgz\n',
    ],
  },
  offersNoFix: {
    'the shell ends elsewhere':
      'FROM acme/base:1\nRUN wget -q https://example.com/a.tgz && mkdir x && tar -xzf a.tgz -C x && cd x\n',
  },
});
