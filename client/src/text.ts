// Knows: how text from Dockerfiles and engines is made safe for VS Code labels. Pure; knows nothing of vscode.

/**
 * Labels of quick picks and the status bar turn `$(name)` into an icon. A file called `$(trash)` must stay readable,
 * above all in a command line that the user is asked to agree to.
 */
export const plainLabel = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ').replaceAll('$(', '\\$(');

/** What a screen reader says for `42.1 MB · 22% · layer`: the dots are pauses, not words. */
export const spokenLabel = (...parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .join(', ')
    .replace(/\s*·\s*/g, ', ');
