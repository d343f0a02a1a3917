// RULE gradle-cache-left: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM gradle:8-jdk21\nRUN gradle --no-daemon build\n'],
  fixed: ['FROM gradle:8-jdk21\nRUN --mount=type=cache,target=/root/.gradle gradle --no-daemon build\n'],
  good: [
    'FROM gradle:8-jdk21 AS build\nRUN gradle build\nFROM eclipse-temurin:21-jre\nCOPY --from=build /app.jar /app.jar\n',
    'FROM gradle:8-jdk21\nRUN ./gradlew build && rm -rf ~/.gradle\n',
    'FROM gradle:8-jdk21\nRUN gradle --version\n',
  ],
};

export default defineRule({
  id: 'gradle-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['gradle'],
  fix: 'confirm',
  title: 'Caches of Gradle left in the layer',
  why: 'Dependencies, the unpacked Gradle distribution and build caches stay in the image, where nothing uses them once the program is built.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'gradle',
      what: "Gradle's caches",
      plural: true,
      shippedOnly: true,
      leaves: ({ verb, flag }) =>
        (verb === 'build' || verb === 'download') && !flag('-g', '--gradle-user-home', '--project-cache-dir'),
    });
  },
});
