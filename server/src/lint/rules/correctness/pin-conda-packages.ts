// RULE pin-conda-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM continuumio/miniconda3\nRUN conda install -y -c conda-forge numpy\n'],
  fixed: [],
  good: [
    'FROM continuumio/miniconda3\nRUN conda install -y numpy=2.0\n',
    'FROM continuumio/miniconda3\nRUN conda env create -f environment.yml\n',
    'FROM continuumio/miniconda3\nRUN conda install -y --file requirements.txt\n',
  ],
};

export default defineRule({
  id: 'pin-conda-packages',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['conda', 'mamba'],
  fix: 'none',
  title: 'conda packages without a version',
  why: 'The same Dockerfile installs something else next month, and nobody sees what changed.',
  twins: [],
  *check(context) {
    for (const found of unpinnedCalls(
      context,
      ['conda'],
      (call) => /^(?:install|create)$/.test(call.phrase) && !call.flag('--file', '-f'),
    ))
      yield pinFinding(found, '`name=version`');
  },
});
