// Knows: which files of a workspace can be about certain Dockerfiles at all, by their texts alone, so that the others need
// no reading with places. A file that means another folder has that folder's name; where a variable of the environment
// hides it, the readers do not know it, either.
import { baseOf, folderOf } from './place';
import { COMPOSE, isBakeName, isDockerfileName, type ProjectFiles } from './port';

/** Scripts that call compose or bake files, several together or with variables of their own. */
const CALLS_OTHERS = /compose|bake/;
/** Compose files that take others in. */
const TAKES_OTHERS = /\b(?:include|extends)\b/;

/** The same workspace, listing only what can be about these Dockerfiles (paths in the workspace), and Dockerfiles. */
export function filesAbout(files: ProjectFiles, dockerfiles: readonly string[]): ProjectFiles {
  const folders = [...new Set(dockerfiles.map(folderOf))];
  const list = async (): Promise<readonly string[]> => {
    const listed = await files.list();
    const kept = new Set<string>();
    /** Folders with a compose or bake file that is kept: what lies beside it may be laid over it. */
    const whole = new Set<string>();
    for (const file of listed) {
      if (!isDockerfileName(baseOf(file)) && !(await isAbout(files, file, folders))) continue;
      kept.add(file);
      if (isPlaced(file)) whole.add(folderOf(file));
    }
    return listed.filter((file) => kept.has(file) || (isPlaced(file) && whole.has(folderOf(file))));
  };
  return { ...files, list };
}

/** Its paths are as seen from its own folder; those of scripts and workflows, as often, from the workspace's. */
const isPlaced = (file: string): boolean => COMPOSE.test(baseOf(file)) || isBakeName(baseOf(file));

async function isAbout(files: ProjectFiles, file: string, folders: readonly string[]): Promise<boolean> {
  const own = folderOf(file);
  const isOwn = isPlaced(file);
  if (folders.includes(own) || (folders.includes('.') && !isOwn)) return true;
  const text = (await files.read(file)) ?? '';
  if ((isOwn ? TAKES_OTHERS : CALLS_OTHERS).test(text)) return true;
  // What fills a compose file's variables.
  const filled = isOwn ? ((await files.read(`${own}/.env`)) ?? '') : '';
  return folders.some((folder) => {
    const word = folder === '.' || own.startsWith(`${folder}/`) ? '..' : baseOf(folder);
    return text.includes(word) || filled.includes(word);
  });
}
