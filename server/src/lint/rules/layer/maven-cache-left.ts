// RULE maven-cache-left: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM maven:3-eclipse-temurin-21\nRUN mvn -B package\n'],
  fixed: ['FROM maven:3-eclipse-temurin-21\nRUN --mount=type=cache,target=/root/.m2 mvn -B package\n'],
  good: [
    'FROM maven:3-eclipse-temurin-21 AS build\nRUN mvn -B package\nFROM eclipse-temurin:21-jre\nCOPY --from=build /target/app.jar /app.jar\n',
    'FROM maven:3-eclipse-temurin-21\nRUN mvn -B package && rm -rf ~/.m2\n',
    'FROM maven:3-eclipse-temurin-21\nRUN mvn --version\n',
  ],
};

export default defineRule({
  id: 'maven-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['mvn'],
  fix: 'confirm',
  title: 'Local Maven repository left in the layer',
  why: 'Every plugin and every dependency stays in the image in ~/.m2, where nothing uses them once the program is built.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'maven',
      what: 'The local Maven repository',
      shippedOnly: true,
      leaves: ({ verb, flag }) =>
        (verb === 'build' || verb === 'download') && flag('-Dmaven.repo.local')?.value?.startsWith('/tmp') !== true,
    });
  },
});
