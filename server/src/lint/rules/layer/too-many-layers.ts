// RULE too-many-layers: the id is the file name; the examples below are run as tests.
import { predictHistory, type PredictedEntry } from '../../../layers/predict';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  options: { max: 3 },
  bad: ['FROM debian:12\nRUN a\nRUN b\nCOPY c /\nRUN d\n'],
  fixed: [],
  good: [
    'FROM debian:12\nRUN a\nENV A=1\nRUN b\nCOPY c /\n',
    'FROM debian:12 AS build\nRUN a\nRUN b\nRUN c\nRUN d\nFROM scratch\nCOPY --from=build /x /\n',
  ],
};

export default defineRule({
  id: 'too-many-layers',
  group: 'layer',
  severity: 'off',
  since: '0.1.0',
  reads: ['layers'],
  fix: 'none',
  title: 'More layers than the budget',
  why: 'Each layer is fetched, checked and mounted by itself. The engine refuses images of more than about 125 layers, those of the base counted (moby/moby: daemon/internal/layer/layer_store.go).',
  twins: ['slim/ID.20020', 'kics/multiple-run-add-copy'],
  options: {
    max: {
      type: 'number',
      default: 50,
      description: 'Most layers that the stages of the image may make, those of the base image left out.',
    },
  },
  *check({ graph }, { max }) {
    const { target, chain, options } = graph;
    const bottom = chain[0]?.base;
    const triggers = bottom?.kind === 'image' ? (options.base(bottom.reference)?.onBuild ?? []) : [];
    // No step and no trigger makes more than one; most files are far below.
    const most = chain.reduce((sum, { steps }) => sum + steps.length, triggers.length);
    if (!target || max === null || most <= max) return;
    const entries = predictHistory(graph);
    const layers = entries.filter(({ empty }) => empty !== true).length;
    if (layers <= max) return;
    const least = entries.filter(({ empty }) => empty === false).length;
    const atMost = layers + entries.filter(mayMakeDirectory).length;
    const said = least === atMost ? String(layers) : `${String(least)} to ${String(atMost)}`;
    yield {
      span: target.from.keywordSpan,
      message: `This image gets ${said} layers on top of its base; the budget is ${String(max)}.`,
    };
  },
});

/** `WORKDIR $HOME` seems to be the root, which needs no layer, as long as nobody knows the variables of the base image. */
const mayMakeDirectory = ({ empty, textIsSure, trigger, instruction }: PredictedEntry): boolean =>
  empty === true && !textIsSure && (trigger ?? instruction).keyword === 'WORKDIR';
