// Edge cases of npm-cache-left; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import npmCacheLeft from './npm-cache-left';

testRule(npmCacheLeft, {
  finds: {
    'only what stands behind the install cleans': `FROM node:20
RUN npm cache clean --force && npm ci
#                              ^^^^^^ npm's cache (/root/.npm) stays in this layer
`,
    'the folder of a number without an account is not known': `FROM node:20
USER 1234
RUN npm ci
#   ^^^^^^ npm's cache stays in this layer
RUN npm ci && rm -rf ~/.npm
`,
    'a part of the cache, the home, a variable': `FROM node:20
RUN npm ci && rm -rf /root/.npm/_cacache
RUN npm ci && rm -rf /root/.[!.]*
RUN npm ci && rm -rf \${HOME}/.npm
`,
    'scripts and programs are no installs': `FROM node:20
RUN npx -y create-app && npm run install && npm link ../x
`,
  },
  fixes: {
    'as the user that sudo makes': [
      'FROM node:20\nRUN sudo -u node npm install -g a\n',
      'FROM node:20\nRUN sudo -u node npm install -g a && sudo -u node npm cache clean --force\n',
    ],
    'behind what else the RUN does': [
      'FROM node:20\nRUN npm ci && npm run build && rm -rf src\n',
      'FROM node:20\nRUN npm ci && npm run build && rm -rf src && npm cache clean --force\n',
    ],
  },
  offersNoFix: {
    'a cache elsewhere, which neither the command nor the mount would be for':
      'FROM node:20\nRUN npm ci --cache /npm\n',
  },
});
