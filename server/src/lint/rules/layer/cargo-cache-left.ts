// RULE cargo-cache-left: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import type { RuleContext, StageRun } from '../../context';
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM rust:1.80\nRUN cargo install --locked ripgrep\n'],
  fixed: [
    'FROM rust:1.80\nRUN cargo install --locked ripgrep && rm -rf /usr/local/cargo/registry /usr/local/cargo/git\n',
  ],
  good: [
    'FROM rust:1.80 AS build\nRUN cargo build --release\nFROM debian:12\nCOPY --from=build /target/release/app /app\n',
    'FROM rust:1.80\nRUN cargo install ripgrep && rm -rf $CARGO_HOME/registry\n',
    'FROM rust:1.80\nRUN --mount=type=cache,target=/usr/local/cargo/registry cargo build --release\n',
    'FROM rust:1.80\nRUN cargo --version\n',
  ],
};

export default defineRule({
  id: 'cargo-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['cargo'],
  fix: 'confirm',
  title: "Cargo's registry left in the layer",
  why: 'The index, the archives and the unpacked sources of every crate stay in the image, where nothing uses them once the program is built.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'cargo',
      what: "Cargo's registry",
      shippedOnly: true,
      leaves: ({ verb }) => verb === 'install' || verb === 'build' || verb === 'download' || verb === 'run',
      repair: (run, _, context) => {
        const home = cargoHome(context, run);
        return { kind: 'append', append: { clean: `rm -rf ${home}/registry ${home}/git`, most: 'confirm' } };
      },
    });
  },
});

const cargoHome = (context: RuleContext, run: StageRun): string =>
  context.scopeBefore(run.stage, run.index).get('CARGO_HOME') ??
  baseOf(context, run.stage).env('CARGO_HOME') ??
  '~/.cargo';
