// Knows: generated text is formatted as `npm run check` wants it, so that nobody formats it by hand.
import { format, getFileInfo, resolveConfig } from 'prettier';
import { inRepo } from '../repo.mjs';

/** The text as prettier writes that file; as it is, when prettier does not read such files or is told to leave it. */
export async function formatted(file: string, text: string): Promise<string> {
  const path = inRepo(file);
  const { ignored, inferredParser } = await getFileInfo(path, { ignorePath: inRepo('.prettierignore') });
  if (ignored || inferredParser === null) return text;
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
