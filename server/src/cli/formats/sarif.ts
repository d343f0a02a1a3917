// Knows: findings as SARIF 2.1.0 (OASIS): each rule once, relative addresses, regions from 1, safe fixes, fingerprints.
import type { LineIndex } from '../../base/lineIndex';
import type { Fix, RuleFinding, RuleMeta } from '../../lint/rule';
import type { SuppressedFinding } from '../../lint/run';
import { rulePage } from '../../lint/rulePage';
import type { FileFindings } from '../lintFile';
import { fingerprints, linesOf, regionOf, uriOf } from './places';

const LEVEL = { error: 'error', warning: 'warning', info: 'note', hint: 'note', off: 'none' } as const;

/** @param shown true: findings that comments silence are there too, marked as such. */
export function asSarif(files: readonly FileFindings[], version: string, shown: boolean): string {
  const all = files.flatMap(({ findings, suppressed }) => [...findings, ...(shown ? suppressed : [])]);
  const rules = [...new Map(all.map(({ rule }) => [rule.id, rule])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const index = new Map(rules.map(({ id }, i) => [id, i]));
  const results = files.flatMap((file) => {
    const lines = linesOf(file);
    const prints = fingerprints(file);
    const uri = uriOf(file.path);
    const result = (finding: RuleFinding): object => ({
      ruleId: finding.rule.id,
      ruleIndex: index.get(finding.rule.id),
      level: LEVEL[finding.effective],
      message: { text: finding.message },
      locations: [{ physicalLocation: place(uri, finding, lines) }],
      partialFingerprints: { 'layerlens/v1': prints.get(finding) ?? '' },
      ...related(uri, finding, lines),
      ...fixesOf(uri, finding, lines),
    });
    const silenced = ({ suppression, ...finding }: SuppressedFinding): object => ({
      ...result(finding),
      partialFingerprints: {},
      suppressions: [
        {
          kind: 'inSource',
          ...(suppression.reason === '' ? {} : { justification: suppression.reason }),
          location: { physicalLocation: place(uri, suppression, lines) },
        },
      ],
    });
    return [...file.findings.map(result), ...(shown ? file.suppressed.map(silenced) : [])];
  });
  const driver = {
    name: 'Layerlens',
    version,
    informationUri: 'https://github.com/layerlens/layerlens',
    rules: rules.map(descriptor),
  };
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const descriptor = (rule: RuleMeta): object => ({
  id: rule.id,
  shortDescription: { text: rule.title },
  fullDescription: { text: rule.why },
  help: { text: rule.why },
  helpUri: rulePage(rule.id),
  defaultConfiguration: { level: LEVEL[rule.severity], enabled: rule.severity !== 'off' },
  properties: { tags: [rule.group], twins: rule.twins },
});

const place = (uri: string, { span }: Pick<RuleFinding, 'span'>, lines: LineIndex): object => ({
  artifactLocation: { uri },
  region: regionOf(span, lines),
});

function related(uri: string, { related: others = [] }: RuleFinding, lines: LineIndex): object {
  if (others.length === 0) return {};
  return {
    relatedLocations: others.map((other, id) => ({
      id,
      message: { text: other.message },
      physicalLocation: place(uri, other, lines),
    })),
  };
}

/** Only what needs no judgement: who applies fixes from a report applies all of them. */
function fixesOf(uri: string, { fixes = [] }: RuleFinding, lines: LineIndex): object {
  const safe = fixes.filter((fix) => fix.class === 'safe' && fix.edits.length > 0 && !fix.addition);
  if (safe.length === 0) return {};
  return {
    fixes: safe.map(({ title, edits }: Fix) => ({
      description: { text: title },
      artifactChanges: [
        {
          artifactLocation: { uri },
          replacements: edits.map(({ span, newText }) => ({
            deletedRegion: regionOf(span, lines),
            insertedContent: { text: newText },
          })),
        },
      ],
    })),
  };
}
