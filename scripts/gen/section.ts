// Knows: the generated part of a file that people write: what stands between `<!-- gen:name -->` and `<!-- /gen:name -->`.

/** Throws when the file does not have the two marks: then somebody removed the section by hand. */
export function replaceSection(old: string, name: string, content: string): string {
  const start = `<!-- gen:${name} -->`;
  const end = `<!-- /gen:${name} -->`;
  const from = old.indexOf(start);
  const to = old.indexOf(end);
  if (from === -1 || to < from) throw new Error(`The marks ${start} and ${end} are missing.`);
  return `${old.slice(0, from + start.length)}\n\n${content.trim()}\n\n${old.slice(to)}`;
}
