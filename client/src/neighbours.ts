// Knows: when findings must be looked at anew: what other extensions show has changed, or which of them are there.
import { Disposable, extensions, languages } from 'vscode';
import type { Uri } from 'vscode';
import { openDockerfile } from './dockerfiles';
import type { Feature } from './feature';
import { othersIn } from './news';
import { onSettingChange } from './settings';
import { keyOf } from './twins';

export const neighbours: Feature = {
  register: ({ server }) => {
    const seen = new Map<string, string>();
    const lookAgain = (uri: Uri): void => {
      const document = openDockerfile(uri.toString());
      if (!document) {
        seen.delete(uri.toString());
        return;
      }
      // Our own news come this way too, and change nothing.
      const key = keyOf(othersIn(uri));
      if ((seen.get(uri.toString()) ?? keyOf([])) === key) return;
      seen.set(uri.toString(), key);
      server.pullFindings(document);
    };
    const everywhere = (): void => server.pullFindings();
    return Disposable.from(
      languages.onDidChangeDiagnostics(({ uris }) => uris.forEach(lookAgain)),
      extensions.onDidChange(everywhere),
      onSettingChange('layerlens.lint.besideOthers', everywhere),
      onSettingChange('layerlens.syntaxErrors', everywhere),
    );
  },
};
