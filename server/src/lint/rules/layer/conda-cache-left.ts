// RULE conda-cache-left: the id is the file name; the examples below are run as tests.
import { appended, leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM continuumio/miniconda3\nRUN conda install -y numpy\n',
    'FROM mambaorg/micromamba\nRUN micromamba install -y -n base -f env.yml\n',
  ],
  fixed: [
    'FROM continuumio/miniconda3\nRUN conda install -y numpy && conda clean -afy\n',
    'FROM mambaorg/micromamba\nRUN micromamba install -y -n base -f env.yml && micromamba clean -afy\n',
  ],
  good: [
    'FROM continuumio/miniconda3\nRUN conda env create -f environment.yml && conda clean -afy\n',
    'FROM continuumio/miniconda3\nRUN conda install -y numpy && conda clean -tipsy\n',
    'FROM continuumio/miniconda3\nRUN mamba install -y numpy && mamba clean --all --yes\n',
    'FROM continuumio/miniconda3\nRUN conda install --download-only -y gcc_linux-64\n',
    'FROM continuumio/miniconda3\nRUN --mount=type=cache,target=/opt/conda/pkgs conda install -y numpy\n',
  ],
};

export default defineRule({
  id: 'conda-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['conda', 'mamba'],
  fix: 'safe',
  title: 'Package cache of conda left in the layer',
  why: 'Beside the environment conda keeps the archive and the unpacked files of every package; what is not linked is there twice.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'conda',
      what: "conda's package cache",
      // With --download-only the cache is what the step is for.
      leaves: ({ verb, flag }) => (verb === 'install' || verb === 'upgrade') && !flag('--download-only', '-d'),
      // With soft links the environment lives in the cache.
      repair: (run, calls) => (/allow_softlinks/.test(run.script.text) ? undefined : appended(calls)),
    });
  },
});
