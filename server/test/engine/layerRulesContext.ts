// Knows: one row per proof of a rule about the bytes of the build context: what the message counts must come to lie in the
// layer of the COPY, and what the fix keeps out must not. The others are in layerRulesCases.ts.
import type { LayerRuleCase } from './layerRulesCases';

const FROM = 'FROM debian:12\n';

export const CONTEXT_RULE_CASES: readonly LayerRuleCase[] = [
  {
    rule: 'context-weight',
    files: {
      'app.js': 'run()',
      'videos/intro.mp4': 70_000_000,
      'videos/more/end.mp4': 20_000_000,
      'data.csv': 15_000_000,
    },
    bad: `${FROM}COPY . /app/\n`,
    counts: 'layer',
    contextAt: '/app',
    except: ['/app/videos', '/app/.dockerignore'],
  },
  {
    rule: 'context-weight',
    name: 'what the ignore file keeps out does not count, what an exception lets in does',
    files: {
      '.dockerignore': '*.log\nvideos\n!videos/intro.mp4',
      'app.js': 'run()',
      'big.log': 30_000_000,
      'data.csv': 90_000_000,
      'videos/intro.mp4': 11_000_000,
      'videos/end.mp4': 40_000_000,
    },
    bad: `${FROM}WORKDIR /app\nADD ./ .\n`,
    counts: 'layer',
    contextAt: '/app',
    except: ['/app/data.csv', '/app/.dockerignore'],
  },
  {
    rule: 'large-file-in-context',
    files: { 'app.js': 'run()', 'dumps/big.sql': 3_000_001, 'dumps/old/small.sql': 1_000_000 },
    options: { maxBytes: 1_500_000 },
    bad: `${FROM}COPY . /app/\n`,
    counts: { file: '/app/dumps/big.sql' },
    contextAt: '/app',
    except: ['/app/dumps/big.sql', '/app/.dockerignore'],
  },
  {
    rule: 'large-file-in-context',
    name: 'below a folder, with what --exclude leaves out',
    files: { 'dumps/big.sql': 3_000_001, 'dumps/old/deep.sql': 2_500_000, 'dumps/old/a.bak': 5_000 },
    options: { maxBytes: 2_000_000 },
    bad: `${FROM}COPY --exclude=*.sql dumps /dumps/\n`,
    counts: 'freed',
    except: ['/dumps/old/deep.sql'],
  },
];
