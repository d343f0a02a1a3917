// Knows: Node projects, from one stage to a monorepo.
import type { Scenario } from '../engine/cacheProject';

export const node: readonly Scenario[] = [
  {
    name: 'node/dependencies-first',
    why: 'manifests are copied before the sources, as everybody is told',
    files: {
      Dockerfile: `FROM node:22
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY src ./src
RUN npm run build
CMD ["node", "dist/index.js"]
`,
      'package.json': '{"name":"shop"}',
      'package-lock.json': '{}',
      'src/index.js': 'console.log(1)',
      'src/lib/util.js': 'export {}',
      'README.md': 'shop',
    },
    edits: [
      { name: 'nothing' },
      { name: 'a source', write: { 'src/index.js': 'console.log(2)' } },
      { name: 'what is not copied', write: { 'README.md': 'the shop' } },
      { name: 'the source as it was', back: 0 },
      { name: 'a dependency', write: { 'package.json': '{"name":"shop","v":2}' } },
      { name: 'the first dependencies, the second source', back: 1 },
      { name: 'CMD', replace: [['dist/index.js', 'dist/main.js']] },
      { name: 'a new source', write: { 'src/lib/new.js': 'x' } },
      { name: 'the new source away', remove: ['src/lib/new.js'] },
      { name: 'a touch', touch: ['src/index.js', 'package.json'] },
    ],
  },
  {
    name: 'node/copy-all',
    why: 'everything is copied at once, the Dockerfile too',
    files: {
      Dockerfile: `FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /usr/src/app
COPY . .
RUN npm install --omit=dev
EXPOSE 3000
CMD node server.js
`,
      '.dockerignore': 'node_modules\n*.log\n',
      'package.json': '{}',
      'server.js': '1',
      'public/index.html': '<p>',
      'node_modules/a/index.js': 'a',
      'debug.log': '1',
    },
    edits: [
      { name: 'an ignored log', write: { 'debug.log': '2' } },
      { name: 'an ignored package', write: { 'node_modules/b/index.js': 'b' } },
      { name: 'EXPOSE changes the Dockerfile, which is copied', replace: [['3000', '8080']] },
      {
        name: 'the Dockerfile is ignored from now on',
        write: { '.dockerignore': 'node_modules\n*.log\nDockerfile\n.dockerignore\n' },
      },
      { name: 'CMD, while the Dockerfile is ignored', replace: [['server.js', 'index.js']] },
      {
        name: 'a comment in the ignore file',
        write: { '.dockerignore': '# mine\nnode_modules\n*.log\nDockerfile\n.dockerignore\n' },
      },
      { name: 'ENV', replace: [['production', 'development']] },
      { name: 'ENV as it was', replace: [['development', 'production']] },
      { name: 'an empty folder', folders: ['public/img'] },
    ],
  },
  {
    name: 'node/two-stages',
    why: 'what a stage built is copied into a small image',
    files: {
      Dockerfile: `FROM node:22 AS build
WORKDIR /src
COPY package.json .
RUN npm ci
COPY . .
RUN npm run build

FROM nginx:1.27
COPY nginx.conf /etc/nginx/nginx.conf
COPY --from=build /src/dist /usr/share/nginx/html
RUN nginx -t
`,
      '.dockerignore': 'Dockerfile\n',
      'package.json': '{}',
      'nginx.conf': 'server {}',
      'src/app.ts': 'let a = 1',
    },
    edits: [
      { name: 'nothing' },
      { name: 'the configuration of the server', write: { 'nginx.conf': 'server { }' } },
      {
        name: 'a source',
        unknowable: ['COPY --from=build /src/dist', 'RUN nginx -t'],
        write: { 'src/app.ts': 'let a = 2' },
      },
      { name: 'all as it was', back: 0 },
      { name: 'a label in the last stage', replace: [['RUN nginx -t', 'LABEL a=b\nRUN nginx -t']] },
      { name: 'the stage by its index', replace: [['--from=build', '--from=0']] },
      { name: 'the first stage renamed', replace: [['AS build', 'AS builder']] },
      { name: 'the build stage alone', target: 'builder' },
    ],
  },
];
